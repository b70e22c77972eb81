/** What a proof shows, and whose stake it is about. */
import { decodeEvidence, verifyEvidence } from '../../aggregation/index.ts'
import { type Answer, granted, refused } from '../../protos/reasons.ts'
import type { Parts } from '../parts.ts'

export interface ProvedFault {
  /** In the words of the proof. */
  readonly fault: string
  /** Absent: the coordinator. */
  readonly culprit?: string
}

/** Reads a proof and checks it, as anyone can; what it does not prove is refused with the reason. */
export async function provedFault(
  { signer }: Pick<Parts, 'signer'>,
  _bountyId: string,
  proof: Uint8Array,
): Promise<Answer<ProvedFault>> {
  const read = decodeEvidence(proof)
  if (read.kind === 'malformed')
    return refused('malformed', `the proof: ${read.field} ${read.problem}`, { field: 'proof' })
  const verdict = verifyEvidence(read.document, signer.publicKey)
  return verdict.kind === 'proved'
    ? granted({ fault: verdict.contradiction })
    : refused('malformed', `the proof does not hold: ${verdict.fault}`, { field: 'proof' })
}
