/**
 * Adaptive clipping: a bounty's clip norm that follows a quantile of the updates' norms (Andrew, Thakkar, McMahan, Ramaswamy
 * 2021, arXiv:1905.03871). Grid, noise and ring stay those of `training.clipNorm`, where it starts: a holder brings an update that
 * it clipped to the round's norm to that scale, and who decodes the sum brings it back.
 */
import { z } from 'zod'
import { adaptedClip, clipLearningRate, farthestClip } from '../aggregation/index.ts'
import type { BountyTerms } from './terms.ts'

export const clippingSchema = z.strictObject({
  /** Of the updates of a round, or the gradients of a step, the fraction that shall be within the clip norm. */
  quantile: z.number().min(0.01).max(0.99),
  /** How far a round, or a step, moves the norm's logarithm where all or none are within; absent, 0.2. */
  learningRate: z.number().min(0.001).max(2).optional(),
})

type Clipping = z.infer<typeof clippingSchema>
type ClippingTerms = Pick<BountyTerms, 'privacy' | 'training'>

/** How these terms let the clip norm of rounds follow the updates; undefined where it is fixed. */
export function clippingOf({ privacy }: Pick<BountyTerms, 'privacy'>): Clipping | undefined {
  return privacy?.unit === 'holder' && privacy.noise === 'distributed' ? privacy.clipping : undefined
}

/** The clip norm of a round, where it follows the updates; `kept` is what the rounds before led to. */
export function clipNormOf(terms: ClippingTerms, kept: number | null): number | undefined {
  return clippingOf(terms) && (kept ?? terms.training.clipNorm)
}

/** What the bits of a round's survivors told, all groups together. */
export interface ToldNorms {
  /** Sum of their centred bits, with its noise. */
  readonly bitSum: number
  readonly members: number
}

/** The clip norm of the round after one with this norm. */
export function clipNormAfter(
  terms: ClippingTerms,
  clipNorm: number,
  { bitSum, members }: ToldNorms,
): number {
  const { clipNorm: start } = terms.training
  return adaptedClip({ clip: clipNorm, start, noisedBitSum: bitSum, contributors: members }, rulesOf(terms))
}

/** Rounding of the norms of a thousand rounds, and another library's exponential. */
const slack = 1e-9

/**
 * What is wrong with a clip norm that is announced for a round; undefined where nothing is. The terms say from where it starts and
 * how far each round may have moved it. Privacy does not depend on it; the scale of the model does.
 */
export function clipNormFault(
  terms: ClippingTerms,
  round: number,
  announced: number | undefined,
): string | undefined {
  if (clippingOf(terms) === undefined)
    return announced === undefined ? undefined : 'a clip norm is announced, and by the terms it is fixed'
  if (announced === undefined) return 'no clip norm is announced, and by the terms it follows the updates'
  const [least, most] = reachable(terms, round)
  if (announced >= least && announced <= most) return undefined
  return `the clip norm that is announced is ${announced}; by the terms round ${round} may have ${least.toPrecision(6)} to ${most.toPrecision(6)}`
}

/** The ends of what the rounds before this one can have led to: each moved the logarithm by at most η (1 - q) down or η q up. */
function reachable(terms: ClippingTerms, round: number): readonly [least: number, most: number] {
  const rules = rulesOf(terms)
  const { quantile } = rules
  const { clipNorm: start } = terms.training
  const steps = clipLearningRate(rules) * (round - 1)
  const down = Math.min(farthestClip, Math.exp(steps * (1 - quantile)))
  const up = Math.min(farthestClip, Math.exp(steps * quantile))
  return [(start / down) * (1 - slack), start * up * (1 + slack)]
}

function rulesOf(terms: ClippingTerms) {
  const clipping = clippingOf(terms)
  if (clipping === undefined) throw new Error('the clip norm of these terms is fixed')
  return clipping
}
