/** The ways to score that are compared, each from the same rounds: the product's, and what others do with group sums. */
import { scoreContributions, usualContributionSettings, weightParts } from '../../aggregation/index.ts'
import type { Holder } from './cast.ts'
import { shapleyValues } from './coalition-game.ts'
import { datasetsOf, type PlayedRound } from './trajectory.ts'
import type { UtilityName } from './utility.ts'

export const methodNames = [
  'two-part-ridge',
  'one-part-ridge',
  'group-shapley',
  'leave-one-out',
  'cosine',
] as const
export type MethodName = (typeof methodNames)[number]

export interface MethodScores {
  /** By player, in the order of `datasetsOf`. */
  readonly scores: readonly number[]
  /** Share of the pool by holder. */
  readonly shares: readonly number[]
  /** Interval of each player's score, where the method has one. */
  readonly intervals?: readonly (readonly [low: number, high: number])[]
}

export function scoreBy(
  method: MethodName,
  rounds: readonly PlayedRound[],
  holders: readonly Holder[],
  utility: UtilityName,
): MethodScores {
  switch (method) {
    case 'two-part-ridge':
      return byRidge(rounds, holders, utility, 2)
    case 'one-part-ridge':
      return byRidge(rounds, holders, utility, 1)
    case 'group-shapley':
      return byGroups(rounds, holders, round => shapleyValues(round.groups.length, valuesOf(round, utility)))
    case 'leave-one-out':
      return byGroups(rounds, holders, round => leftOut(valuesOf(round, utility), round.groups.length))
    case 'cosine':
      // An angle belongs to each member, not to the group as a whole.
      return byGroups(rounds, holders, round =>
        round.cosines.map((cosine, j) => cosine * round.groups[j]!.length),
      )
    default:
      return method satisfies never
  }
}

function valuesOf({ utilities }: PlayedRound, utility: UtilityName): readonly number[] {
  return utilities.map(each => each[utility])
}

function leftOut(utilities: readonly number[], groups: number): readonly number[] {
  const all = (1 << groups) - 1
  return Array.from({ length: groups }, (_, group) => utilities[all]! - utilities[all ^ (1 << group)]!)
}

function byRidge(
  rounds: readonly PlayedRound[],
  holders: readonly Holder[],
  utility: UtilityName,
  parts: 1 | 2,
): MethodScores {
  const outcome = scoreContributions({
    participants: holders.map(({ name, dataset }) => ({
      id: name,
      organisation: name,
      datasetRoot: dataset,
    })),
    rounds: rounds.map(round => ({
      seed: round.seed,
      groups: round.groups.map(group => group.map(place => holders[place]!.name)),
      utilities: valuesOf(round, utility).map(BigInt),
    })),
    settings: { ...usualContributionSettings, parts },
  })
  if (outcome.kind === 'refused') throw new Error(outcome.detail)
  const number = (numerator: bigint) => Number((1000n * numerator) / outcome.denominator) / 1000
  return {
    scores: outcome.players.map(({ score }) => number(score)),
    intervals: outcome.players.map(({ low, high }) => [number(low), number(high)] as const),
    shares: outcome.participants.map(({ weight }) => Number(weight) / Number(weightParts)),
  }
}

/** Groups have values, their members equal parts of them, and pay goes with what is above zero; nobody asks who is who. */
function byGroups(
  rounds: readonly PlayedRound[],
  holders: readonly Holder[],
  valuesIn: (round: PlayedRound) => readonly number[],
): MethodScores {
  const sums = holders.map(() => 0)
  for (const round of rounds) {
    const values = valuesIn(round)
    for (const [j, group] of round.groups.entries())
      for (const member of group) sums[member]! += values[j]! / group.length
  }
  const paid = sums.map(sum => Math.max(0, sum))
  const pot = paid.reduce((total, pay) => total + pay, 0)
  return {
    scores: datasetsOf(holders).map(dataset =>
      sums.reduce((total, sum, place) => total + (holders[place]!.dataset === dataset ? sum : 0), 0),
    ),
    shares: paid.map(pay => (pot === 0 ? 0 : pay / pot)),
  }
}
