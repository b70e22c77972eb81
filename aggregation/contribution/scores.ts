/**
 * Scores by contribution where only sums of groups are visible: a pure function of public facts, in whole numbers, so that
 * whoever recomputes it comes to the same weights.
 *
 * It scores what a holder's updates did for the utility, on the utility's own examples. It knows no cause: a holder with rare
 * records that the examples do not ask for scores low, and so does one whose records all others have as well.
 */
import type { Contributor } from './clusters.ts'
import { type Draws, drawOfRounds, drawsOfGroups, inLeastUnits } from './draws.ts'
import type { Estimate, Estimator } from './estimate.ts'
import { estimateByGroups } from './group-estimate.ts'
import { dividedUp, total } from './integers.ts'
import { estimateByRidge } from './ridge-estimate.ts'
import { type IndexedInput, indexInput, type RefusedContribution, type ScoredRound } from './score-input.ts'
import { type ContributionSettings, usualContributionSettings } from './settings.ts'

/** Weights of all participants sum to at most this: what is cut off is below a unit of any pool. */
export const weightParts = 10n ** 18n

export const estimatorReasons = [
  /** Fewer rounds than the settings want. */
  'too-few-rounds',
  /** Fewer informative rows than unknowns: groups too few, or the same players always together. */
  'too-few-rows',
  /** Enough rows for one unknown a player, not for two. */
  'one-part',
  /** Nobody is above the gate. */
  'nobody-above-gate',
] as const
export type EstimatorReason = (typeof estimatorReasons)[number]

/** A participant, or several that are one organisation or have one dataset. */
export interface PlayerScore {
  readonly participants: readonly string[]
  /** All three over the outcome's denominator, in units of the utility, summed over rounds. */
  readonly score: bigint
  readonly low: bigint
  readonly high: bigint
}

export interface ContributorScore {
  readonly participant: string
  /** Rounds whose sums its updates are in. */
  readonly acceptedRounds: number
  /** Place of its player; undefined for who was in no round. */
  readonly player: number | undefined
  /** Natural: its part of the quality pool, in `weightParts`. */
  readonly weight: bigint
}

export interface Contributions {
  readonly kind: 'scored'
  readonly estimator: Estimator
  readonly reasons: readonly EstimatorReason[]
  /** Above zero. */
  readonly denominator: bigint
  readonly players: readonly PlayerScore[]
  /** In the order given. */
  readonly participants: readonly ContributorScore[]
}

export interface ContributionInput {
  readonly participants: readonly Contributor[]
  readonly rounds: readonly ScoredRound[]
  readonly settings?: ContributionSettings
}

/**
 * Scores every participant of a bounty, or says what is wrong with its rounds.
 *
 * A player's weight is what its score is above the gate; its participants share it by accepted rounds, so that to appear under
 * more names changes nothing.
 */
export function scoreContributions({
  participants,
  rounds,
  settings = usualContributionSettings,
}: ContributionInput): Contributions | RefusedContribution {
  const input = indexInput(participants, rounds, settings)
  if (input.kind === 'refused') return input
  const { unit, rounds: reduced } = inLeastUnits(input.rounds)
  const { estimate, reasons } = estimateOf({ ...input, rounds: reduced }, settings)
  const weights = estimate.numerators.map((score, player) => above(score, estimate, player, settings))
  const totalWeight = total(weights)
  return {
    kind: 'scored',
    estimator: estimate.estimator,
    reasons: totalWeight === 0n && weights.length > 0 ? [...reasons, 'nobody-above-gate'] : reasons,
    denominator: estimate.denominator,
    players: input.players.map((members, player) => ({
      participants: members.map(place => participants[place]!.id),
      ...intervalOf(estimate, player, unit, settings),
    })),
    participants: participantScores(participants, input, weights, totalWeight),
  }
}

interface Chosen {
  readonly estimate: Estimate
  readonly reasons: readonly EstimatorReason[]
}

function estimateOf({ rounds, players }: IndexedInput, settings: ContributionSettings): Chosen {
  const { mode, minimumRounds, ridgeRounds } = settings
  const isTwoPart = settings.parts === 2 && mode === 'groups'
  const count = players.length
  const isCut = mode === 'groups'
  const draws = isCut ? drawsOfGroups(rounds, count) : drawOfRounds(rounds, count)
  const rows = informativeRows(draws)
  if (rounds.length < minimumRounds) return fallback(rounds, draws, 'too-few-rounds', count)
  if (rows < count) return fallback(rounds, draws, 'too-few-rows', count)
  const parts = isTwoPart && rows >= 4 * (count - 1) ? 2 : 1
  const estimate = estimateByRidge(draws, { parts, ridgeRounds })
  return { estimate, reasons: parts === 1 && isTwoPart ? ['one-part'] : [] }
}

function fallback(
  rounds: IndexedInput['rounds'],
  { draws }: Draws,
  reason: EstimatorReason,
  players: number,
): Chosen {
  const isCut = draws.some(({ isOneRound, groups }) => isOneRound && groups.length > 1)
  // Equal splits of whole rounds tell nobody from anybody: there is no score, and nothing is paid for one.
  if (!isCut) return { estimate: noEstimate(players), reasons: [reason] }
  return { estimate: estimateByGroups(drawsOfGroups(rounds, players)), reasons: [reason] }
}

function noEstimate(players: number): Estimate {
  const zeros = Array.from({ length: players }, () => 0n)
  return { estimator: 'none', numerators: zeros, standardErrors: zeros, denominator: 1n }
}

/** Rows that tell players apart: one less than groups, of each draw in which anything was at stake. */
function informativeRows({ draws }: Draws): number {
  return draws.reduce((sum, { groups, range }) => sum + (range > 0n ? groups.length - 1 : 0), 0)
}

function above(
  score: bigint,
  { standardErrors }: Estimate,
  player: number,
  { gateBasisPoints }: ContributionSettings,
): bigint {
  const weight = score - dividedUp(gateBasisPoints * standardErrors[player]!, 10_000n)
  return weight > 0n ? weight : 0n
}

function intervalOf(
  { numerators, standardErrors }: Estimate,
  player: number,
  unit: bigint,
  { intervalBasisPoints }: ContributionSettings,
) {
  const score = unit * numerators[player]!
  const half = unit * dividedUp(intervalBasisPoints * standardErrors[player]!, 10_000n)
  return { score, low: score - half, high: score + half }
}

function participantScores(
  participants: readonly Contributor[],
  { players, acceptedRounds }: IndexedInput,
  weights: readonly bigint[],
  totalWeight: bigint,
): readonly ContributorScore[] {
  const playerOf = new Map(
    players.flatMap((members, player) => members.map(place => [place, player] as const)),
  )
  const accepted = players.map(members => total(members.map(place => BigInt(acceptedRounds[place]!))))
  return participants.map(({ id }, place) => {
    const player = playerOf.get(place)
    const rounds = acceptedRounds[place]!
    if (player === undefined || totalWeight === 0n)
      return { participant: id, acceptedRounds: rounds, player, weight: 0n }
    const weight = (weightParts * weights[player]! * BigInt(rounds)) / (totalWeight * accepted[player]!)
    return { participant: id, acceptedRounds: rounds, player, weight }
  })
}
