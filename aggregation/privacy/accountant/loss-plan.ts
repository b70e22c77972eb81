/**
 * How a sum of losses is to be computed: the tilt, the window and the gap of the grid, from a rough picture of each
 * loss. Nothing here need be exact; what a plan leaves out is bounded and charged where the sum is made.
 */
import { type LossSource, outcomesWithin } from './loss-source.ts'
import type { SumPlan } from './loss-sum.ts'

export interface RepeatedSource {
  readonly source: LossSource
  readonly steps: number
}

/** What is asked for: epsilon at a delta, or delta at an epsilon. */
export type Question =
  | { readonly kind: 'epsilon'; readonly delta: number }
  | {
      readonly kind: 'delta'
      readonly epsilon: number
      /** What delta is about, or more; else what the tail bound says. */
      readonly expected?: number
    }

export interface LossPlan extends SumPlan {
  /** Deviations from a bump beyond which an outcome counts as infinite loss. */
  readonly reach: number
  /** Losses below count as this one: tilted, they have no digit left. */
  readonly floor: number
  /** Down to here an answer is not blurred by what comes around the circle. */
  readonly lowestAnswer: number
  /** About ln delta. */
  readonly logDelta: number
}

/** The gap where nothing asks for a finer one. */
export const usualGap = 1e-4
/** What discretising may add to epsilon, as a share of it; reached unless the points run out. */
const tolerance = 1e-5
const mostPoints = 2 ** 21
/** As a share of a step's deviation, a gap that is fine enough whatever epsilon is. */
const finestShare = 0.01
/** ln of the tilted mass that may come around the circle of the transform. */
const leftOut = -18
/** ln of the share of delta that may lie above the window; it is charged. */
const logCharge = -15
/** ln of what a moment loses without a digit showing it: moments at positive tilts are at least 1. */
const lowestDigit = -42
/** How much of the accuracy of the best tilt may be given up for a shorter window, in ln. */
const logLoss = 4

/**
 * `coarseness` is by how much the gap may be wider than it should be. `around` is an answer that an earlier plan gave,
 * where it lies far below what the tail bound let expect.
 */
export function planSum(
  losses: readonly RepeatedSource[],
  question: Question,
  coarseness = 1,
  around?: number,
): LossPlan {
  const steps = losses.reduce((sum, one) => sum + one.steps, 0)
  const reach = reachOf(losses, steps, question)
  const pictures = losses.map(one => picture(one, reach))
  const cumulant = (theta: number) => pictures.reduce((sum, one) => sum + cumulantOf(one, theta), 0)
  const { logDelta, ...bound } = chernoff(cumulant, question)
  const epsilon = around ?? bound.epsilon
  const tilt = around === undefined ? bound.theta : tiltAt(cumulant, around)
  // Bounded losses would have it tilted without end, and the grid has a say in what then stands at the top.
  const mostTilt = (30 - 20 * logDelta) / Math.max(epsilon, 1e-12)
  const best = Math.min(tilt, mostTilt)
  const top = least(t => (cumulant(t) - logDelta - logCharge) / t, mostTilt)
  const lowestAnswer = Math.max(0, Math.min(epsilon, epsilon - 6 / best))
  const { theta, above, below, width } = shortestWindow(cumulant, {
    best,
    mostTilt,
    epsilon,
    lowestAnswer,
    top: top.value,
  })
  const enough = finestShare * Math.sqrt(pictures.reduce((sum, one) => sum + varianceOf(one), 0) / steps)
  const fineness =
    coarseness * Math.max(enough, Math.sqrt((12 * tolerance * epsilon) / (steps * (1 + theta))))
  const floor = lowestDigit / theta
  const span = pictures.reduce(
    (most, { losses }) => Math.max(most, losses.at(-1)! - Math.max(floor, losses[0]!)),
    0,
  )
  const wanted = Math.max(Math.min(coarseness * usualGap, fineness), Math.max(width, span) / mostPoints)
  const length = Math.max(64, 2 ** Math.ceil(Math.log2(width / wanted)))
  const gap = Math.max(width / (length - 16), span / mostPoints)
  const lowest = Math.ceil(top.value / gap) + 4 - length
  return {
    gap,
    length,
    lowest,
    theta,
    epsilon,
    thetaTop: top.at,
    thetaAbove: theta + above,
    thetaBelow: theta - below,
    reach,
    floor,
    lowestAnswer,
    logDelta,
  }
}

/** So far out that all steps together put less than a millionth of delta there. */
function reachOf(losses: readonly RepeatedSource[], steps: number, question: Question): number {
  const reachAt = (logDelta: number) => Math.sqrt(2 * (Math.log(4e6) + Math.log(steps) - logDelta))
  if (question.kind === 'epsilon') return reachAt(Math.log(question.delta))
  // The delta in question is not known yet: Chernoff's bound, of a far-reaching picture, is above it by little.
  const pictures = losses.map(one => picture(one, reachAt(-50)))
  const { logDelta } = chernoff(t => pictures.reduce((sum, one) => sum + cumulantOf(one, t), 0), question)
  return reachAt(Math.max(-600, Math.min(0, logDelta) - 10))
}

