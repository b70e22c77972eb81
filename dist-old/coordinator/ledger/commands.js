export const ledgerRefusals = [
    'account-mismatch',
    'amount-too-large',
    'asset-mismatch',
    'duplicate-account',
    'hold-exceeded',
    'hold-exists',
    'hold-expired',
    'hold-resolved',
    'idempotency-conflict',
    'insufficient-funds',
    'malformed-request',
    'negative-amount',
    'unbalanced',
    'unknown-account',
    'unknown-asset',
    'unknown-hold',
    'zero-amount',
];
/** A refusal. */
export function rejected(reason, culprit) {
    return { kind: 'rejected', reason, culprit };
}
//# sourceMappingURL=commands.js.map