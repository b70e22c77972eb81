/**
 * A clip norm that follows a quantile of the updates' norms (Andrew, Thakkar, McMahan, Ramaswamy 2021, "Differentially Private
 * Learning with Adaptive Clipping", arXiv:1905.03871, algorithm 1): each member tells by one bit whether its norm is within the
 * clip norm, the bits are summed with noise, and the clip norm takes a step against what is too many.
 */

/** One member's bit, centred so that one member moves the sum by at most 1/2: 1/2 where the norm is within the clip norm. */
export function centredClipBit(norm: number, clip: number): number {
  return norm <= clip ? 0.5 : -0.5
}

/** The paper's η_C, which serves its six tasks alike. */
const usualLearningRate = 0.2

/** How many times above or below where it starts the norm may come. */
export const farthestClip = 1_000

/** By what the clip norm follows the norms. */
export interface ClipRules {
  /** Of the norms, the fraction that shall be within the clip norm. */
  readonly quantile: number
  /** How far a step moves the norm's logarithm where all or none are within; else 0.2. */
  readonly learningRate?: number | undefined
}

/** How far a step moves the logarithm where all or none are within, as the rules say or as usual. */
export function clipLearningRate({ learningRate = usualLearningRate }: ClipRules): number {
  return learningRate
}

/**
 * The clip norm after one under which that fraction, 0 to 1, was within it: C exp(-η (b̃ - q)), no further from `start` than
 * `farthestClip` times.
 */
export function followedClip(clip: number, fraction: number, start: number, rules: ClipRules): number {
  const moved = clip * Math.exp(-clipLearningRate(rules) * (fraction - rules.quantile))
  return Math.min(start * farthestClip, Math.max(start / farthestClip, moved))
}

export interface ClipStep {
  readonly clip: number
  /** Where the norm started; it comes no further from it than `farthestClip` times. */
  readonly start: number
  /** Sum of the members' centred bits, with its noise. */
  readonly noisedBitSum: number
  readonly contributors: number
}

/** The next round's clip norm, by b̃ = clamp(1/2 + sum / n, 0, 1). */
export function adaptedClip(step: ClipStep, rules: ClipRules): number {
  const { clip, start, noisedBitSum, contributors } = step
  if (!(clip > 0 && Number.isFinite(clip))) throw new RangeError(`clip is positive, not ${clip}`)
  if (!(contributors >= 1)) throw new RangeError(`contributors is at least 1, not ${contributors}`)
  if (!(rules.quantile >= 0 && rules.quantile <= 1))
    throw new RangeError(`quantile is 0 to 1, not ${rules.quantile}`)
  const fraction = Math.min(1, Math.max(0, 0.5 + noisedBitSum / contributors))
  return followedClip(clip, fraction, start, rules)
}
