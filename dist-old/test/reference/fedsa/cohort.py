"""Section "Drawing groups": commitments, the cohort, the seed of the partition, the cut."""

from .group import parameters_hash, permutation
from .wire import enc, merkle_root, public_identity, sign, tagged_hash, u32, u64


def draw_context(context: dict, parameters: dict) -> bytes:
    registry = context["registry"]
    return tagged_hash(
        "fedsa/v1/draw",
        enc(
            bytes.fromhex(context["taskId"]),
            u64(context["round"]),
            u32(context["attempt"]),
            parameters_hash(parameters),
            bytes.fromhex(context["modelHash"]),
            enc(u64(registry["version"]), bytes.fromhex(registry["root"])),
        ),
    )


def groups_of(seed: bytes, members: list[bytes], group_size: int) -> list[list[bytes]]:
    count = max(1, len(members) // group_size)
    order = permutation(seed, len(members))
    return [[members[member] for place, member in enumerate(order) if place % count == group] for group in range(count)]


def draw(description: dict) -> dict:
    """`description`: context, parameters, rules, coordinatorSeed, logHead, and members with identitySeed and seed."""
    drawn = draw_context(description["context"], description["parameters"])
    coordinator = bytes.fromhex(description["coordinatorSeed"])
    size, root = description["logHead"]["size"], bytes.fromhex(description["logHead"]["root"])
    said, members = {"drawContext": drawn.hex()}, []
    for one in description["members"]:
        identity = bytes.fromhex(one["identitySeed"])
        key, seed = public_identity(identity), bytes.fromhex(one["seed"])
        commitment = tagged_hash("fedsa/v1/seed-commitment", enc(drawn, key, seed))
        said[f"commitment {key.hex()}"] = commitment.hex()
        said[f"commitment signature {key.hex()}"] = sign(identity, "seed-commitment", drawn, commitment).hex()
        members.append((key, commitment, seed))
    members.sort()
    cohort_root = merkle_root([enc(key, commitment) for key, commitment, _ in members])
    seed = tagged_hash("fedsa/v1/partition-seed", enc(drawn, cohort_root, u64(size), root, *(one[2] for one in members)))
    groups = groups_of(seed, [key for key, _, _ in members], description["rules"]["groupSize"])
    return {
        **said,
        "cohortRoot": cohort_root.hex(),
        "cohort signature": sign(coordinator, "cohort", drawn, cohort_root, u64(size), root).hex(),
        "partitionSeed": seed.hex(),
        "partition signature": sign(coordinator, "partition", drawn, seed).hex(),
        "partition": tagged_hash("fedsa/v1/partition", enc(drawn, cohort_root, seed, u32(len(groups)))).hex(),
        "groups": [[key.hex() for key in group] for group in groups],
    }
