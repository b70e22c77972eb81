/** What the coordinator signed is kept, and compared with what it signs later about the same thing. */
import { decodeSignedStatement, encodeEvidenceDocument, makeEvidence, signedStatement, } from '../../aggregation/index.js';
/** Keeps a statement about a session or a draw; one that contradicts an earlier one becomes evidence instead. Answers whether it was kept. */
export function keepStatement(attempt, about, kind, statement) {
    const { store, coordinatorKey } = attempt.world;
    if (proveContradiction(attempt, about, kind, statement))
        return false;
    store.keepStatement(about, kind, encodeEvidenceDocument(signedStatement(statement, coordinatorKey)));
    return true;
}
/**
 * Two statements under the coordinator's signature that exclude each other are a proof that anyone can check: writes it
 * and reports it. Answers whether there is one.
 */
export function proveContradiction({ world, ref }, about, kind, second) {
    const { store, coordinatorKey, report } = world;
    const kept = store.statementOf(about, kind);
    const first = kept === undefined ? undefined : decodeSignedStatement(kept);
    if (first?.kind !== 'read')
        return false;
    const made = makeEvidence(first.document, signedStatement(second, coordinatorKey));
    if (made.kind !== 'evidence')
        return false;
    const evidenceFile = store.keepEvidence(about, encodeEvidenceDocument(made.evidence));
    report({ kind: 'equivocation', attempt: ref, contradiction: made.contradiction, evidenceFile });
    return true;
}
//# sourceMappingURL=contradiction.js.map