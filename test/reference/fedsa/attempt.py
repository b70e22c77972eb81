"""A whole attempt from its secrets: every message and hash of it, in hexadecimal by name."""

import struct
from collections.abc import Iterable
from dataclasses import dataclass

from . import masks, shamir, vector
from .group import context_hash, holders_of, parameter_bytes, parameters_hash, session_id
from .secretbox import seal
from .wire import bitmap, enc, merkle_root, public_identity, sha256, sign, tagged_hash, u8, u16, u32, u64

SELF_SEED, MASK_SECRET = 0, 1


@dataclass
class Member:
    """One member's secrets, and what follows from them, in the order of the rounds."""

    secrets: dict
    identity: bytes
    index: int = 0

    def secret(self, name: str) -> bytes:
        return bytes.fromhex(self.secrets[name])

    def secret_list(self, name: str) -> list[bytes]:
        return [bytes.fromhex(item) for item in self.secrets[name]]

    def sign(self, stage: str, *fields: bytes) -> bytes:
        return sign(self.secret("identitySeed"), stage, *fields)


class Attempt:
    """Plays the attempt that a description holds; `said` is what came of it."""

    def __init__(self, description: dict) -> None:
        self.description = description
        self.parameters = description["parameters"]
        self.bits = self.parameters["bits"]
        self.said: dict[str, str] = {}
        members = [Member(one, public_identity(bytes.fromhex(one["identitySeed"]))) for one in description["members"]]
        self.members = sorted(members, key=lambda member: member.identity)
        for index, member in enumerate(self.members, 1):
            member.index = index
        self.size = len(members)

    def say(self, name: str, value: bytes, member: Member | None = None) -> bytes:
        self.said[name if member is None else f"{name} {member.index}"] = value.hex()
        return value

    def chosen(self, name: str) -> list[Member]:
        return [self.members[index - 1] for index in self.description[name]]

    def play(self) -> dict[str, str]:
        self.advertise()
        self.share()
        self.mask()
        self.certify()
        self.open_shares()
        self.finish()
        return self.said

    def advertise(self) -> None:
        self.say("parameters", parameter_bytes(self.parameters))
        self.say("parametersHash", parameters_hash(self.parameters))
        self.context = self.say("context", context_hash(self.description["context"], self.parameters))
        self.leaves = [self.advertisement(member) for member in self.members]
        self.roster_root = self.say("rosterRoot", merkle_root(self.leaves))
        self.session = self.say("sessionId", session_id(self.context, self.roster_root, self.size))
        self.coordinator_signs("roster", self.context, self.roster_root, u32(self.size))
        self.holders = holders_of(self.roster_root, self.size, self.description["degree"])
        self.say("holders", enc(*(b"".join(map(u16, self.holders[member.index])) for member in self.members)))

    def coordinator_signs(self, stage: str, *fields: bytes) -> None:
        self.say(f"{stage} signature", sign(bytes.fromhex(self.description["coordinatorSeed"]), stage, *fields))

    def advertisement(self, member: Member) -> bytes:
        member.channel_key = masks.public_key(member.secret("channelSecret"))
        member.mask_key = masks.public_key(member.secret("maskSecret"))
        fields = (member.channel_key, member.mask_key, member.secret("nonce"))
        signature = member.sign("advertise", self.context, *fields)
        return self.say("memberLeaf", sha256(enc(member.identity, *fields, signature)), member)

    def share(self) -> None:
        for member in self.chosen("sharers"):
            self.share_of(member)
        members = bitmap(self.description["sharers"], self.size)
        self.sharers_hash = self.say("sharersHash", tagged_hash("fedsa/v1/u2", enc(self.session, members)))
        self.coordinator_signs("inbox", self.session, self.sharers_hash)

    def share_of(self, member: Member) -> None:
        holders = self.holders[member.index]
        secrets = (member.secret("selfSeed"), member.secret("maskSecret"))
        coefficients = (member.secret_list("selfCoefficients"), member.secret_list("keyCoefficients"))
        member.shares = {
            (holder, kind): shamir.share(secrets[kind], coefficients[kind], holder)
            for holder in holders
            for kind in (SELF_SEED, MASK_SECRET)
        }
        member.salts = dict(zip(member.shares, member.secret_list("salts"), strict=True))
        leaves = [self.share_leaf(member, holder, kind) for holder, kind in member.shares]
        member.share_root = self.say("shareRoot", merkle_root(leaves), member)
        commitment = tagged_hash("fedsa/v1/b", enc(self.session, u16(member.index), member.secret("selfSeed")))
        member.commitment = self.say("commitment", commitment, member)
        others = [holder for holder in holders if holder != member.index]
        nonces = member.secret_list("boxNonces")
        boxes = [self.box(member, to, nonce) for to, nonce in zip(others, nonces, strict=True)]
        member.boxes_root = self.say("boxesRoot", merkle_root(boxes), member)
        fields = (self.session, commitment, member.share_root, member.boxes_root)
        member.share_signature = self.say("share signature", member.sign("share", *fields), member)

    def share_leaf(self, member: Member, holder: int, kind: int) -> bytes:
        salt, share = member.salts[holder, kind], member.shares[holder, kind]
        return tagged_hash(
            "fedsa/v1/leaf", enc(self.session, u16(member.index), u16(holder), u8(kind), salt, share)
        )

    def box(self, member: Member, to: int, nonce: bytes) -> bytes:
        parts = [member.shares[to, SELF_SEED], member.shares[to, MASK_SECRET]]
        parts += [member.salts[to, SELF_SEED], member.salts[to, MASK_SECRET]]
        contents = self.session + u16(member.index) + u16(to) + b"".join(parts)
        shared = masks.agree(member.secret("channelSecret"), self.members[to - 1].channel_key)
        key = masks.channel_key(self.session, shared, member.index, to)
        return enc(u16(to), nonce, seal(key, nonce, contents))

    def mask(self) -> None:
        for member in self.chosen("survivors"):
            self.input_of(member)
        leaves = [enc(u16(member.index), member.input_hash) for member in self.chosen("survivors")]
        self.inputs_root = self.say("inputsRoot", merkle_root(leaves))

    def input_of(self, member: Member) -> None:
        integers = self.integers_of(member)
        self.say("integers", struct.pack(f"<{len(integers)}i", *integers), member)
        sharers = set(self.description["sharers"])
        peers = [
            (holder, self.members[holder - 1].mask_key)
            for holder in self.holders[member.index]
            if holder in sharers and holder != member.index
        ]
        secrets = (member.secret("selfSeed"), member.secret("maskSecret"))
        member.masked = masks.masked(integers, self.bits, self.session, member.index, *secrets, peers)
        packed = self.say("packed", vector.pack(member.masked, self.bits), member)
        member.input_hash = sha256(packed)
        member.total_bytes = len(packed)
        size = (u32(len(integers)), u8(self.bits), u64(len(packed)))
        fields = (self.session, self.sharers_hash, *size, member.input_hash)
        member.input_signature = self.say("input signature", member.sign("input", *fields), member)
        self.coordinator_signs("input-receipt", self.session, u16(member.index), member.input_hash)

    def integers_of(self, member: Member) -> list[int]:
        p = self.parameters
        values = [value for (value,) in struct.iter_unpack("<f", member.secret("values"))]
        coins = [coin for (coin,) in struct.iter_unpack("<I", member.secret("coins"))]
        weight = member.secrets["weight"] if p["weightMode"] == "examples" else p["maximumWeight"]
        integers = vector.encode(values, p["bound"], p["range"], weight / p["maximumWeight"], coins)
        if p["weightMode"] == "equal":
            return integers
        return integers + vector.split_weight(weight, *self.limbs())

    def limbs(self) -> tuple[int, int]:
        width = vector.limb_bits(self.bits, self.parameters["maximumGroup"])
        return width, vector.limb_count(self.parameters["maximumWeight"], width)

    def certify(self) -> None:
        survivors = bitmap(self.description["survivors"], self.size)
        self.coordinator_signs("survivors", self.session, self.sharers_hash, survivors, self.inputs_root)
        body = enc(self.session, self.sharers_hash, survivors, self.inputs_root)
        self.digest = self.say("digest", tagged_hash("fedsa/v1/u3", body))
        for member in self.chosen("survivors"):
            signature = member.sign("survivor-signature", self.session, self.digest)
            member.survivor_signature = self.say("survivor signature", signature, member)

    def open_shares(self) -> None:
        survivors = set(self.description["survivors"])
        lost = set(self.description["sharers"]) - survivors
        for member in self.chosen("survivors"):
            lists = [self.opened(member, survivors, SELF_SEED), self.opened(member, lost, MASK_SECRET)]
            member.opened_hash = tagged_hash("fedsa/v1/opened", enc(*lists))
            signature = member.sign("unmask", self.session, self.digest, member.opened_hash)
            member.unmask_signature = self.say("unmask signature", signature, member)

    def opened(self, member: Member, dealers: set[int], kind: int) -> bytes:
        held = [self.members[dealer - 1] for dealer in self.holders[member.index] if dealer in dealers]
        place = (member.index, kind)
        return enc(*(enc(u16(dealer.index), dealer.shares[place], dealer.salts[place]) for dealer in held))

    def rebuild(self, dealer: Member, kind: int) -> bytes:
        present = [holder for holder in self.holders[dealer.index] if holder in self.description["survivors"]]
        lowest = present[: self.description["threshold"]]
        return shamir.combine({holder: dealer.shares[holder, kind] for holder in lowest})

    def finish(self) -> None:
        total = [0] * self.parameters["dimension"]
        for member in self.chosen("survivors"):
            total = masks.add(total, member.masked, 1, self.bits)
        for dealer in self.chosen("sharers"):
            for key, sign_ in self.masks_left_by(dealer):
                total = masks.add(total, masks.mask(key, len(total), self.bits), -sign_, self.bits)
        self.publish([vector.signed(residue, self.bits) for residue in total])

    def masks_left_by(self, dealer: Member) -> Iterable[tuple[bytes, int]]:
        """The masks in the sum that a dealer's secret opens, with the sign they have there."""
        survivors = self.description["survivors"]
        if dealer.index in survivors:
            yield masks.self_key(self.session, self.rebuild(dealer, SELF_SEED), dealer.index), 1
            return
        secret = self.rebuild(dealer, MASK_SECRET)
        for holder in self.holders[dealer.index]:
            if holder in survivors:
                shared = masks.agree(secret, self.members[holder - 1].mask_key)
                yield masks.pair_key(self.session, shared, dealer.index, holder), 1 if dealer.index < holder else -1

    def publish(self, total: list[int]) -> None:
        p = self.parameters
        # Where the coordinator adds the noise, it is the noised sum that is said, and the only one.
        noise = self.description.get("noise", [0] * len(total))
        total = [value + added for value, added in zip(total, noise, strict=True)]
        data = self.say("sum", struct.pack(f"<{len(total)}q", *total))
        width, count = self.limbs() if p["weightMode"] == "examples" else (1, 0)
        values = total[: len(total) - count]
        if "noise" not in self.description:
            self.say("decoded", vector.decode(values, p["bound"], p["range"]))
        if count:
            self.say("weight", u64(vector.join_weights(total[-count:], width)))
        transcript = self.say("transcript", self.transcript(sha256(data)))
        survivors = bitmap(self.description["survivors"], self.size)
        self.coordinator_signs("result", self.session, survivors, sha256(data), transcript)

    def transcript(self, sum_hash: bytes) -> bytes:
        head = tagged_hash("fedsa/v1/transcript", enc(self.context))
        for label, body in self.entries(sum_hash):
            head = tagged_hash("fedsa/v1/transcript/entry", enc(head, label.encode(), body))
        return head

    def entries(self, sum_hash: bytes) -> Iterable[tuple[str, bytes]]:
        registry = self.description["context"]["registry"]
        yield "parameters", parameter_bytes(self.parameters)
        yield "registry", u64(registry["version"]) + bytes.fromhex(registry["root"])
        yield "roster", enc(*self.leaves)
        yield "sharers", bitmap(self.description["sharers"], self.size)
        for m in self.chosen("sharers"):
            yield "shares", enc(u16(m.index), m.commitment, m.share_root, m.boxes_root, m.share_signature)
        survivors = bitmap(self.description["survivors"], self.size)
        yield "survivors", survivors
        dimension, bits = u32(self.parameters["dimension"]), u8(self.bits)
        for m in self.chosen("survivors"):
            yield "input", enc(u16(m.index), dimension, bits, u64(m.total_bytes), m.input_hash, m.input_signature)
        signatures = (enc(u16(m.index), m.survivor_signature) for m in self.chosen("survivors"))
        yield "certificate", enc(survivors, self.inputs_root, *signatures)
        yield "unmaskers", survivors
        for m in self.chosen("survivors"):
            yield "unmasking", enc(u16(m.index), m.opened_hash, m.unmask_signature)
        yield "sum", sum_hash
        yield "blame", enc()