/** The tilt that makes the tail bound of Chernoff least, and that bound: the tilted mean is then its epsilon. */
function chernoff(cumulant: (theta: number) => number, question: Question) {
  if (question.kind === 'epsilon') {
    const logDelta = Math.log(question.delta)
    const { at, value } = least(t => (cumulant(t) - logDelta) / t)
    return { theta: at, epsilon: value, logDelta }
  }
  const theta = tiltAt(cumulant, question.epsilon)
  const logBound = cumulant(theta) - theta * question.epsilon
  const logDelta = Math.min(0, logBound, Math.log(question.expected ?? 1))
  return { theta, epsilon: question.epsilon, logDelta }
}

/** The tilt whose mean is `epsilon`; next to none where the mean is above it without. */
function tiltAt(cumulant: (theta: number) => number, epsilon: number): number {
  return least(t => cumulant(t) - t * epsilon).at
}

/**
 * The tilt near the best one at which the sums lie closest together. Sums outside of the window come around the circle:
 * those below must not reach what lies above epsilon, those above not what lies above the lowest answer. Sampled
 * mechanisms have a tilt from which on their rarest losses dominate, and the best one often stands close to it.
 */
function shortestWindow(
  cumulant: (theta: number) => number,
  {
    best,
    mostTilt,
    epsilon,
    lowestAnswer,
    top,
  }: Readonly<Record<'best' | 'mostTilt' | 'epsilon' | 'lowestAnswer' | 'top', number>>,
) {
  const exponent = (theta: number) => cumulant(theta) - theta * epsilon
  const windows = [1, 0.9, 0.8, 0.7, 0.6, 0.5]
    .map(share => share * best)
    .filter(theta => theta === best || exponent(theta) < exponent(best) + logLoss)
    .map(theta => {
      const here = cumulant(theta)
      const above = least(t => (cumulant(theta + t) - here - leftOut) / t, mostTilt)
      const below = least(t => (cumulant(theta - t) - here - leftOut) / t, mostTilt)
      const width = Math.max(top + below.value, above.value - lowestAnswer, 1.01 * (top - lowestAnswer))
      return { theta, above: above.at, below: below.at, width }
    })
  return windows.reduce((shortest, one) => (one.width < shortest.width ? one : shortest))
}

interface Picture {
  readonly steps: number
  readonly logMasses: Float64Array
  readonly losses: Float64Array
}

/** Outcomes a tenth of a deviation apart, with their losses. */
function picture({ source, steps }: RepeatedSource, reach: number): Picture {
  const spacing = 0.1
  const outcomes = outcomesWithin(source, reach).flatMap(([from, to]) =>
    Array.from({ length: Math.ceil((to - from) / spacing) }, (_, i) => from + i * spacing),
  )
  const losses = Float64Array.from(outcomes, y => source.loss(y))
  const logMasses = Float64Array.from(outcomes, y => Math.log(spacing * source.density(y)))
  return { steps, losses, logMasses }
}

/** steps times the variance of the loss. */
function varianceOf({ steps, losses, logMasses }: Picture): number {
  let [mean, square] = [0, 0]
  for (let i = 0; i < losses.length; i++) mean += Math.exp(logMasses[i]!) * losses[i]!
  for (let i = 0; i < losses.length; i++) square += Math.exp(logMasses[i]!) * (losses[i]! - mean) ** 2
  return steps * square
}

/** steps times ln E exp(theta L). */
function cumulantOf({ steps, losses, logMasses }: Picture, theta: number): number {
  let most = -Infinity
  for (let i = 0; i < losses.length; i++) most = Math.max(most, logMasses[i]! + theta * losses[i]!)
  let sum = 0
  for (let i = 0; i < losses.length; i++) sum += Math.exp(logMasses[i]! + theta * losses[i]! - most)
  return steps * (most + Math.log(sum))
}

/** The minimum over t > 0, up to `most`, of a function with one, by golden sections of ln t. */
function least(f: (t: number) => number, most = 1e9): { readonly at: number; readonly value: number } {
  const golden = (Math.sqrt(5) - 1) / 2
  let [low, high] = [Math.log(Math.min(1e-7, most / 10)), Math.log(most)]
  let [left, right] = [high - golden * (high - low), low + golden * (high - low)]
  let [atLeft, atRight] = [f(Math.exp(left)), f(Math.exp(right))]
  while (high - low > 1e-3) {
    if (atLeft <= atRight) {
      high = right
      ;[right, atRight] = [left, atLeft]
      left = high - golden * (high - low)
      atLeft = f(Math.exp(left))
    } else {
      low = left
      ;[left, atLeft] = [right, atRight]
      right = low + golden * (high - low)
      atRight = f(Math.exp(right))
    }
  }
  return atLeft <= atRight ? { at: Math.exp(left), value: atLeft } : { at: Math.exp(right), value: atRight }
}
