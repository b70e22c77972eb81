/** The codecs of `fedsa/v1`: every byte string has the length that aggregation/secure/messages.ts gives it. */
import { complaintCodes, } from '../../aggregation/index.js';
import { maximumGroupEntries, maximumPathEntries } from '../limits.js';
import { bytes, count, enumeration, FieldFault, finiteNumber, list, natural, someBytesUpTo, } from './fields.js';
import { converted, message } from './message.js';
const hash = bytes(32);
const key = bytes(32);
const sessionId = bytes(32);
const signature = bytes(64);
const bitmap = someBytesUpTo(maximumGroupEntries / 8);
const path = list(hash, maximumPathEntries);
const peer = count(0xffff);
export const seedCommitmentCodec = message('SeedCommitment', {
    drawContext: hash,
    identityKey: key,
    commitment: hash,
    signature,
});
const logHead = message('LogHead', { size: natural(), root: hash });
const cohortEntry = message('CohortEntry', {
    identityKey: key,
    commitment: hash,
});
export const committedCohortCodec = message('CommittedCohort', { drawContext: hash, entries: list(cohortEntry, maximumGroupEntries), logHead, signature });
export const seedRevealCodec = message('SeedReveal', {
    drawContext: hash,
    seed: hash,
});
export const revealedSeedsCodec = message('RevealedSeeds', {
    drawContext: hash,
    seeds: list(hash, maximumGroupEntries),
    signature,
});
export const advertisementCodec = message('Advertisement', {
    context: hash,
    identityKey: key,
    channelKey: key,
    maskKey: key,
    nonce: bytes(32),
    signature,
});
const rosterEntry = message('RosterEntry', {
    index: peer,
    advertisement: advertisementCodec,
    path,
});
export const rosterCodec = message('Roster', {
    context: hash,
    size: peer,
    root: hash,
    entries: list(rosterEntry, maximumGroupEntries),
    signature,
});
const shareBox = message('ShareBox', {
    to: peer,
    nonce: bytes(24),
    ciphertext: bytes(148),
});
export const keySharesCodec = message('KeyShares', {
    sessionId,
    selfSeedCommitment: hash,
    shareRoot: hash,
    shareLeaves: list(hash, 2 * maximumGroupEntries),
    boxes: list(shareBox, maximumGroupEntries),
    signature,
});
const parcel = message('Parcel', {
    from: peer,
    selfSeedCommitment: hash,
    shareRoot: hash,
    boxesRoot: hash,
    signature,
    box: shareBox,
    selfSharePath: path,
    keySharePath: path,
});
export const inboxCodec = message('Inbox', {
    sessionId,
    sharers: bitmap,
    parcels: list(parcel, maximumGroupEntries),
    signature,
});
export const complaintCodec = message('Complaint', {
    sessionId,
    from: peer,
    code: enumeration(complaintCodes),
    signature,
});
export const maskedInputHeaderCodec = message('MaskedInputHeader', {
    sessionId,
    sharersHash: hash,
    dimension: count(0x7fff_ffff, 1),
    bits: count(32, 8),
    totalBytes: natural(),
    inputHash: hash,
    signature,
});
export const maskedInputReceiptCodec = message('MaskedInputReceipt', { sessionId, index: peer, inputHash: hash, signature });
export const survivorSetCodec = message('SurvivorSet', {
    sessionId,
    survivors: bitmap,
    inputsRoot: hash,
    path,
    signature,
});
export const survivorSignatureCodec = message('SurvivorSignature', { sessionId, digest: hash, signature });
const indexedSignature = message('IndexedSignature', { index: peer, signature });
export const certificateCodec = message('Certificate', {
    sessionId,
    survivors: bitmap,
    inputsRoot: hash,
    signatures: list(indexedSignature, maximumGroupEntries),
});
const openedShare = message('OpenedShare', {
    of: peer,
    share: bytes(32),
    salt: bytes(16),
});
export const unmaskingCodec = message('Unmasking', {
    sessionId,
    digest: hash,
    selfShares: list(openedShare, maximumGroupEntries),
    keyShares: list(openedShare, maximumGroupEntries),
    signature,
});
export const aggregateResultCodec = message('AggregateResult', {
    sessionId,
    survivors: bitmap,
    sumHash: hash,
    transcriptHash: hash,
    signature,
});
const stageTimeouts = message('StageTimeouts', {
    advertiseMs: count(),
    shareMs: count(),
    inputMs: count(),
    survivorsMs: count(),
    unmaskMs: count(),
});
const flatParameters = message('AggregationParameters', {
    suite: count(1, 1),
    minimumGroup: count(0xffff),
    colluders: count(0xffff),
    threshold: count(0xffff),
    dimension: count(0x7fff_ffff),
    bits: count(32, 8),
    bound: count(0x7fff_ffff),
    maximumGroup: count(0xffff),
    range: finiteNumber,
    weightMode: enumeration(['examples', 'equal']),
    maximumWeight: count(),
    graphDegree: count(0xffff),
    dropoutPermille: count(999),
    stageTimeouts,
});
export const aggregationParametersCodec = converted('AggregationParameters', flatParameters, { toCarrier: flattened, fromCarrier: unflattened });
function flattened(parameters) {
    const { graph, privacy, stageTimeoutsMs: timeouts, ...same } = parameters;
    if (privacy.mechanism !== 'none')
        throw new FieldFault('must be "none"', 'privacy.mechanism');
    if (graph.kind === 'k-regular' && graph.dropoutPermille === 0)
        throw new FieldFault('must be above 0', 'graph.dropoutPermille');
    return {
        ...same,
        graphDegree: graph.kind === 'complete' ? 0 : graph.degree,
        dropoutPermille: graph.kind === 'complete' ? 0 : graph.dropoutPermille,
        stageTimeouts: {
            advertiseMs: timeouts.advertise,
            shareMs: timeouts.share,
            inputMs: timeouts.input,
            survivorsMs: timeouts.survivors,
            unmaskMs: timeouts.unmask,
        },
    };
}
function unflattened({ suite: _, graphDegree, dropoutPermille, stageTimeouts: timeouts, ...same }) {
    return {
        ...same,
        suite: 1,
        privacy: { mechanism: 'none' },
        graph: graphFrom(graphDegree, dropoutPermille),
        stageTimeoutsMs: {
            advertise: timeouts.advertiseMs,
            share: timeouts.shareMs,
            input: timeouts.inputMs,
            survivors: timeouts.survivorsMs,
            unmask: timeouts.unmaskMs,
        },
    };
}
/** No share of lost members is the complete graph, which has no degree of its own. */
function graphFrom(degree, dropoutPermille) {
    if (dropoutPermille > 0)
        return { kind: 'k-regular', degree, dropoutPermille };
    if (degree === 0)
        return { kind: 'complete' };
    throw new FieldFault('must be above 0 where graph_degree is', 'dropout_permille');
}
/** The codec of each message of the protocol, by the name the protocol knows it by. */
export const protocolCodecs = {
    advertisement: advertisementCodec,
    roster: rosterCodec,
    keyShares: keySharesCodec,
    inbox: inboxCodec,
    complaint: complaintCodec,
    maskedInputHeader: maskedInputHeaderCodec,
    maskedInputReceipt: maskedInputReceiptCodec,
    survivorSet: survivorSetCodec,
    survivorSignature: survivorSignatureCodec,
    certificate: certificateCodec,
    unmasking: unmaskingCodec,
    aggregateResult: aggregateResultCodec,
};
/** Carries every message of an attempt through its bytes; for the simulation of aggregation/secure. */
export const throughBytes = (name, value) => {
    const codec = protocolCodecs[name];
    return codec.decode(codec.encode(value));
};
//# sourceMappingURL=secure.js.map