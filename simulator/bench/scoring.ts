/**
 * The scoring's part of `parley bench market`: contribution of many holders over many rounds, exactly, as whoever has the public
 * facts of a bounty recomputes it. Utilities are made up: an honest sum of what members are worth, and noise.
 */
import {
  type ContributionInput,
  planCoalitions,
  type ScoredRound,
  scoreContributions,
  sha256,
  u32,
  utf8,
} from '../../aggregation/index.ts'
import { openSeededRandom, type SeededRandom, shuffle } from '../../learning/index.ts'

export interface ScoringBenchOptions {
  /** Few holders and rounds: says whether everything runs, and nothing about speed. */
  readonly quick: boolean
  readonly report?: (progress: string) => void
}

export interface ScoringBenchReport {
  readonly holders: number
  readonly rounds: number
  readonly groupSize: number
  readonly estimator: string
  readonly scoringSeconds: number
}

/** Scores one bounty of holders in groups of four. */
export function benchScoring({ quick, report }: ScoringBenchOptions): ScoringBenchReport {
  const [holders, rounds] = quick ? [12, 30] : [100, 100]
  const groupSize = 4
  report?.(`scores of ${holders} holders over ${rounds} rounds, in groups of ${groupSize}`)
  const input = madeUpBounty(holders, rounds, groupSize)
  const startedAt = performance.now()
  const outcome = scoreContributions(input)
  const scoringSeconds = (performance.now() - startedAt) / 1000
  if (outcome.kind === 'refused') throw new Error(outcome.detail)
  return { holders, rounds, groupSize, estimator: outcome.estimator, scoringSeconds }
}

/** One participant in a hundred is silent in each round, so that sizes differ, as they do. */
function madeUpBounty(holders: number, rounds: number, groupSize: number): ContributionInput {
  const random = openSeededRandom(1, 'scoring bench')
  const participants = Array.from({ length: holders }, (_, i) => ({
    id: `holder-${i}`,
    organisation: `organisation-${i}`,
    datasetRoot: `root-${i}`,
  }))
  const worth = participants.map(() => random.normal() + 1)
  return {
    participants,
    rounds: Array.from({ length: rounds }, (_, round) =>
      madeUpRound(round, rounds, worth, groupSize, random),
    ),
  }
}

function madeUpRound(
  round: number,
  rounds: number,
  worth: readonly number[],
  groupSize: number,
  random: SeededRandom,
): ScoredRound {
  const order = Int32Array.from(worth, (_, i) => i)
  shuffle(order, random)
  const present = order.subarray(0, order.length - (round % 2))
  const count = Math.floor(worth.length / groupSize)
  const groups = Array.from({ length: count }, (_, j) =>
    [...present].filter((_, place) => place % count === j),
  )
  const seed = sha256(utf8(`scoring bench ${u32(round).join()}`))
  const sums = groups.map(group => group.reduce((sum, member) => sum + worth[member]!, 0))
  const stake = (1_000_000 * rounds) / (rounds + 10 * round)
  const utilities = planCoalitions(seed, count).coalitions.map(mask => {
    const sum = sums.reduce((total, value, j) => total + (((mask >> BigInt(j)) & 1n) === 1n ? value : 0), 0)
    return BigInt(Math.round(stake * (Math.sqrt(Math.max(0, sum)) + 0.05 * random.normal())))
  })
  return { seed, groups: groups.map(group => group.map(member => `holder-${member}`)), utilities }
}
