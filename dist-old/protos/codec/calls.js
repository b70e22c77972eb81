/** What travels beside a call: the signature of its request, and why it was refused. */
import { maximumNameCharacters, maximumSentenceCharacters } from '../limits.js';
import { refusalReasons, refused } from '../reasons.js';
import { bytes, bytesOrNone, bytesUpTo, count, natural, text, wordOf } from './fields.js';
import { converted, message } from './message.js';
export const requestSignatureCodec = message('RequestSignature', {
    keyId: bytes(16),
    keyVersion: count(),
    unixMs: natural(),
    nonce: bytes(16),
    sessionId: bytesUpTo(32),
    sequence: natural(),
    idempotencyKey: text(maximumNameCharacters),
    signature: bytes(64),
    publicKey: bytesOrNone(32),
});
const flatRefusal = message('Refusal', {
    reason: wordOf(refusalReasons),
    message: text(maximumSentenceCharacters),
    field: text(maximumSentenceCharacters),
    culprit: text(maximumNameCharacters),
});
export const refusalCodec = converted('Refusal', flatRefusal, {
    toCarrier: ({ reason, message, field = '', culprit = '' }) => ({ reason, message, field, culprit }),
    fromCarrier: ({ reason, message, field, culprit }) => refused(reason, message, { ...(field !== '' && { field }), ...(culprit !== '' && { culprit }) }),
});
//# sourceMappingURL=calls.js.map