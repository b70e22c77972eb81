/**
 * What an attacking coordinator computes with what it was given: the product's own routines, turned against one member.
 * Every control in this folder succeeds with them, so a refusal in the test beside it is what stands between.
 */
import { combineShares } from '../../../../aggregation/crypto/index.js';
import { pairStreams, removed, selfStream, spendMaskStreams } from '../../../../aggregation/secure/masking.js';
import { reduceWords, signExtend, unpackResidues } from '../../../../aggregation/vector/index.js';
import { protocolCodecs } from '../../../../protos/codec/secure.js';
/** A masked input with the masks taken off that the secrets open, read as signed integers. */
export function strip(state, victim, packed, { selfSeed, maskSecret }) {
    const { session, sharers, context } = state;
    const { bits, dimension } = context.parameters;
    const residues = unpackResidues(packed, dimension, bits);
    const peers = sharers.members
        .filter(index => index !== victim)
        .map(index => ({ index, maskKey: session.members[index - 1].maskKey }));
    const own = selfSeed === undefined ? [] : [selfStream(session.sessionId, victim, selfSeed)];
    const pairs = maskSecret === undefined ? [] : pairStreams(session.sessionId, victim, maskSecret, peers);
    spendMaskStreams(residues, [...own, ...pairs].map(removed), bits);
    reduceWords(residues, bits);
    return signExtend(residues, bits);
}
/** What a member without any check would hand over: its share of one of the victim's secrets. */
export function shareOf(holder, victim, kind) {
    const held = holder.held.find(({ of }) => of === victim);
    const bytes = kind === 'self' ? held.selfShare : held.keyShare;
    return { point: holder.session.index, bytes: bytes.slice() };
}
/** The secret that these holders' shares rebuild, right or wrong. */
export function rebuilt(holders, victim, kind) {
    return combineShares(holders.map(holder => shareOf(holder, victim, kind)));
}
/** A message as it arrives: through its bytes. */
export const sent = {
    roster: (value) => protocolCodecs.roster.decode(protocolCodecs.roster.encode(value)),
    survivorSet: (value) => protocolCodecs.survivorSet.decode(protocolCodecs.survivorSet.encode(value)),
    certificate: (value) => protocolCodecs.certificate.decode(protocolCodecs.certificate.encode(value)),
    inbox: (value) => protocolCodecs.inbox.decode(protocolCodecs.inbox.encode(value)),
};
//# sourceMappingURL=attacker.js.map