/**
 * A clip norm that follows a quantile of the updates' norms (Andrew, Thakkar, McMahan, Ramaswamy 2021, "Differentially Private
 * Learning with Adaptive Clipping", arXiv:1905.03871, algorithm 1): each member tells by one bit whether its norm is within the
 * clip norm, the bits are summed with noise, and the clip norm takes a step against what is too many.
 */

/** One member's bit, centred so that one member moves the sum by at most 1/2: 1/2 where the norm is within the clip norm. */
export function centredClipBit(norm: number, clip: number): number {
  return norm <= clip ? 0.5 : -0.5
}

export interface ClipStep {
  readonly clip: number
  /** Sum of the members' centred bits, with its noise. */
  readonly noisedBitSum: number
  readonly contributors: number
  /** Of the norms, the fraction that shall be within the clip norm. */
  readonly targetQuantile: number
  /** Else 0.2. */
  readonly learningRate?: number
}

/** The next round's clip norm: C exp(-η (b̃ - q)) with b̃ = clamp(1/2 + sum / n, 0, 1). */
export function adaptedClip(step: ClipStep): number {
  const { clip, noisedBitSum, contributors, targetQuantile, learningRate = 0.2 } = step
  if (!(clip > 0 && Number.isFinite(clip))) throw new RangeError(`clip is positive, not ${clip}`)
  if (!(contributors >= 1)) throw new RangeError(`contributors is at least 1, not ${contributors}`)
  if (!(targetQuantile >= 0 && targetQuantile <= 1))
    throw new RangeError(`targetQuantile is 0 to 1, not ${targetQuantile}`)
  const fraction = Math.min(1, Math.max(0, 0.5 + noisedBitSum / contributors))
  return clip * Math.exp(-learningRate * (fraction - targetQuantile))
}

/** Noise of the sum of bits that disturbs the quantile little (same paper): a twentieth of the members. */
export function bitNoiseFor(contributors: number): number {
  return contributors / 20
}

/**
 * The noise multiplier of the updates with which they and the bits together cost what z alone would:
 * (z^-2 - (2 σ_b)^-2)^(-1/2), for bits of sensitivity 1/2 (same paper, theorem 1).
 *
 * @throws RangeError where the bits alone cost as much: σ_b must be above z/2.
 */
export function updateNoiseMultiplier(noiseMultiplier: number, bitNoise: number): number {
  if (!(noiseMultiplier > 0)) throw new RangeError(`the noise multiplier is positive, not ${noiseMultiplier}`)
  if (!(2 * bitNoise > noiseMultiplier))
    throw new RangeError(
      `the bits' noise is above half the noise multiplier ${noiseMultiplier}, not ${bitNoise}: raise it`,
    )
  return (noiseMultiplier ** -2 - (2 * bitNoise) ** -2) ** -0.5
}
