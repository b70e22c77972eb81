"""Merkle trees by the recursive definitions of RFC 9162, sections 2.1.1, 2.1.3.1 and 2.1.4.1."""

from hashlib import sha256


def split(count):
    """The largest power of two smaller than count."""
    power = 1
    while 2 * power < count:
        power *= 2
    return power


def root(leaves):
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    k = split(len(leaves))
    return sha256(b"\x01" + root(leaves[:k]) + root(leaves[k:])).digest()


def path(index, leaves):
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if index < k:
        return [*path(index, leaves[:k]), root(leaves[k:])]
    return [*path(index - k, leaves[k:]), root(leaves[:k])]


def consistency(older, leaves):
    return subproof(older, leaves, True) if older > 0 else []


def subproof(older, leaves, whole):
    if older == len(leaves):
        return [] if whole else [root(leaves)]
    k = split(len(leaves))
    if older <= k:
        return [*subproof(older, leaves[:k], whole), root(leaves[k:])]
    return [*subproof(older - k, leaves[k:], False), root(leaves[:k])]
