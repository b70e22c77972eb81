/** What the coordinator signed is kept, and compared with what it signs later about the same thing. */
import {
  decodeSignedStatement,
  encodeEvidenceDocument,
  makeEvidence,
  type Statement,
  signedStatement,
} from '../../aggregation/index.ts'
import type { Bytes } from '../../protos/types.ts'
import type { KeptStatement } from '../state/index.ts'
import type { Attempt } from './attempt-steps.ts'

/** Keeps a statement about a session or a draw; one that contradicts an earlier one becomes evidence instead. Answers whether it was kept. */
export function keepStatement(
  attempt: Attempt,
  about: Bytes,
  kind: KeptStatement,
  statement: Statement,
): boolean {
  const { store, coordinatorKey } = attempt.world
  if (proveContradiction(attempt, about, kind, statement)) return false
  store.keepStatement(about, kind, encodeEvidenceDocument(signedStatement(statement, coordinatorKey)))
  return true
}

/**
 * Two statements under the coordinator's signature that exclude each other are a proof that anyone can check: writes it
 * and reports it. Answers whether there is one.
 */
export function proveContradiction(
  { world, ref }: Attempt,
  about: Bytes,
  kind: KeptStatement,
  second: Statement,
): boolean {
  const { store, coordinatorKey, report } = world
  const kept = store.statementOf(about, kind)
  const first = kept === undefined ? undefined : decodeSignedStatement(kept)
  if (first?.kind !== 'read') return false
  const made = makeEvidence(first.document, signedStatement(second, coordinatorKey))
  if (made.kind !== 'evidence') return false
  const evidenceFile = store.keepEvidence(about, encodeEvidenceDocument(made.evidence))
  report({ kind: 'equivocation', attempt: ref, contradiction: made.contradiction, evidenceFile })
  return true
}
