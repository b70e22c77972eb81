/** Why a message, a group or a set of parameters is refused. The list is closed; wire codes are made from it. */
export const rejectionReasons = [
    // Parameters and groups
    'parameters-unsafe',
    'graph-infeasible',
    'group-too-small',
    'group-too-large',
    'threshold-unsafe',
    'too-few-organisations',
    // Any message
    'bad-signature',
    'wrong-context',
    'wrong-session',
    'malformed',
    'unknown-member',
    'conflicting-message',
    'stage-closed',
    'stage-not-open',
    'session-reused',
    // Keys and rosters
    'unregistered-identity',
    'duplicate-identity',
    'duplicate-key',
    'bad-key',
    'own-entry-altered',
    'roster-order',
    'roster-root',
    'wrong-neighbours',
    'wrong-group',
    // Draws
    'second-cohort',
    'cohort-too-small',
    'stale-log',
    'wrong-seed',
    // Shares
    'wrong-share-list',
    'share-root',
    'self-not-in-sharers',
    'too-few-sharers',
    // Inputs
    'wrong-length',
    'wrong-hash',
    'padding-not-zero',
    'wrong-sharers',
    // Survivors, certificate, unmasking
    'self-not-in-survivors',
    'survivors-not-sharers',
    'too-few-survivors',
    'own-input-missing',
    'second-survivor-set',
    'wrong-digest',
    'too-few-signatures',
    'duplicate-signer',
    'foreign-signer',
    'certificate-not-mine',
    'not-a-survivor',
    'too-few-shares',
    'wrong-result',
];
/** A step that went through. */
export function accept(state, output, spent = []) {
    return { kind: 'accepted', state, output, spent };
}
/** A refusal. */
export function reject(reason, culprit, detail) {
    return { kind: 'rejected', reason, culprit, detail };
}
/** The first refusal among checks made in order; later checks may rely on earlier ones. */
export function firstRejection(...checks) {
    for (const check of checks) {
        const rejection = check();
        if (rejection !== undefined)
            return rejection;
    }
    return undefined;
}
//# sourceMappingURL=verdict.js.map