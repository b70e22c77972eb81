/** Small bounties with known worth, for the tests of scores. */
import { createHash } from 'node:crypto'
import { type Contributor, planCoalitions, type ScoredRound } from '../../../aggregation/index.ts'
import { openSeededRandom, type SeededRandom, shuffle } from '../../../learning/index.ts'

export const seedOf = (text: string) => new Uint8Array(createHash('sha256').update(text).digest())

export const participantsOf = (count: number): readonly Contributor[] =>
  Array.from({ length: count }, (_, i) => ({ id: `p${i}`, organisation: `o${i}`, datasetRoot: `d${i}` }))

/** A utility of the identities whose updates are in a coalition, and of the round. */
export type UtilityOf = (members: readonly string[], round: number) => bigint

export function roundOf(
  groups: readonly (readonly string[])[],
  utilityOf: UtilityOf,
  round: number,
  label = 'game',
): ScoredRound {
  const seed = seedOf(`${label} ${round}`)
  const { coalitions } = planCoalitions(seed, groups.length)
  const utilities = coalitions.map(mask =>
    utilityOf(
      groups.flatMap((group, j) => (((mask >> BigInt(j)) & 1n) === 1n ? group : [])),
      round,
    ),
  )
  return { seed, groups, utilities }
}

/** Cuts names into groups at random, sizes within one of each other. */
export function cutAtRandom(names: readonly string[], groups: number, random: SeededRandom) {
  const order = Int32Array.from(names, (_, i) => i)
  shuffle(order, random)
  return Array.from({ length: groups }, (_, j) =>
    [...order].filter((_, place) => place % groups === j).map(place => names[place]!),
  )
}

export function playGame(
  names: readonly string[],
  groups: number,
  rounds: number,
  utilityOf: UtilityOf,
  seed = 1,
): readonly ScoredRound[] {
  const random = openSeededRandom(seed, 'contribution game')
  return Array.from({ length: rounds }, (_, round) =>
    roundOf(cutAtRandom(names, groups, random), utilityOf, round, `game ${seed}`),
  )
}
