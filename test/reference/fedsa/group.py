"""Sections "Parameters, context, session" and "Neighbourhoods"."""

from .masks import keystream
from .wire import enc, f64, tagged_hash, u8, u32, u64

TIMEOUTS = ("advertise", "share", "input", "survivors", "unmask")


def graph_bytes(graph: dict) -> bytes:
    if graph["kind"] == "complete":
        return enc(b"complete")
    return enc(b"k-regular", u32(graph["degree"]), u32(graph["dropoutPermille"]))


def privacy_bytes(privacy: dict) -> bytes:
    if privacy["mechanism"] == "none":
        return b"none"
    if privacy["mechanism"] == "central":
        reals = [f64(privacy[name]) for name in ("gamma", "standardDeviation", "beta", "clip")]
        return enc(b"central", *reals, u32(privacy["dimension"]))
    return enc(
        privacy["mechanism"].encode(),
        f64(privacy["gamma"]),
        f64(privacy["localStandardDeviation"]),
        u32(privacy["leastContributors"]),
        f64(privacy["beta"]),
        f64(privacy["clip"]),
        u32(privacy["dimension"]),
    )


def parameter_bytes(p: dict) -> bytes:
    return enc(
        u8(p["suite"]),
        u32(p["minimumGroup"]),
        u32(p["colluders"]),
        u32(p["threshold"]),
        u32(p["dimension"]),
        u8(p["bits"]),
        u32(p["bound"]),
        u32(p["maximumGroup"]),
        f64(p["range"]),
        p["weightMode"].encode(),
        u64(p["maximumWeight"]),
        privacy_bytes(p["privacy"]),
        graph_bytes(p["graph"]),
        *(u64(p["stageTimeoutsMs"][stage]) for stage in TIMEOUTS),
    )


def parameters_hash(p: dict) -> bytes:
    return tagged_hash("fedsa/v1/params", parameter_bytes(p))


def context_hash(context: dict, parameters: dict) -> bytes:
    registry = context["registry"]
    return tagged_hash(
        "fedsa/v1/ctx",
        enc(
            bytes.fromhex(context["taskId"]),
            u64(context["round"]),
            u32(context["attempt"]),
            u32(context["group"]),
            bytes.fromhex(context["partition"]),
            parameters_hash(parameters),
            bytes.fromhex(context["modelHash"]),
            u64(registry["version"]) + bytes.fromhex(registry["root"]),
        ),
    )


def session_id(context: bytes, roster_root: bytes, size: int) -> bytes:
    return tagged_hash("fedsa/v1/sid", enc(context, roster_root, u32(size)))


def permutation(seed: bytes, size: int) -> list[int]:
    """0..size-1 in a random order: Fisher and Yates from the end down, words that would favour a place left out."""
    # Each draw is thrown away with a chance below a half, so that this many words are enough but for a chance of 2^-80.
    stream = keystream(seed, 4 * (3 * size + 400))
    words = (int.from_bytes(stream[at : at + 4], "little") for at in range(0, len(stream), 4))
    order = list(range(size))
    for last in range(size - 1, 0, -1):
        places = last + 1
        chosen = next(word % places for word in words if word < 2**32 - 2**32 % places)
        order[last], order[chosen] = order[chosen], order[last]
    return order


def holders_of(roster_root: bytes, size: int, degree: int) -> dict[int, list[int]]:
    """Each member with its neighbours, ascending, by the member's index."""
    if degree == size - 1:
        return {index: list(range(1, size + 1)) for index in range(1, size + 1)}
    order = permutation(tagged_hash("fedsa/v1/graph", roster_root), size)
    near = range(-degree // 2, degree // 2 + 1)
    return {
        member + 1: sorted(order[(place + step) % size] + 1 for step in near) for place, member in enumerate(order)
    }
