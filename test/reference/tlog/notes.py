"""C2SP signed-note, tlog-checkpoint and tlog-cosignature (cosignature/v1), with Ed25519 of `cryptography`."""

from base64 import b64decode, b64encode
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ED25519 = b"\x01"
COSIGNATURE = b"\x04"


def public_key(seed):
    return Ed25519PrivateKey.from_private_bytes(seed).public_key()


def key_id(name, seed, kind):
    return sha256(name.encode() + b"\n" + kind + public_key(seed).public_bytes_raw()).digest()[:4]


def verifier_key(name, seed, kind):
    encoded = b64encode(kind + public_key(seed).public_bytes_raw()).decode()
    return f"{name}+{key_id(name, seed, kind).hex()}+{encoded}"


def checkpoint(origin, size, root):
    return f"{origin}\n{size}\n{b64encode(root).decode()}\n"


def line(name, payload):
    return f"\u2014 {name} {b64encode(payload).decode()}\n"


def sign(seed, message):
    return Ed25519PrivateKey.from_private_bytes(seed).sign(message)


def signed(text, name, seed):
    return text + "\n" + line(name, key_id(name, seed, ED25519) + sign(seed, text.encode()))


def cosigned(note, name, seed, seconds):
    text = note[: note.rindex("\n\n") + 1]
    signature = sign(seed, f"cosignature/v1\ntime {seconds}\n{text}".encode())
    payload = key_id(name, seed, COSIGNATURE) + seconds.to_bytes(8, "big") + signature
    return note + line(name, payload)


def verified(note, origin, seed, witness, witness_seed):
    """Whether the log signed the note, and when the witness cosigned it."""
    end = note.rindex("\n\n") + 1
    text, lines = note[:end], note[end + 1 :].splitlines()
    found = {"isSigned": False, "seconds": None}
    for one in lines:
        dash, name, encoded = one.split(" ")
        payload = b64decode(encoded, validate=True)
        if dash != "\u2014":
            raise ValueError(one)
        try:
            if name == origin and payload[:4] == key_id(origin, seed, ED25519):
                public_key(seed).verify(payload[4:], text.encode())
                found["isSigned"] = True
            if name == witness and payload[:4] == key_id(witness, witness_seed, COSIGNATURE):
                seconds = int.from_bytes(payload[4:12], "big")
                message = f"cosignature/v1\ntime {seconds}\n{text}".encode()
                public_key(witness_seed).verify(payload[12:], message)
                found["seconds"] = seconds
        except InvalidSignature:
            pass
    return found
