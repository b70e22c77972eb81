"""Random attempts on the complete graph, drawn here and checked by the first implementation."""

import random
import struct

from . import vector
from .wire import public_identity


def draw_attempt(request: dict) -> dict:
    source = random.Random(request["draw"])
    size, bits, coordinates = request["size"], request["bits"], request["coordinates"]
    threshold = 3 if size == 3 else (size + 1) // 2 + 1
    width = vector.limb_bits(bits, size)
    parameters = {
        "suite": 1,
        "minimumGroup": 3,
        "colluders": 1 if size > 3 else 0,
        "threshold": 0,
        "dimension": coordinates + vector.limb_count(5000, width),
        "bits": bits,
        "bound": (2 ** (bits - 1) - 1) // size,
        "maximumGroup": size,
        "range": 0.3,
        "weightMode": "examples",
        "maximumWeight": 5000,
        "privacy": {"mechanism": "none"},
        "graph": {"kind": "complete"},
        "stageTimeoutsMs": {"advertise": 1, "share": 20, "input": 300, "survivors": 4000, "unmask": 50000},
    }
    members = [draw_member(source, size, threshold, coordinates) for _ in range(size)]
    sharers = list(range(1, size + 1))
    lost = source.randint(0, size - threshold)
    return {
        "parameters": parameters,
        "context": draw_context(source),
        "coordinatorSeed": source.randbytes(32).hex(),
        "degree": size - 1,
        "threshold": threshold,
        "members": sorted(members, key=lambda one: public_identity(bytes.fromhex(one["identitySeed"]))),
        "sharers": sharers,
        "survivors": sorted(source.sample(sharers, size - lost)),
    }


def draw_context(source: random.Random) -> dict:
    return {
        "taskId": source.randbytes(32).hex(),
        "round": source.randrange(2**40),
        "attempt": source.randrange(2**32),
        "group": source.randrange(2**32),
        "partition": source.randbytes(32).hex(),
        "modelHash": source.randbytes(32).hex(),
        "registry": {"version": source.randrange(2**40), "root": source.randbytes(32).hex()},
    }


def draw_member(source: random.Random, size: int, threshold: int, coordinates: int) -> dict:
    values = [source.uniform(-0.32, 0.32) for _ in range(coordinates)]
    secrets = ("identitySeed", "channelSecret", "maskSecret", "nonce", "selfSeed")
    return {
        **{name: source.randbytes(32).hex() for name in secrets},
        "selfCoefficients": [source.randbytes(32).hex() for _ in range(threshold - 1)],
        "keyCoefficients": [source.randbytes(32).hex() for _ in range(threshold - 1)],
        "salts": [source.randbytes(16).hex() for _ in range(2 * size)],
        "boxNonces": [source.randbytes(24).hex() for _ in range(size - 1)],
        "values": struct.pack(f"<{coordinates}f", *values).hex(),
        "coins": source.randbytes(4 * coordinates).hex(),
        "weight": source.randint(1, 5000),
    }
