/** How a refusal leaves: a status number, its message, and the refusal itself in the trailing metadata. */
import { Metadata } from '@grpc/grpc-js';
import { grpcStatusOf, refusalCodec } from '../../protos/index.js';
export function failedStatus(refusal) {
    const sendable = shortened(refusal);
    const metadata = new Metadata();
    metadata.set('parley-refusal-bin', Buffer.from(refusalCodec.encode(sendable)));
    return Object.assign(new Error(sendable.message), {
        code: grpcStatusOf(refusal.reason),
        details: sendable.message,
        metadata,
    });
}
// Trailers share 16 KiB with everything else in them, and a message may quote what a caller sent.
function shortened(refusal) {
    const { message, field, culprit } = refusal;
    return {
        ...refusal,
        message: printable(message, 1000),
        ...(field !== undefined && { field: printable(field, 200) }),
        ...(culprit !== undefined && { culprit: printable(culprit, 200) }),
    };
}
function printable(text, most) {
    const short = text.length > most ? `${text.slice(0, most - 1)}…` : text;
    return short.replace(/[\0\p{Surrogate}]/gu, '\ufffd');
}
//# sourceMappingURL=status.js.map