"""XSalsa20-Poly1305 as NaCl's secretbox lays it out: tag (16 bytes), then the ciphertext."""

import struct

from cryptography.hazmat.primitives.poly1305 import Poly1305

SIGMA = struct.unpack("<4I", b"expand 32-byte k")
QUARTERS = (
    (0, 4, 8, 12), (5, 9, 13, 1), (10, 14, 2, 6), (15, 3, 7, 11),
    (0, 1, 2, 3), (5, 6, 7, 4), (10, 11, 8, 9), (15, 12, 13, 14),
)  # fmt: skip


def rotate(word: int, count: int) -> int:
    return ((word << count) | (word >> (32 - count))) & 0xFFFFFFFF


def initial(key: bytes, block: bytes) -> list[int]:
    k, b = struct.unpack("<8I", key), struct.unpack("<4I", block)
    return [SIGMA[0], *k[:4], SIGMA[1], *b, SIGMA[2], *k[4:], SIGMA[3]]


def rounds(state: list[int]) -> list[int]:
    state = list(state)
    for _ in range(10):
        for a, b, c, d in QUARTERS:
            state[b] ^= rotate((state[a] + state[d]) & 0xFFFFFFFF, 7)
            state[c] ^= rotate((state[b] + state[a]) & 0xFFFFFFFF, 9)
            state[d] ^= rotate((state[c] + state[b]) & 0xFFFFFFFF, 13)
            state[a] ^= rotate((state[d] + state[c]) & 0xFFFFFFFF, 18)
    return state


def hsalsa20(key: bytes, nonce: bytes) -> bytes:
    state = rounds(initial(key, nonce))
    return struct.pack("<8I", *(state[place] for place in (0, 5, 10, 15, 6, 7, 8, 9)))


def xsalsa20(key: bytes, nonce: bytes, length: int) -> bytes:
    subkey = hsalsa20(key, nonce[:16])
    stream = b""
    for counter in range((length + 63) // 64):
        state = initial(subkey, nonce[16:] + struct.pack("<Q", counter))
        words = ((a + b) & 0xFFFFFFFF for a, b in zip(state, rounds(state), strict=True))
        stream += struct.pack("<16I", *words)
    return stream[:length]


def seal(key: bytes, nonce: bytes, contents: bytes) -> bytes:
    stream = xsalsa20(key, nonce, 32 + len(contents))
    ciphertext = bytes(a ^ b for a, b in zip(contents, stream[32:], strict=True))
    return Poly1305.generate_tag(stream[:32], ciphertext) + ciphertext
