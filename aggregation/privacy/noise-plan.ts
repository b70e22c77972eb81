/**
 * The numbers of a round with distributed noise: everything that follows from its settings, and whether its bits hold the sum.
 * Lengths are in the units of the update unless they say grid steps.
 */
import { clipBitSteps, clipWithBit } from './clip-bit.ts'
import { roundedL1Bound, roundedNormBound } from './conditional-rounding.ts'
import { type RotationBlocks, rotationBlocks } from './hadamard-rotation.ts'
import { gaussianLimits, largestDistance, skellamLimits } from './noise/index.ts'
import { bitsFor, type RingLoad, ringNeeded, stepFor } from './ring-size.ts'

export interface DistributedNoiseSettings {
  readonly kind: 'skellam' | 'discrete-gaussian'
  /** L2 norm to which each member clips. */
  readonly clip: number
  /** L2 norm of what one member adds to the sum, where it adds up several vectors that were clipped: what the ring has to hold. */
  readonly longest?: number
  /** Step of the grid. */
  readonly gamma: number
  /** Of the noise that each member adds to each coordinate. */
  readonly localStandardDeviation: number
  /** Members that are summed at most. */
  readonly contributors: number
  /** Members whose noise is in the sum and unknown to the adversary at least: the threshold less those who collude. */
  readonly leastContributors: number
  /** Width of the ring, 8 to 32. */
  readonly bits: number
  readonly dimension: number
  /** Roundings are too long with at most this probability and drawn again; see `roundedNormBound`. */
  readonly beta: number
  /** How much larger the mean square of a rotated coordinate of the sum may be than if its norm were spread evenly: else 1. */
  readonly concentration?: number
  /** Whether one more coordinate tells if the norm was within the round's clip norm (`clip-bit.ts`). */
  readonly clipBit?: boolean
}

export interface DistributedNoisePlan extends DistributedNoiseSettings {
  readonly blocks: RotationBlocks
  /** Coordinates that are rotated: `dimension` padded to whole blocks. */
  readonly paddedDimension: number
  /** What the coordinate of the bit is for a norm within the clip norm, in grid steps; 0 where there is no such coordinate. */
  readonly bitSteps: number
  /** Coordinates on the wire: those that are rotated, then that of the bit. */
  readonly wireDimension: number
  /** Largest L2 and L1 norms of what one member adds to the sum beside its noise, in grid steps. */
  readonly roundedNorm: number
  readonly roundedL1: number
  /** Noise of each coordinate of the sum when all contribute, and when as few as possible do. */
  readonly fullStandardDeviation: number
  readonly leastStandardDeviation: number
  /** Total variation distance of each member's draw from its law, at most. */
  readonly noiseDistance: number
}

export type NoisePlanning =
  | { readonly kind: 'planned'; readonly plan: DistributedNoisePlan }
  | {
      readonly kind: 'refused'
      readonly reason: 'too-few-bits'
      /** The narrowest ring that serves these settings; null where none of up to 32 bits does. */
      readonly neededBits: number | null
      /** The finest grid that serves with these bits; null where none does. */
      readonly leastGamma: number | null
      readonly message: string
    }
  | {
      readonly kind: 'refused'
      /** The noise in grid steps is outside what its sampler serves. */
      readonly reason: 'noise-off-grid'
      readonly leastGamma: number
      readonly mostGamma: number
      readonly message: string
    }

/** All numbers of the plan, or what to change. @throws RangeError for a setting that makes no sense, naming it. */
export function planDistributedNoise(settings: DistributedNoiseSettings): NoisePlanning {
  requireSettings(settings)
  const plan = derive(settings)
  return refusalOf(plan) ?? { kind: 'planned', plan }
}

/**
 * The numbers that follow from settings which were planned before, as the parameters of a round say them; whether the ring is
 * wide enough is not asked again. @throws RangeError for a setting that makes no sense, naming it.
 */
export function plannedNoise(settings: DistributedNoiseSettings): DistributedNoisePlan {
  requireSettings(settings)
  return derive(settings)
}

