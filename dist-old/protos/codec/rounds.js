import { maximumChunkBytes, maximumDocumentBytes, maximumNameCharacters, maximumSentenceCharacters, maximumWaitMs, } from '../limits.js';
import { bytes, bytesUpTo, count, FieldFault, flag, id, natural, text } from './fields.js';
import { converted, fromField, message, optional } from './message.js';
import { advertisementCodec, aggregateResultCodec, aggregationParametersCodec, complaintCodec, keySharesCodec, maskedInputHeaderCodec, seedCommitmentCodec, seedRevealCodec, survivorSignatureCodec, unmaskingCodec, } from './secure.js';
import { uploadPartField } from './upload-part.js';
const name = text(maximumNameCharacters);
const waitMs = count(maximumWaitMs);
export const attemptRefCodec = message('AttemptRef', {
    bountyId: id,
    round: count(),
    attempt: count(),
    group: count(),
});
export const awaitAssignmentRequestCodec = message('AwaitAssignmentRequest', { bountyId: id, nextRound: count(), afterAttempt: count(), waitMs });
export const awaitRequestCodec = message('AwaitRequest', {
    attempt: attemptRefCodec,
    waitMs,
});
const openAssignment = message('Assignment', {
    attempt: attemptRefCodec,
    parameters: aggregationParametersCodec,
    modelHash: bytes(32),
    modelBlob: bytes(32),
    registryVersion: natural(),
    registryRoot: bytes(32),
    deadlineMs: natural(),
    finished: flag,
});
/** An assignment, or the word that no round will follow, with every other field empty. */
export const assignmentCodec = fromField('Assignment', {
    toWire: value => (value.finished ? { finished: true } : openAssignment.toWire(value)),
    fromWire: value => value.finished ? { finished: true } : openAssignment.fromWire(value),
});
export const progressCodec = message('Progress', {
    attempt: attemptRefCodec,
    stage: name,
    permille: count(1000),
});
export const commitSeedRequestCodec = message('CommitSeedRequest', { attempt: attemptRefCodec, seedCommitment: seedCommitmentCodec });
export const revealSeedRequestCodec = message('RevealSeedRequest', { attempt: attemptRefCodec, seedReveal: seedRevealCodec });
export const advertiseRequestCodec = message('AdvertiseRequest', {
    attempt: attemptRefCodec,
    advertisement: advertisementCodec,
});
export const shareKeysRequestCodec = message('ShareKeysRequest', {
    attempt: attemptRefCodec,
    keyShares: keySharesCodec,
});
export const complainRequestCodec = message('ComplainRequest', {
    attempt: attemptRefCodec,
    complaint: complaintCodec,
});
export const maskedInputOpeningCodec = message('MaskedInputOpening', { attempt: attemptRefCodec, header: maskedInputHeaderCodec });
const maskedInputChunk = message('MaskedInputChunk', {
    sequence: count(),
    data: bytesUpTo(maximumChunkBytes),
});
/** One message of an upload of a masked input. */
export const maskedInputPartCodec = fromField('MaskedInputPart', uploadPartField({ name: 'opening', field: maskedInputOpeningCodec }, {
    name: 'chunk',
    field: {
        toWire: chunk => {
            if (chunk.sequence === undefined)
                throw new FieldFault('is missing', 'sequence');
            return maskedInputChunk.toWire({ sequence: chunk.sequence, data: chunk.data });
        },
        fromWire: maskedInputChunk.fromWire,
    },
}));
export const signSurvivorsRequestCodec = message('SignSurvivorsRequest', { attempt: attemptRefCodec, survivorSignature: survivorSignatureCodec });
export const unmaskRequestCodec = message('UnmaskRequest', {
    attempt: attemptRefCodec,
    unmasking: unmaskingCodec,
});
const flatOutcome = fromField('RoundOutcome', message('RoundOutcome', {
    attempt: attemptRefCodec,
    completed: flag,
    reason: text(maximumSentenceCharacters),
    culprit: name,
    result: optional(aggregateResultCodec),
    receipt: bytesUpTo(maximumDocumentBytes),
}));
export const roundOutcomeCodec = converted('RoundOutcome', flatOutcome, {
    toCarrier: value => value.completed
        ? { ...value, reason: '', culprit: '' }
        : { ...value, result: undefined, receipt: new Uint8Array() },
    fromCarrier: ({ attempt, completed, reason, culprit, result, receipt }) => {
        if (!completed)
            return { completed, attempt, reason, culprit };
        if (result === undefined)
            throw new FieldFault('is missing from a completed round', 'result');
        return { completed, attempt, result, receipt };
    },
});
//# sourceMappingURL=rounds.js.map