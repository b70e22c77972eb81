"""Parts of the protocol by themselves, for inputs that an attempt does not reach."""

import struct

from . import masks, shamir, vector


def answer(piece: dict) -> object:
    return {"pack": pack, "split": split, "combine": combine, "mask": mask}[piece["kind"]](piece)


def pack(piece: dict) -> dict:
    bits = piece["bits"]
    packed = vector.pack(piece["integers"], bits)
    back = vector.unpack(packed, len(piece["integers"]), bits)
    return {"packed": packed.hex(), "signed": [vector.signed(residue, bits) for residue in back]}


def split(piece: dict) -> list[str]:
    coefficients = [bytes.fromhex(one) for one in piece["coefficients"]]
    return [shamir.share(bytes.fromhex(piece["secret"]), coefficients, point).hex() for point in piece["points"]]


def combine(piece: dict) -> str:
    return shamir.combine({one["point"]: bytes.fromhex(one["bytes"]) for one in piece["shares"]}).hex()


def mask(piece: dict) -> str:
    words = masks.mask(bytes.fromhex(piece["key"]), piece["dimension"], piece["bits"])
    return struct.pack(f"<{len(words)}I", *words).hex()
