"""Section "Conventions": integers, enc, tagged hashes, signatures, Merkle trees, bitmaps."""

import hashlib
import struct
from collections.abc import Iterable, Sequence

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


def u8(value: int) -> bytes:
    return struct.pack("<B", value)


def u16(value: int) -> bytes:
    return struct.pack("<H", value)


def u32(value: int) -> bytes:
    return struct.pack("<I", value)


def u64(value: int) -> bytes:
    return struct.pack("<Q", value)


def f64(value: float) -> bytes:
    return struct.pack("<d", value)


def enc(*fields: bytes) -> bytes:
    return b"".join(u32(len(field)) + field for field in fields)


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def tagged_hash(tag: str, body: bytes) -> bytes:
    return sha256(tag.encode("ascii") + b"\0" + body)


def payload(stage: str, *fields: bytes) -> bytes:
    """What a signature covers."""
    return f"fedsa/v1/{stage}".encode("ascii") + b"\0" + enc(*fields)


def public_identity(seed: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def sign(seed: bytes, stage: str, *fields: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(seed).sign(payload(stage, *fields))


def merkle_root(leaves: Sequence[bytes]) -> bytes:
    """RFC 9162, section 2.1, by its recursive definition."""
    if not leaves:
        return sha256(b"")
    if len(leaves) == 1:
        return sha256(b"\0" + leaves[0])
    split = 1
    while 2 * split < len(leaves):
        split *= 2
    return sha256(b"\1" + merkle_root(leaves[:split]) + merkle_root(leaves[split:]))


def bitmap(members: Iterable[int], size: int) -> bytes:
    bits = sum(1 << (member - 1) for member in members)
    return bits.to_bytes((size + 7) // 8, "little")