/** Noise of one member in grid steps. */
export function gridDeviationOf({
  localStandardDeviation,
  gamma,
}: Pick<DistributedNoiseSettings, 'localStandardDeviation' | 'gamma'>): number {
  return localStandardDeviation / gamma
}

function requireSettings(settings: DistributedNoiseSettings): void {
  const { localStandardDeviation, contributors, leastContributors, bits, concentration = 1 } = settings
  if (!(localStandardDeviation > 0 && Number.isFinite(localStandardDeviation)))
    throw new RangeError(`localStandardDeviation is positive, not ${localStandardDeviation}`)
  if (!Number.isSafeInteger(contributors) || contributors < 1)
    throw new RangeError(`contributors is a natural number from 1, not ${contributors}`)
  if (!Number.isSafeInteger(leastContributors) || leastContributors < 1 || leastContributors > contributors)
    throw new RangeError(`leastContributors is 1 to ${contributors}, not ${leastContributors}`)
  if (!Number.isSafeInteger(bits) || bits < 8 || bits > 32)
    throw new RangeError(`bits is 8 to 32, not ${bits}`)
  if (!(concentration >= 1)) throw new RangeError(`concentration is at least 1, not ${concentration}`)
}

function derive(settings: DistributedNoiseSettings): DistributedNoisePlan {
  const { dimension, localStandardDeviation, contributors, leastContributors, clipBit = false } = settings
  const blocks = rotationBlocks(dimension)
  const paddedDimension = blocks.size * blocks.count
  const wireDimension = paddedDimension + (clipBit ? 1 : 0)
  const clip = clipBit ? clipWithBit(settings) : settings.clip
  const bound = { ...settings, clip, dimension: wireDimension }
  return {
    ...settings,
    blocks,
    paddedDimension,
    bitSteps: clipBit ? clipBitSteps(settings) : 0,
    wireDimension,
    roundedNorm: roundedNormBound(bound),
    roundedL1: roundedL1Bound(bound),
    fullStandardDeviation: Math.sqrt(contributors) * localStandardDeviation,
    leastStandardDeviation: Math.sqrt(leastContributors) * localStandardDeviation,
    noiseDistance: largestDistance,
  }
}

type Refusal = Extract<NoisePlanning, { readonly kind: 'refused' }>

function refusalOf(plan: DistributedNoisePlan): Refusal | undefined {
  const load = { ...plan, dimension: plan.paddedDimension }
  return ringNeeded(load) > 2 ** plan.bits ? tooFewBits(plan, load) : noiseOffGrid(plan)
}

function tooFewBits({ bits, gamma }: DistributedNoisePlan, load: RingLoad): Refusal {
  const neededBits = bitsFor(load)
  const leastGamma = stepFor(load, bits)
  const ways = [
    ...(neededBits === null ? [] : [`take ${neededBits} bits`]),
    ...(leastGamma === null ? [] : [`a coarser grid, gamma ${leastGamma.toPrecision(4)} or more`]),
    'fewer contributors',
  ]
  const message = `${bits} bits do not hold the sum at gamma ${gamma}: ${ways.join(', or ')}`
  return { kind: 'refused', reason: 'too-few-bits', neededBits, leastGamma, message }
}

function noiseOffGrid(plan: DistributedNoisePlan): Refusal | undefined {
  const { least, most } = deviationLimits(plan.kind)
  const deviation = gridDeviationOf(plan)
  if (deviation >= least && deviation <= most) return undefined
  const leastGamma = plan.localStandardDeviation / most
  const mostGamma = plan.localStandardDeviation / least
  const message =
    `${plan.kind} noise is sampled from ${least} to ${most} grid steps, not at ${deviation}: ` +
    `choose gamma from ${leastGamma} to ${mostGamma}`
  return { kind: 'refused', reason: 'noise-off-grid', leastGamma, mostGamma, message }
}

function deviationLimits(kind: DistributedNoiseSettings['kind']) {
  if (kind === 'discrete-gaussian') return gaussianLimits
  return { least: Math.sqrt(skellamLimits.least), most: Math.sqrt(skellamLimits.most) }
}
