/**
 * The receipt of a round, checked before it counts: the coordinator's log holds the leaf, the leaf is about this
 * round and this holder's input, and the pay in it is what the terms give, recomputed here to the last unit.
 */
import {
  type AggregateResult,
  decodeRoundReceipt,
  membersOf,
  type RoundLeaf,
  type secureClient,
  settleRound,
  toHex,
  verifyRoundReceipt,
} from '../../aggregation/index.ts'
import type { AttemptRef, Bytes } from '../../protos/types.ts'
import type { BountyPapers } from './bounty-papers.ts'

/** What the holder knows of the round by itself. */
export interface OwnFacts {
  readonly attempt: AttemptRef
  readonly papers: BountyPapers
  readonly organisation: string
  readonly examples: number
  readonly coordinatorKey: Bytes
  readonly inputHash: Bytes
  readonly session: secureClient.MemberSession
  readonly result: AggregateResult
}

export type OwnVerdict =
  | { readonly kind: 'verified'; readonly amountUnits: bigint; readonly survivors: readonly string[] }
  | { readonly kind: 'invalid'; readonly reason: string }

/** Verifies a receipt; every figure in it is checked against what this holder knows or can compute. */
export function checkReceipt(bytes: Bytes, facts: OwnFacts): OwnVerdict {
  if (bytes.length === 0) return invalid('the coordinator gave no receipt')
  const read = decodeRoundReceipt(bytes)
  if (read.kind === 'malformed') return invalid(`its ${read.field} ${read.problem}`)
  const { receipt } = read
  const verdict = verifyRoundReceipt(receipt, {
    coordinatorKey: facts.coordinatorKey,
    organisation: facts.organisation,
    inputHash: toHex(facts.inputHash),
    transcriptHash: toHex(facts.result.transcriptHash),
  })
  if (verdict.kind === 'invalid') return invalid(verdict.reason)
  const fault = checkLeaf(receipt.leaf, facts) ?? checkPay(receipt.leaf, facts)
  if (fault !== undefined) return invalid(fault)
  const own = receipt.leaf.pays.find(({ organisation }) => organisation === facts.organisation)
  return {
    kind: 'verified',
    amountUnits: BigInt(own?.amountUnits ?? '0'),
    survivors: receipt.leaf.survivors.map(({ organisation }) => organisation),
  }
}

function invalid(reason: string): OwnVerdict {
  return { kind: 'invalid', reason }
}

function checkLeaf(leaf: RoundLeaf, facts: OwnFacts): string | undefined {
  const { attempt, papers, session, result } = facts
  const expected: readonly (readonly [what: string, found: unknown, own: unknown])[] = [
    ['bounty', leaf.bountyId, attempt.bountyId],
    ['terms', leaf.termsHash, papers.termsHash],
    ['round', leaf.round, attempt.round],
    ['attempt', leaf.attempt, attempt.attempt],
    ['session', leaf.sessionId, toHex(session.sessionId)],
    ['sum', leaf.sumHash, toHex(result.sumHash)],
    ['number of survivors', leaf.survivors.length, survivorsOf(session, result).length],
    ['list of survivors', namesIn(leaf, session, result), survivingHolders(session, result)],
    ['number of examples', ownExamples(leaf, facts.organisation), facts.examples],
  ]
  const different = expected.find(([, found, own]) => found !== own)
  if (different === undefined) return undefined
  const [what, found, own] = different
  return `its ${what} is ${found}, this holder knows ${own}`
}

/** The survivors that the leaf names, as far as this holder knows who they are: all of them on the complete graph. */
function namesIn(leaf: RoundLeaf, session: secureClient.MemberSession, result: AggregateResult): string {
  const known = survivingHolders(session, result).split(', ')
  const named = leaf.survivors.map(({ organisation }) => organisation).sort()
  return isComplete(session) ? named.join(', ') : known.filter(name => named.includes(name)).join(', ')
}

function isComplete(session: secureClient.MemberSession): boolean {
  return session.degree === session.size - 1
}

function survivorsOf(session: secureClient.MemberSession, { survivors }: AggregateResult): readonly number[] {
  return membersOf(survivors, session.size) ?? []
}

function survivingHolders(session: secureClient.MemberSession, result: AggregateResult): string {
  const survivors = survivorsOf(session, result)
  return session.holders
    .filter(({ index }) => survivors.includes(index))
    .map(({ organisation }) => organisation)
    .sort()
    .join(', ')
}

function ownExamples(leaf: RoundLeaf, own: string): number | undefined {
  return leaf.survivors.find(({ organisation }) => organisation === own)?.examples
}

/** Settles the round again from the terms and the survivors that the leaf names. */
function checkPay(leaf: RoundLeaf, { papers }: OwnFacts): string | undefined {
  const { pay, training } = papers.terms
  const settled = settleRound(
    {
      bountyId: papers.bountyId,
      priceUnits: BigInt(pay.priceUnits),
      rounds: training.rounds,
      feeBasisPoints: pay.feeBasisPoints,
      weightCap: BigInt(pay.weightCap),
    },
    {
      round: leaf.round,
      survivors: leaf.survivors.map(({ organisation, examples }) => ({
        holder: organisation,
        examples: BigInt(examples),
      })),
    },
  )
  const expected = settled.pays.map(
    ({ holder, weight, amountUnits }) => `${holder} ${amountUnits} for weight ${weight}`,
  )
  const found = [...leaf.pays]
    .sort((left, right) => (left.organisation < right.organisation ? -1 : 1))
    .map(({ organisation, weight, amountUnits }) => `${organisation} ${amountUnits} for weight ${weight}`)
  if (leaf.potUnits !== `${settled.potUnits}`)
    return `its pot is ${leaf.potUnits}, the terms give ${settled.potUnits}`
  if (leaf.feeUnits !== `${settled.feeUnits}`)
    return `its fee is ${leaf.feeUnits}, the terms give ${settled.feeUnits}`
  const different = expected.findIndex((line, i) => line !== found[i])
  if (different < 0 && found.length === expected.length) return undefined
  return `it pays ${found[different] ?? 'others'}, the terms give ${expected[different] ?? 'nothing more'}`
}
