"""Section "Sharing": Shamir over GF(2^16) with modulus 0x1100B, by the school method."""

from collections.abc import Mapping, Sequence

MODULUS = 0x1100B


def multiply(left: int, right: int) -> int:
    product = 0
    while right:
        if right & 1:
            product ^= left
        left <<= 1
        if left & 0x10000:
            left ^= MODULUS
        right >>= 1
    return product


def inverse(element: int) -> int:
    """element^(2^16 - 2)."""
    result, power, exponent = 1, element, 2**16 - 2
    while exponent:
        if exponent & 1:
            result = multiply(result, power)
        power = multiply(power, power)
        exponent >>= 1
    return result


def words(data: bytes) -> list[int]:
    return [int.from_bytes(data[at : at + 2], "little") for at in range(0, len(data), 2)]


def from_words(values: Sequence[int]) -> bytes:
    return b"".join(value.to_bytes(2, "little") for value in values)


def share(secret: bytes, coefficients: Sequence[bytes], point: int) -> bytes:
    """The share at `point`; coefficients lowest degree first, each as long as the secret."""
    value = [0] * (len(secret) // 2)
    for coefficient in reversed([secret, *coefficients]):
        value = [multiply(word, point) ^ term for word, term in zip(value, words(coefficient), strict=True)]
    return from_words(value)


def combine(shares: Mapping[int, bytes]) -> bytes:
    """The secret from shares by their points: Lagrange at zero."""
    secret = [0] * (len(next(iter(shares.values()))) // 2)
    for point, data in shares.items():
        weight = 1
        for other in shares:
            if other != point:
                weight = multiply(weight, multiply(other, inverse(other ^ point)))
        secret = [sum_ ^ multiply(word, weight) for sum_, word in zip(secret, words(data), strict=True)]
    return from_words(secret)
