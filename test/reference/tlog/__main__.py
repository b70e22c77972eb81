"""Trees, notes, checkpoints and cosignatures once more, from RFC 9162 and the C2SP pages; see ../README.md."""

import json
import sys

from . import notes, trees


def answer(request):
    leaves = [bytes.fromhex(leaf) for leaf in request["leaves"]]
    older, origin, seed = request["older"], request["origin"], bytes.fromhex(request["seed"])
    witness, witness_seed, seconds = request["witness"], bytes.fromhex(request["witnessSeed"]), request["seconds"]
    checkpoint = notes.checkpoint(origin, len(leaves), trees.root(leaves))
    signed = notes.signed(checkpoint, origin, seed)
    return {
        "root": trees.root(leaves).hex(),
        "paths": [[node.hex() for node in trees.path(i, leaves)] for i in range(len(leaves))],
        "consistency": [node.hex() for node in trees.consistency(older, leaves)],
        "note": signed,
        "cosigned": notes.cosigned(signed, witness, witness_seed, seconds),
        "witnessKey": notes.verifier_key(witness, witness_seed, notes.COSIGNATURE),
        "theirs": notes.verified(request["theirs"], origin, seed, witness, witness_seed),
    }


with open(sys.argv[1], encoding="utf-8") as asked:
    given = json.load(asked)
with open(sys.argv[2], "w", encoding="utf-8") as answered:
    json.dump([answer(request) for request in given], answered)
