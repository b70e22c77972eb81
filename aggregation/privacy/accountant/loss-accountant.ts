/**
 * Accounting by privacy loss distributions: for steps of the Gaussian, sampled or not, an epsilon or delta that is no
 * less than the truth and within about the gap of the grid; and one from below, so that a reader sees how far off it
 * can be. Both adjacencies are computed and the worse one counts.
 */
import { deltaOfGaussian, epsilonOfGaussian } from './analytic-gaussian.ts'
import { lossGrid, type Side } from './loss-grid.ts'
import { type LossPlan, planSum, type Question, type RepeatedSource } from './loss-plan.ts'
import { type Adjacency, lossOfSampledGaussian } from './loss-source.ts'
import { deltaOfSum, epsilonOfSum, sumLosses } from './loss-sum.ts'

/** So many steps of one Gaussian mechanism. */
export interface GaussianSteps {
  readonly noise: number
  /** In (0, 1]. */
  readonly sampling: number
  readonly steps: number
}

export interface LossBound {
  readonly value: number
  /** The other side of the truth; equal to `value` where the formula is exact. */
  readonly otherSide?: number
  /** Which pair of neighbours decides; none where they agree. */
  readonly adjacency?: Adjacency
}

/** The least epsilon at `delta` that the losses allow, from above; with `isBothSides` also from below. */
export function epsilonByLosses(
  list: readonly GaussianSteps[],
  delta: number,
  isBothSides = false,
): LossBound {
  const { mu, sampled } = merged(list)
  if (sampled.length === 0) return exactly(mu === 0 ? 0 : epsilonOfGaussian(mu, delta))
  return worst(mu, sampled, { kind: 'epsilon', delta }, isBothSides)
}

/** The delta at `epsilon`, from above; with `isBothSides` also from below. */
export function deltaByLosses(
  list: readonly GaussianSteps[],
  epsilon: number,
  isBothSides = false,
): LossBound {
  const { mu, sampled } = merged(list)
  if (sampled.length === 0) return exactly(mu === 0 ? 0 : deltaOfGaussian(mu, epsilon))
  return worst(mu, sampled, { kind: 'delta', epsilon }, isBothSides)
}

function exactly(value: number): LossBound {
  return { value, otherSide: value }
}

/** All unsampled steps are one Gaussian with mu^2 = sum of 1/z^2; equal sampled ones are counted together. */
function merged(list: readonly GaussianSteps[]): {
  readonly mu: number
  readonly sampled: readonly GaussianSteps[]
} {
  const sampled = new Map<string, GaussianSteps>()
  let square = 0
  for (const one of list) {
    if (one.steps === 0) continue
    if (one.sampling === 1) {
      square += one.steps / one.noise / one.noise
      continue
    }
    const key = `${one.noise} ${one.sampling}`
    sampled.set(key, { ...one, steps: one.steps + (sampled.get(key)?.steps ?? 0) })
  }
  return { mu: Math.sqrt(square), sampled: [...sampled.values()] }
}

/** How much coarser the grid is on which the addition of a record is looked at first. */
const coarse = 8

function worst(
  mu: number,
  sampled: readonly GaussianSteps[],
  question: Question,
  isBothSides: boolean,
): LossBound {
  const sourcesOf = (adjacency: Adjacency): readonly RepeatedSource[] => [
    ...(mu === 0 ? [] : [{ source: lossOfSampledGaussian(1 / mu, 1, adjacency), steps: 1 }]),
    ...sampled.map(({ noise, sampling, steps }) => ({
      source: lossOfSampledGaussian(noise, sampling, adjacency),
      steps,
    })),
  ]
  const remove = answer(sourcesOf('remove'), question, 'above')
  // Removal has been the worse one in all that was tried, and a bound from a coarse grid mostly suffices to see it.
  const isRemoval =
    answer(sourcesOf('add'), question, 'above', coarse) <= remove ||
    answer(sourcesOf('add'), question, 'above') <= remove
  const adjacency = isRemoval ? 'remove' : 'add'
  const value = isRemoval ? remove : answer(sourcesOf('add'), question, 'above')
  if (!isBothSides) return { value, adjacency }
  return { value, adjacency, otherSide: answer(sourcesOf(adjacency), question, 'below') }
}

/** Rare losses make the tail bound a bad guide to where the answer lies: then it is sought again, around the last one. */
function answer(sources: readonly RepeatedSource[], question: Question, side: Side, coarseness = 1): number {
  let plan = planSum(sources, question, coarseness)
  let found = answerWithin(sources, question, side, plan)
  for (let turn = 0; turn < 4 && isElsewhere(found, plan, question); turn++) {
    plan =
      question.kind === 'epsilon'
        ? planSum(sources, question, coarseness, found)
        : planSum(sources, { ...question, expected: found }, coarseness)
    const again = answerWithin(sources, question, side, plan)
    found = side === 'above' ? Math.min(found, again) : Math.max(found, again)
  }
  return found
}

function isElsewhere(found: number, plan: LossPlan, question: Question): boolean {
  if (question.kind === 'epsilon') return found > 0 && found < plan.lowestAnswer
  return found > 1e-300 && Math.log(found) < plan.logDelta - 8
}

function answerWithin(
  sources: readonly RepeatedSource[],
  question: Question,
  side: Side,
  plan: LossPlan,
): number {
  const losses = sources.map(({ source, steps }) => ({
    grid: lossGrid(source, plan, side),
    steps,
  }))
  const sum = sumLosses(losses, plan, side)
  return question.kind === 'epsilon' ? epsilonOfSum(sum, question.delta) : deltaOfSum(sum, question.epsilon)
}
