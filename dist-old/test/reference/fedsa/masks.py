"""Section "Keys and masks"."""

from collections.abc import Sequence

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from .wire import u16


def public_key(secret: bytes) -> bytes:
    return X25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()


def agree(secret: bytes, public: bytes) -> bytes:
    return X25519PrivateKey.from_private_bytes(secret).exchange(X25519PublicKey.from_public_bytes(public))


def derive(session: bytes, secret: bytes, info: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=session, info=info).derive(secret)


def channel_key(session: bytes, shared: bytes, sender: int, receiver: int) -> bytes:
    return derive(session, shared, b"fedsa/v1/chan" + u16(sender) + u16(receiver))


def pair_key(session: bytes, shared: bytes, one: int, other: int) -> bytes:
    return derive(session, shared, b"fedsa/v1/pair" + u16(min(one, other)) + u16(max(one, other)))


def self_key(session: bytes, seed: bytes, index: int) -> bytes:
    return derive(session, seed, b"fedsa/v1/self" + u16(index))


def keystream(key: bytes, length: int) -> bytes:
    return Cipher(algorithms.AES(key), modes.CTR(bytes(16))).encryptor().update(bytes(length))


def mask(key: bytes, dimension: int, bits: int) -> list[int]:
    """The mask of a key: one residue modulo 2^bits for each coordinate."""
    width = 4 if bits > 16 else 2
    stream = keystream(key, width * dimension)
    words = (int.from_bytes(stream[at : at + width], "little") for at in range(0, len(stream), width))
    return [word % 2**bits for word in words]


def add(left: Sequence[int], right: Sequence[int], sign: int, bits: int) -> list[int]:
    return [(a + sign * b) % 2**bits for a, b in zip(left, right, strict=True)]


def masked(
    integers: Sequence[int],
    bits: int,
    session: bytes,
    index: int,
    self_seed: bytes,
    mask_secret: bytes,
    peers: Sequence[tuple[int, bytes]],
) -> list[int]:
    """y_i from x_i, for the neighbours (index, mask key) that shared."""
    residues = [integer % 2**bits for integer in integers]
    own = self_key(session, self_seed, index)
    residues = add(residues, mask(own, len(residues), bits), 1, bits)
    for peer, key in peers:
        pair = pair_key(session, agree(mask_secret, key), index, peer)
        residues = add(residues, mask(pair, len(residues), bits), 1 if peer < index else -1, bits)
    return residues
