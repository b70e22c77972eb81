import { maximumBlobBytes, maximumChunkBytes, maximumEntries, maximumNameCharacters, maximumSentenceCharacters, maximumTermsBytes, maximumWaitMs, } from '../limits.js';
import { metricNames } from '../metrics.js';
import * as t from '../types.js';
import { amount, bytes, bytesOrNone, bytesUpTo, count, enumeration, finiteNumber, flag, id, idOrNone, list, natural, natural64, someBytesUpTo, text, wordOf, } from './fields.js';
import { fromField, message, messageWithOptionals } from './message.js';
import { uploadPartField } from './upload-part.js';
const hash = bytes(32);
const name = text(maximumNameCharacters);
const sentence = text(maximumSentenceCharacters);
const size = natural(maximumBlobBytes);
const blobHeader = message('BlobHeader', { sha256: hash, size });
const blobData = bytesUpTo(maximumChunkBytes);
/** One message of a blob's stream, up or down. The stream keeps the order: pieces have no number. */
export const blobPartCodec = fromField('BlobChunk', uploadPartField({ name: 'header', field: blobHeader }, {
    name: 'data',
    field: {
        toWire: chunk => blobData.toWire(chunk.data),
        fromWire: value => ({ data: blobData.fromWire(value) }),
    },
}));
export const blobReceiptCodec = message('BlobReceipt', {
    sha256: hash,
    size,
});
export const blobRequestCodec = message('BlobRequest', { sha256: hash });
export const postBountyRequestCodec = message('PostBountyRequest', { terms: someBytesUpTo(maximumTermsBytes), nonce: bytes(16), signature: bytes(64) });
export const listBountiesRequestCodec = message('ListBountiesRequest', {
    states: list(enumeration(t.bountyStates), t.bountyStates.length),
    modelFamily: name,
    minimumPriceUnits: amount,
    limit: count(maximumEntries),
    after: idOrNone,
});
export const bountyRequestCodec = message('BountyRequest', {
    bountyId: id,
});
const dropout = message('Dropout', {
    organisation: name,
    stage: name,
    reason: sentence,
});
const pay = message('Pay', {
    organisation: name,
    weight: natural64,
    amountUnits: amount,
});
const roundGroup = message('RoundGroup', {
    group: count(),
    survivors: list(name, maximumEntries),
    reason: sentence,
});
const metricFigure = message('MetricFigure', {
    metric: wordOf(metricNames),
    value: finiteNumber,
    low: finiteNumber,
    high: finiteNumber,
});
const metricList = list(metricFigure, metricNames.length);
const buyerEvaluation = message('BuyerEvaluation', {
    state: enumeration(t.evaluationStates),
    deadlineMs: natural(),
    signature: bytesOrNone(64),
});
const countedFigure = messageWithOptionals('CountedFigure', {
    metric: wordOf(metricNames),
    value: finiteNumber,
    low: finiteNumber,
    high: finiteNumber,
});
const holdersEvaluation = message('HoldersEvaluation', {
    examples: natural(),
    metrics: list(countedFigure, metricNames.length),
});
const roundSummary = messageWithOptionals('RoundSummary', {
    round: count(),
    attempt: count(),
    state: enumeration(t.roundStates),
    survivors: list(name, maximumEntries),
    dropouts: list(dropout, maximumEntries),
    correct: natural(),
    total: natural(),
    modelHash: bytesOrNone(32),
    uploadBytes: natural(),
    startedAtMs: natural(),
    finishedAtMs: natural(),
    pays: list(pay, maximumEntries),
    feeUnits: amount,
    transcriptHash: bytesOrNone(32),
    groups: list(roundGroup, maximumEntries),
    metrics: metricList,
    holders: holdersEvaluation,
    buyerEvaluation,
});
export const participationCodec = message('Participation', {
    organisation: name,
    examples: natural(),
    datasetRoot: hash,
    joinedAtMs: natural(),
    left: flag,
    identityKey: bytes(32),
});
export const bountyCodec = message('Bounty', {
    bountyId: id,
    buyer: name,
    terms: someBytesUpTo(maximumTermsBytes),
    state: enumeration(t.bountyStates),
    accepted: flag,
    postedAtMs: natural(),
    participants: list(participationCodec, maximumEntries),
    rounds: list(roundSummary, maximumEntries),
    modelBlob: bytesOrNone(32),
    escrowedUnits: amount,
    paidUnits: amount,
    feeUnits: amount,
    refundedUnits: amount,
    reason: sentence,
    buyerKey: bytes(32),
    signature: bytes(64),
    nonce: bytes(16),
});
export const joinBountyRequestCodec = message('JoinBountyRequest', { bountyId: id, examples: natural(), datasetRoot: hash, signature: bytes(64) });
export const awaitEvaluationRequestCodec = message('AwaitEvaluationRequest', { bountyId: id, afterRound: count(), waitMs: count(maximumWaitMs) });
const openTask = message('EvaluationTask', {
    round: count(),
    modelBlob: hash,
    modelHash: hash,
    deadlineMs: natural(),
    finished: flag,
});
/** A round to evaluate, or the word that none will follow, with every other field empty. */
export const evaluationTaskCodec = fromField('EvaluationTask', {
    toWire: value => (value.finished ? { finished: true } : openTask.toWire(value)),
    fromWire: value => value.finished ? { finished: true } : openTask.fromWire(value),
});
export const submitEvaluationRequestCodec = message('SubmitEvaluationRequest', {
    bountyId: id,
    round: count(),
    modelHash: hash,
    examples: natural(),
    correct: natural(),
    metrics: metricList,
    signature: bytes(64),
});
export const bountyListCodec = message('BountyList', {
    bounties: list(bountyCodec, maximumEntries),
});
//# sourceMappingURL=bounties.js.map