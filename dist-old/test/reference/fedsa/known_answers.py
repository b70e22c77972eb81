"""The published vectors of fedsa/v1, from their definitions."""

from . import masks, shamir, vector
from .wire import sha256, u16

SHARED_SECRET = "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742"  # RFC 7748, section 6.1


def known_answers() -> dict:
    session = sha256(b"fedsa/v1/kat-sid")
    pair = masks.pair_key(session, bytes.fromhex(SHARED_SECRET), 1, 2)
    own = masks.self_key(session, bytes([7] * 32), 1)
    return {
        "pairKey": pair.hex(),
        "pairWords": [f"{word:08x}" for word in masks.mask(pair, 4, 32)],
        "pairStreamHash": sha256(masks.keystream(pair, 400_000)).hex(),
        "selfKey": own.hex(),
        "selfWords": [f"{word:08x}" for word in masks.mask(own, 4, 32)],
        **masked_vectors(session),
        "shares": shares(),
    }


def masked_vectors(session: bytes) -> dict:
    members = (1, 2, 3)
    secrets = {i: sha256(b"fedsa/v1/kat-s" + u16(i)) for i in members}
    seeds = {i: sha256(b"fedsa/v1/kat-b" + u16(i)) for i in members}
    total, masked = [0] * 8, []
    for i in members:
        peers = [(j, masks.public_key(secrets[j])) for j in members if j != i]
        integers = [1000 * i + 7 * j - 1500 for j in range(8)]
        y = masks.masked(integers, 24, session, i, seeds[i], secrets[i], peers)
        masked.append([f"{residue:06x}" for residue in y])
        total = masks.add(total, y, 1, 24)
        total = masks.add(total, masks.mask(masks.self_key(session, seeds[i], i), 8, 24), -1, 24)
    return {"masked": masked, "sum": [vector.signed(residue, 24) for residue in total]}


def shares() -> dict:
    words = [((i * 2654435761) % 2**32) >> 16 for i in range(32)]
    coefficients = [shamir.from_words(words[:16]), shamir.from_words(words[16:])]
    return {str(x): shamir.share(bytes(range(32)), coefficients, x).hex() for x in (1, 2, 300, 65535)}
