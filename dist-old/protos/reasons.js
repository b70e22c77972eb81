/**
 * The closed list of reasons for which the coordinator refuses an operation. One list from the service to the
 * terminal; `grpc-status.ts` maps it to status codes. A reason of the secure-aggregation protocol or of the
 * ledger appears under its own name.
 */
export const refusalReasons = [
    // the caller
    'unauthenticated',
    'forbidden',
    'invitation-invalid',
    'already-enrolled',
    'organisation-taken',
    // the message
    'malformed',
    'too-large',
    'terms-invalid',
    'model-does-not-fit',
    'signature-invalid',
    'idempotency-conflict',
    // the thing asked for
    'not-found',
    'not-yet',
    'wrong-state',
    'insufficient-funds',
    'bounty-full',
    'blob-missing',
    'blob-mismatch',
    // the round
    'not-a-member',
    'wrong-stage',
    'too-late',
    'protocol-violation',
    'conflicting-message',
    // the service
    'unavailable',
    'internal',
];
export function granted(value) {
    return { kind: 'granted', value };
}
export function refused(reason, message, more = {}) {
    return { kind: 'refused', reason, message, ...more };
}
//# sourceMappingURL=reasons.js.map