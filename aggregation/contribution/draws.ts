/**
 * What an estimator works on: random cuts of participants into groups, each group with its players and its value. In groups
 * mode every round is one draw. Without groups the rounds themselves are the groups of a single draw: who took part in a
 * round was chosen at random, and its value is the gain of the round.
 */
import type { CoalitionPlan } from './coalitions.ts'
import { groupShapley } from './group-shapley.ts'
import { greatestDivisor, leastMultiple, total } from './integers.ts'

/** One group of a draw. */
export interface DrawnGroup {
  /** Identities in it. */
  readonly size: bigint
  /** How many of each player's identities are in it; players that have one. */
  readonly counts: ReadonlyMap<number, bigint>
  /** Its value, over the denominator of all draws. */
  readonly value: bigint
}

export interface Draw {
  readonly groups: readonly DrawnGroup[]
  /** Sum of the sizes. */
  readonly size: bigint
  /** By player, over all groups; 0 for who was not there. */
  readonly counts: readonly bigint[]
  /** How often a player is paid: the distinct datasets that it took part with, each round anew. */
  readonly units: readonly bigint[]
  /** Sum of the values. */
  readonly gain: bigint
  /** Largest less smallest utility of the round's coalitions: how much was at stake. */
  readonly range: bigint
  /** Whether the groups were drawn together, so that a player's place in one depends on its place in the others. */
  readonly isOneRound: boolean
}

export interface Draws {
  readonly draws: readonly Draw[]
  readonly rounds: number
  readonly players: number
  /** All values are numerators over it. */
  readonly denominator: bigint
}

/** A round whose names have been looked up. */
export interface IndexedRound {
  readonly plan: CoalitionPlan
  /** Players of each group, one entry for each identity. */
  readonly groups: readonly (readonly number[])[]
  /** Distinct datasets that each player took part with. */
  readonly units: readonly bigint[]
  readonly utilities: readonly bigint[]
}

/**
 * Utilities over those of nobody, in the largest unit that divides them all: so that neither the unit nor the zero of a utility
 * changes a rounded figure.
 */
export function inLeastUnits(rounds: readonly IndexedRound[]) {
  const relative = rounds.map(({ utilities }) => utilities.map(utility => utility - utilities[0]!))
  const divisor = relative.flat().reduce(greatestDivisor, 0n)
  const unit = divisor === 0n ? 1n : divisor
  return {
    unit,
    rounds: rounds.map((round, i) => ({ ...round, utilities: relative[i]!.map(value => value / unit) })),
  }
}

/** Every round a draw of its own. */
export function drawsOfGroups(rounds: readonly IndexedRound[], players: number): Draws {
  const valued = rounds.map(({ plan, utilities }) => groupShapley(plan, utilities))
  const denominator = leastMultiple(valued.map(one => one.denominator))
  const draws = rounds.map((round, i) => {
    const values = valued[i]!.numerators.map(value => (value * denominator) / valued[i]!.denominator)
    const groups = round.groups.map((group, j) => drawnGroup(group, values[j]!))
    return drawOf(groups, players, round.units, rangeOf(round.utilities), true)
  })
  return { draws, rounds: rounds.length, players, denominator }
}

/** All rounds, of one group each, as one draw. */
export function drawOfRounds(rounds: readonly IndexedRound[], players: number): Draws {
  const gains = rounds.map(({ utilities }) => utilities[1]! - utilities[0]!)
  const groups = rounds.map((round, i) => drawnGroup(round.groups[0]!, gains[i]!))
  const units = Array.from({ length: players }, (_, player) =>
    total(rounds.map(round => round.units[player]!)),
  )
  return {
    draws: [drawOf(groups, players, units, rangeOf(gains), false)],
    rounds: rounds.length,
    players,
    denominator: 1n,
  }
}

function drawnGroup(members: readonly number[], value: bigint): DrawnGroup {
  const counts = new Map<number, bigint>()
  for (const player of members) counts.set(player, (counts.get(player) ?? 0n) + 1n)
  return { size: BigInt(members.length), counts, value }
}

function drawOf(
  groups: readonly DrawnGroup[],
  players: number,
  units: readonly bigint[],
  range: bigint,
  isOneRound: boolean,
): Draw {
  const counts = Array.from({ length: players }, () => 0n)
  for (const group of groups) for (const [player, count] of group.counts) counts[player]! += count
  const size = total(groups.map(group => group.size))
  return { groups, size, counts, units, gain: total(groups.map(({ value }) => value)), range, isOneRound }
}

function rangeOf(values: readonly bigint[]): bigint {
  let [least, most] = [values[0]!, values[0]!]
  for (const value of values) {
    if (value < least) least = value
    if (value > most) most = value
  }
  return most - least
}
