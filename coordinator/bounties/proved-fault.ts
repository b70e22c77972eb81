/** What a proof shows, of whom, and whether it is about this bounty: a fault elsewhere costs no stake here. */
import {
  decodeEvidence,
  decodeFault,
  decodeFork,
  type Evidence,
  type Fork,
  type HolderFault,
  toHex,
  verifyEvidence,
  verifyFault,
  verifyFork,
} from '../../aggregation/index.ts'
import { decodeMarketLeaf } from '../../protos/market-log/index.ts'
import { type Answer, granted, refused } from '../../protos/reasons.ts'
import type { Parts } from '../parts.ts'
import { readMarketLeaves } from './market.ts'

export interface ProvedFault {
  /** In the words of the proof. */
  readonly fault: string
  /** Absent: the coordinator. */
  readonly culprit?: string
}

/** Reads a proof and checks it, as anyone can; what it does not prove is refused with the reason. */
export async function provedFault(
  parts: Pick<Parts, 'signer' | 'members' | 'storage'>,
  bountyId: string,
  proof: Uint8Array,
): Promise<Answer<ProvedFault>> {
  const fault = decodeFault(proof)
  if (fault.kind === 'read') return holdersFault(parts, bountyId, fault.document)
  const evidence = decodeEvidence(proof)
  if (evidence.kind === 'read') return coordinatorsFault(parts, bountyId, evidence.document)
  const fork = decodeFork(proof)
  if (fork.kind === 'read') return forkOf(parts, bountyId, fork.document)
  return notProved(`read as a proof of a holder's fault, ${fault.field} ${fault.problem}`)
}

function holdersFault(
  { members }: Pick<Parts, 'members'>,
  bountyId: string,
  document: HolderFault,
): Answer<ProvedFault> {
  const verdict = verifyFault(document)
  if (verdict.kind === 'not-proved') return notProved(verdict.reason)
  if (verdict.place.bountyId !== bountyId) return notProved(`it is about bounty ${verdict.place.bountyId}`)
  const culprit = members.organisationOf(toHex(verdict.accusedKey))
  return culprit === undefined
    ? notProved('the key that it accuses is of nobody who is enrolled here')
    : granted({ fault: verdict.fault, culprit })
}

/** The coordinator's statements name a session; the rounds on the log say which bounty it was of. */
async function coordinatorsFault(
  { signer, storage }: Pick<Parts, 'signer' | 'storage'>,
  bountyId: string,
  evidence: Evidence,
): Promise<Answer<ProvedFault>> {
  const verdict = verifyEvidence(evidence, signer.publicKey)
  if (verdict.kind !== 'proved') return notProved(verdict.fault)
  const [first] = evidence.statements
  const session = 'sessionId' in first ? first.sessionId : undefined
  const leaves = await storage.transaction(tx => readMarketLeaves(tx, bountyId))
  const isOfBounty = leaves.some(({ body }) => {
    const read = decodeMarketLeaf(body)
    return (
      read.kind === 'leaf' &&
      read.leaf.kind === 'round' &&
      read.leaf.groups.some(({ sessionId }) => sessionId === session)
    )
  })
  return isOfBounty
    ? granted({ fault: verdict.contradiction })
    : notProved('its session is of no completed round of this bounty')
}

/** The log is one for all bounties: a fork is about those that stand in the history that was shown twice. */
async function forkOf(
  { signer, storage }: Pick<Parts, 'signer' | 'storage'>,
  bountyId: string,
  fork: Fork,
): Promise<Answer<ProvedFault>> {
  const verdict = verifyFork(fork, signer.publicKey)
  if (verdict.kind !== 'proved') return notProved(verdict.reason)
  const [first] = await storage.transaction(tx => readMarketLeaves(tx, bountyId, { limit: 1 }))
  return first !== undefined && first.index < verdict.newer.size
    ? granted({ fault: 'two-logs' })
    : notProved('neither head that was signed has a leaf of this bounty')
}

function notProved(why: string) {
  return refused('malformed', `the proof does not hold here: ${why}`, { field: 'proof' })
}
