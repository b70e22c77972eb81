"""The work of Flower's SecAgg+ (flwr 1.42), by the same library calls, for one client or for the server's unmasking.

{"work": "client", "neighbours": k, "dimension": d}
{"work": "unmask", "members": n, "dropped": m, "threshold": t, "dimension": d, "streams": s, "secrets": c}

Unmasking takes minutes at n = 101. With "streams" and "secrets", s masks of either kind are removed and c secrets of either
kind rebuilt, and the answer is those times by the counts of the whole ("isExtrapolated"); without, all is done.
"""

import base64
import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from Crypto.Protocol.SecretSharing import Shamir
from Crypto.Util.Padding import pad, unpad
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MODULUS = 2**32
CLIPPING, LEVELS = 8.0, 2**22


def fresh_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP384R1())


def agreed(secret: ec.EllipticCurvePrivateKey, public: ec.EllipticCurvePublicKey) -> bytes:
    derived = HKDF(hashes.SHA256(), 32, salt=None, info=None).derive(secret.exchange(ec.ECDH(), public))
    return base64.urlsafe_b64encode(derived)


def pem(secret: ec.EllipticCurvePrivateKey) -> bytes:
    form = serialization.PrivateFormat.PKCS8
    return secret.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())


def mask(seed: bytes, dimension: int) -> np.ndarray:
    """All of the seed folded into 32 bits, which is what seeds the generator."""
    folded = 0
    for word in np.frombuffer(seed, dtype="<u4"):
        folded ^= int(word)
    return np.random.RandomState(folded).randint(0, MODULUS - 1, dimension, dtype=np.int64)


def quantise(values: np.ndarray) -> np.ndarray:
    scaled = (np.clip(values, -CLIPPING, CLIPPING) + CLIPPING) * (LEVELS / (2 * CLIPPING))
    rounded = np.ceil(scaled).astype(np.int32)
    rounded[np.random.rand(*rounded.shape) < rounded - scaled] -= 1
    return rounded


def client(request: dict) -> dict:
    own = fresh_key()
    peers = [fresh_key().public_key() for _ in range(request["neighbours"])]
    values = np.random.default_rng(1).standard_normal(request["dimension"], dtype=np.float32)
    start = time.perf_counter()
    vector = quantise(values) + mask(os.urandom(32), len(values))
    for place, public in enumerate(peers):
        pairwise = mask(agreed(own, public), len(values))
        vector = vector + pairwise if place % 2 else vector - pairwise
    vector = vector & (MODULUS - 1)
    vector.tobytes()
    return {"seconds": time.perf_counter() - start}


def split(secret: bytes, threshold: int, members: int) -> list[list[tuple[int, bytes]]]:
    padded = pad(secret, 16)
    chunks = [padded[at : at + 16] for at in range(0, len(padded), 16)]
    return [Shamir.split(threshold, members, chunk, ssss=False) for chunk in chunks]


def rebuild(shares: list[list[tuple[int, bytes]]]) -> bytes:
    """The chunks on threads, which the interpreter runs one at a time."""
    with ThreadPoolExecutor(max_workers=min(len(shares), os.cpu_count() or 1)) as pool:
        return unpad(b"".join(pool.map(lambda chunk: Shamir.combine(chunk, ssss=False), shares)), 16)


def seconds_of(work, times: int) -> float:
    start = time.perf_counter()
    for _ in range(times):
        work()
    return (time.perf_counter() - start) / times


def unmask(request: dict) -> dict:
    members, dropped, dimension = request["members"], request["dropped"], request["dimension"]
    survivors = members - dropped
    sealed = [split(secret, request["threshold"], members) for secret in (os.urandom(32), pem(fresh_key()))]
    # The server combines every share it was sent, not the fewest that serve.
    seed_shares, key_shares = ([chunk[:survivors] for chunk in chunks] for chunks in sealed)
    lost, public = fresh_key(), fresh_key().public_key()
    total = np.zeros(dimension, dtype=np.int64)

    def remove_own() -> None:
        nonlocal total
        total = total - mask(os.urandom(32), dimension)

    def remove_pairwise() -> None:
        nonlocal total
        total = total - mask(agreed(lost, public), dimension)

    own_masks, pairwise_masks = survivors, dropped * (members - 1)
    streams, secrets = request.get("streams"), request.get("secrets")
    mask_seconds = own_masks * seconds_of(remove_own, streams or own_masks) + pairwise_masks * seconds_of(
        remove_pairwise, streams or pairwise_masks
    )
    share_seconds = survivors * seconds_of(lambda: rebuild(seed_shares), secrets or survivors) + dropped * seconds_of(
        lambda: rebuild(key_shares), secrets or dropped
    )
    return {
        "seconds": mask_seconds + share_seconds,
        "maskSeconds": mask_seconds,
        "shareSeconds": share_seconds,
        "isExtrapolated": streams is not None,
    }


def main() -> None:
    request = json.load(sys.stdin)
    json.dump({"client": client, "unmask": unmask}[request["work"]](request), sys.stdout)


main()
