/**
 * The receipt of a round, checked before it counts: the coordinator's log holds the leaf, the leaf is about this
 * round and this holder's input, and the pay in it is what the terms give, recomputed here to the last unit.
 */
import {
  type AggregateResult,
  decodeRoundReceipt,
  type LeafGroup,
  leafGroupOf,
  leafSurvivors,
  membersOf,
  type RoundLeaf,
  type secureClient,
  settleRound,
  toHex,
  verifyRoundReceipt,
} from '../../aggregation/index.ts'
import { rewardTermsOf } from '../../protos/pay-terms.ts'
import type { AttemptRef, Bytes } from '../../protos/types.ts'
import { type SignedHead, signedHead } from '../log-heads.ts'
import type { OwnGroup } from '../state/index.ts'
import type { BountyPapers } from './bounty-papers.ts'

/** What the holder knows of the round by itself. */
export interface OwnFacts {
  readonly attempt: AttemptRef
  readonly papers: BountyPapers
  readonly organisation: string
  readonly examples: number
  readonly coordinatorKey: Bytes
  readonly inputHash: Bytes
  /** Its session names its group and partition. */
  readonly session: secureClient.MemberSession
  /** What the draw came to; absent when the cohort was not divided. */
  readonly ownGroup: OwnGroup | undefined
  readonly result: AggregateResult
}

export type OwnVerdict =
  | {
      readonly kind: 'verified'
      readonly amountUnits: bigint
      readonly survivors: readonly string[]
      /** Of the log in which the receipt stands. */
      readonly logHead: SignedHead
    }
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
    group: facts.session.context.group,
    inputHash: toHex(facts.inputHash),
    transcriptHash: toHex(facts.result.transcriptHash),
  })
  if (verdict.kind === 'invalid') return invalid(verdict.reason)
  const { leaf } = receipt
  const fault = checkLeaf(leaf, facts) ?? checkGroups(leaf, facts) ?? checkPay(leaf, facts)
  if (fault !== undefined) return invalid(fault)
  const own = receipt.leaf.pays.find(({ organisation }) => organisation === facts.organisation)
  return {
    kind: 'verified',
    amountUnits: BigInt(own?.amountUnits ?? '0'),
    logHead: logHeadIn(receipt.checkpoint, facts.coordinatorKey),
    survivors: leafSurvivors(receipt.leaf).map(({ organisation }) => organisation),
  }
}

function logHeadIn(checkpoint: string, coordinatorKey: Bytes): SignedHead {
  const head = signedHead(checkpoint, coordinatorKey)
  if (head === undefined) throw new Error('a checkpoint that was verified is refused')
  return head
}

function invalid(reason: string): OwnVerdict {
  return { kind: 'invalid', reason }
}

function checkLeaf(leaf: RoundLeaf, facts: OwnFacts): string | undefined {
  const { attempt, papers, session, result } = facts
  const group = leafGroupOf(leaf, facts.organisation)!
  const expected: readonly (readonly [what: string, found: unknown, own: unknown])[] = [
    ['bounty', leaf.bountyId, attempt.bountyId],
    ['terms', leaf.termsHash, papers.termsHash],
    ['round', leaf.round, attempt.round],
    ['attempt', leaf.attempt, attempt.attempt],
    ['partition', leaf.partition, toHex(session.context.partition)],
    ['session', group.sessionId, toHex(session.sessionId)],
    ['sum', group.sumHash, toHex(result.sumHash)],
    ['number of survivors', group.survivors.length, survivorsOf(session, result).length],
    ['list of survivors', namesIn(group, session, result), survivingHolders(session, result)],
    ['number of examples', ownExamples(group, facts.organisation), facts.examples],
  ]
  const different = expected.find(([, found, own]) => found !== own)
  if (different === undefined) return undefined
  const [what, found, own] = different
  return `its ${what} is ${found}, this holder knows ${own}`
}

/**
 * The groups, summed or not, are those of the draw, each once and with none but its own members, each of them once: whoever
 * is paid beside them was not drawn.
 */
function checkGroups(
  { groups, failedGroups, partitionSeed }: RoundLeaf,
  { ownGroup }: OwnFacts,
): string | undefined {
  if (ownGroup === undefined) {
    const isOne = groups.length === 1 && groups[0]!.group === 1 && failedGroups.length === 0
    return isOne ? checkNames(groups[0]!.survivors) : 'it has groups, and none were drawn'
  }
  if (partitionSeed !== toHex(ownGroup.partitionSeed)) return 'its partition was cut by another seed'
  const summed = groups.map(({ group, survivors }) => ({ group, members: survivors }))
  const named = [...summed, ...failedGroups].sort((left, right) => left.group - right.group)
  const numbers = named.map(({ group }) => group)
  if (numbers.some((group, i) => group !== i + 1) || numbers.length !== ownGroup.organisations.length) {
    return `it accounts for groups ${numbers.join(', ')}; ${ownGroup.organisations.length} were drawn`
  }
  for (const { group, members } of named) {
    const drawn = new Set(ownGroup.organisations[group - 1])
    const foreign = members.find(({ organisation }) => !drawn.has(organisation))
    if (foreign !== undefined)
      return `it has ${foreign.organisation} in group ${group}, which was drawn without it`
  }
  return checkNames(named.flatMap(({ members }): readonly { readonly organisation: string }[] => members))
}

function checkNames(members: readonly { readonly organisation: string }[]): string | undefined {
  const seen = new Set<string>()
  for (const { organisation } of members) {
    if (seen.has(organisation)) return `it names ${organisation} twice`
    seen.add(organisation)
  }
  return undefined
}

/** The survivors that the leaf names in its group, as far as this holder knows who they are: all of them on the complete graph. */
function namesIn(group: LeafGroup, session: secureClient.MemberSession, result: AggregateResult): string {
  const known = survivingHolders(session, result).split(', ')
  const named = group.survivors.map(({ organisation }) => organisation).sort()
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

function ownExamples(group: LeafGroup, own: string): number | undefined {
  return group.survivors.find(({ organisation }) => organisation === own)?.examples
}

/** Settles the round again from the terms and the survivors that the leaf names. */
function checkPay(leaf: RoundLeaf, { papers }: OwnFacts): string | undefined {
  const settled = settleRound(rewardTermsOf(papers), {
    round: leaf.round,
    survivors: leafSurvivors(leaf).map(({ organisation, examples }) => ({
      holder: organisation,
      examples: BigInt(examples),
    })),
    unsummed: leaf.failedGroups.flatMap(({ members }) =>
      members.map(({ organisation, examples }) => ({ holder: organisation, examples: BigInt(examples) })),
    ),
  })
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
