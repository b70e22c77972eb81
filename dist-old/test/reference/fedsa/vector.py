"""Section "Numbers in the vector", and the bit stream of round R2."""

import math
import struct
from collections.abc import Sequence


def encode(values: Sequence[float], bound: int, range_: float, alpha: float, coins: Sequence[int]) -> list[int]:
    """Reals as integers; one coin of 32 bits for each."""
    factor = bound / range_ * alpha
    return [encode_one(value * factor, bound, coin) for value, coin in zip(values, coins, strict=True)]


def encode_one(scaled: float, bound: int, coin: int) -> int:
    if abs(scaled) >= bound:
        return bound if scaled > 0 else -bound
    floor = math.floor(scaled)
    return floor + (1 if coin < (scaled - floor) * 2**32 else 0)


def decode(integers: Sequence[int], bound: int, range_: float) -> bytes:
    """Integers as reals: float32, little-endian."""
    step = range_ / bound
    return struct.pack(f"<{len(integers)}f", *(integer * step for integer in integers))


def limb_bits(bits: int, maximum_group: int) -> int:
    return bits - 1 - math.ceil(math.log2(maximum_group))


def limb_count(maximum_weight: int, width: int) -> int:
    return max(1, -(-maximum_weight.bit_length() // width))


def split_weight(weight: int, width: int, count: int) -> list[int]:
    return [(weight >> (width * limb)) % 2**width for limb in range(count)]


def join_weights(limbs: Sequence[int], width: int) -> int:
    return sum(limb << (width * place) for place, limb in enumerate(limbs))


def pack(residues: Sequence[int], bits: int) -> bytes:
    """The bit stream as one large integer."""
    stream = 0
    for place, residue in enumerate(residues):
        stream |= (residue % 2**bits) << (place * bits)
    return stream.to_bytes((len(residues) * bits + 7) // 8, "little")


def unpack(packed: bytes, dimension: int, bits: int) -> list[int]:
    stream = int.from_bytes(packed, "little")
    return [(stream >> (place * bits)) % 2**bits for place in range(dimension)]


def signed(residue: int, bits: int) -> int:
    return residue - 2**bits if residue >= 2 ** (bits - 1) else residue
