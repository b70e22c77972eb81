/**
 * The noise that holders add in shares, as it follows from a bounty's terms: coordinator, holder and stranger compute the same
 * grid and the same share. All lengths are in the units of what is summed, an update or a sum of gradients.
 *
 * Where whole holders are hidden, two neighbours are a round with a holder's update and the same round with zeros in its
 * place. Nothing is won by drawing the holders of a round, as anybody can foresee the draw: every holder is taken to be in
 * every round. Where records are hidden, two neighbours differ in one record, and each is drawn where nobody sees it.
 */
import {
  type AggregationParameters,
  chooseGrid,
  clipWithBit,
  type DistributedNoisePlan,
  type DistributedNoiseSettings,
  enc,
  epsilonOf,
  gradientSumGrid,
  leastNoise,
  neighbourhoodFor,
  type PrivacyEvent,
  planDistributedNoise,
  plannedNoise,
  rotationBlocks,
  roundedUp,
  taggedHash,
  u32,
} from '../aggregation/index.ts'
import { clippingOf } from './clipping-terms.ts'
import { graphOf, largestGroup, leastGroup } from './cohort-terms.ts'
import { remembering } from './remembering.ts'
import type { BountyTerms, TermsFault } from './terms.ts'

type HolderTerms = Pick<BountyTerms, 'privacy' | 'training' | 'cohort' | 'aggregation'>

export type HolderNoise =
  | {
      readonly kind: 'planned'
      readonly plan: DistributedNoisePlan
      /** What a round may tell: of whether a holder's update or zeros were in it, or of one record. */
      readonly event: PrivacyEvent
    }
  | ({ readonly kind: 'refused' } & TermsFault)

/** β, which is e^-1/2 as its authors have it: a rounding is drawn again in four of ten cases at most. */
export const roundingLikelihood = 0.6065306597126334

/**
 * The plan of a training round for updates of so many values: the finest grid that the ring holds, and the least noise of a
 * member with which the survivors who do not collude, as few as they can be in any group, keep epsilon over all rounds. Both
 * are rounded up, grid to three digits and noise to six, so that the last bits of a logarithm make no difference. The last few
 * are remembered.
 */
export function holderNoiseOf(terms: HolderTerms, dimension: number): HolderNoise {
  const leastContributors = leastContributorsOf(terms)
  if (leastContributors === undefined)
    return refused('cohort', `has no neighbourhoods for a group of ${leastGroup(terms)}`)
  return plan(wishOf(terms, dimension, leastContributors))
}

/** What a round of this plan may tell, of whether a holder's update or zeros were in it, or of one record. */
function noiseEvent(plan: Noised): PrivacyEvent {
  const { kind, gamma, localStandardDeviation: localStd, leastContributors: clients, beta } = plan
  const { clip, dimension } = lengthOf(plan)
  const mechanism = kind === 'skellam' ? 'skellam' : 'ddgauss'
  return {
    mechanism: { kind: mechanism, gamma, localStd, clients, clip, beta, dimension },
    ...(plan.sampling === undefined ? {} : { sampling: plan.sampling }),
    steps: 1,
  }
}

/** A bit of the norm makes what is rounded longer, by one coordinate (aggregation/privacy/clip-bit.ts). */
function lengthOf({ dimension, clipBit = false, ...scale }: Noised) {
  const { size, count } = rotationBlocks(dimension)
  return clipBit
    ? { clip: clipWithBit(scale), dimension: size * count + 1 }
    : { clip: scale.clip, dimension: size * count }
}

/**
 * The plan that parameters of a round were made of; undefined where members add no noise. A coordinate more than are
 * rotated is the bit's.
 */
export function noisePlanOf({
  privacy,
  bits,
  maximumGroup,
  dimension,
}: AggregationParameters): DistributedNoisePlan | undefined {
  if (privacy.mechanism === 'none' || privacy.mechanism === 'central') return undefined
  const { mechanism: kind, ...noise } = privacy
  const { size, count } = rotationBlocks(noise.dimension)
  const clipBit = dimension > size * count
  return plannedNoise({ ...noise, kind, bits, contributors: maximumGroup, clipBit })
}

/** The seed of an attempt's rotation, 32 public bytes, the same for all its groups. */
export function rotationSeedOf(
  { training }: Pick<BountyTerms, 'training'>,
  round: number,
  attempt: number,
): Uint8Array {
  return taggedHash('parley/v1/rotation', enc(u32(training.seed), u32(round), u32(attempt)))
}

/** Survivors of the smallest group, less those who may collude: in a larger group both are more. */
function leastContributorsOf(terms: HolderTerms): number | undefined {
  const { colluders } = terms.cohort
  const rules = { graph: graphOf(terms), threshold: 0, colluders }
  const neighbourhood = neighbourhoodFor(rules, leastGroup(terms))
  return neighbourhood && neighbourhood.leastSurvivors - colluders
}

/** Of hundreds of rounds some have to be repeated, and each is spent again: the noise is made for so many more, as a share. */
const spareRounds = 0.02

/** All that the noise follows from. */
interface Wish {
  readonly kind: DistributedNoisePlan['kind']
  readonly epsilon: number
  readonly delta: number
  readonly rounds: number
  /** Most that what is hidden adds to a sum, in L2 norm. */
  readonly clip: number
  /** Length of what a member adds, as far as the ring has to hold it; else `clip`. */
  readonly longest?: number
  readonly beta: number
  /** Chance of a record to be in a round; absent where it is holders who are hidden. */
  readonly sampling?: number
  readonly contributors: number
  readonly leastContributors: number
  readonly bits: number
  readonly dimension: number
  /** Whether a bit of the norm rides with the update. */
  readonly clipBit?: boolean
}

interface Noise {
  readonly gamma: number
  readonly localStandardDeviation: number
}

type Noised = Omit<Wish, 'epsilon' | 'delta' | 'rounds' | 'bits'> & Noise

function wishOf(terms: HolderTerms, dimension: number, leastContributors: number): Wish {
  const { privacy, training, aggregation } = terms
  if (privacy?.noise !== 'distributed') throw new Error('under these terms no holder adds a share of noise')
  const { epsilon, delta } = privacy
  const { rounds } = training
  const contributors = largestGroup(terms)
  const { bits } = aggregation
  const shared = { epsilon, delta, rounds, contributors, leastContributors, bits, dimension }
  if (privacy.unit === 'holder') {
    const { mechanism: kind = 'skellam' } = privacy
    const { clipNorm: clip } = training
    const clipBit = clippingOf(terms) !== undefined
    return { ...shared, kind, clip, beta: roundingLikelihood, clipBit }
  }
  const { clipNorm, sampling } = privacy
  const { sensitivity: clip } = gradientSumGrid(clipNorm, dimension)
  // Longer where more records are in a batch than usual and all gradients agree: such a sum may wrap, which tells nothing.
  const longest = Math.max(clip, sampling * terms.cohort.maximumExamples * clipNorm)
  const accounted = rounds + Math.ceil(rounds * spareRounds)
  return { ...shared, rounds: accounted, kind: 'discrete-gaussian', clip, longest, beta: 0, sampling }
}

const plan = remembering((wish: Wish): HolderNoise => {
  const least = epsilonOf([{ mechanism: { kind: 'zcdp', rho: 1e-12 }, steps: 1 }], wish.delta, curves).epsilon
  if (wish.epsilon <= least * 1.01)
    return refused(
      'privacy.epsilon',
      `of ${wish.epsilon} is below what any noise is accounted for at a delta of ${wish.delta}, ${least.toPrecision(3)}`,
    )
  const { size, count } = rotationBlocks(wish.dimension)
  const grid = chooseGrid({
    ...wish,
    dimension: size * count,
    finest: finestOf(wish, size * count),
    epsilonOf: (gamma, localStandardDeviation) => roughEpsilonAt(wish, { gamma, localStandardDeviation }),
    precision: gridPrecision,
  })
  if (grid.kind === 'refused') return tooFewBits(wish)
  return planOn(wish, roundedUp(grid.gamma * (1 + gridPrecision), 3))
})

/** What is rounded to the nearest step and not by coins pays for the grid in full: a hundredth of the norm, on this one. */
function finestOf({ beta, clip }: Wish, dimension: number): number | undefined {
  return beta === 0 ? clip / (128 * Math.sqrt(dimension)) : undefined
}

const gridPrecision = 1e-4
const curves = { accountant: 'rdp' } as const
/** Enough of a curve to look for a grid by: they ask for a little more noise than is then taken. */
const roughCurves = { ...curves, orders: [2, 3, 4, 5, 6, 8, 11, 16, 23, 32, 45, 64, 90, 128, 256] }

/** The plan on this grid, or on one as coarse as the noise's sampler needs. */
function planOn(wish: Wish, gamma: number): HolderNoise {
  const localStandardDeviation = deviationOn(wish, gamma)
  const planning = planDistributedNoise(settingsOf(wish, { gamma, localStandardDeviation }))
  if (planning.kind === 'planned')
    return { ...planning, event: noiseEvent({ ...wish, gamma, localStandardDeviation }) }
  if (planning.reason === 'too-few-bits') return tooFewBits(wish)
  if (planning.leastGamma > gamma && planning.leastGamma < wish.clip / 2)
    return planOn(wish, roundedUp(planning.leastGamma * 1.001, 3))
  return refused(
    'privacy.epsilon',
    `of ${wish.epsilon} needs noise that no sampler serves: ${planning.message}`,
  )
}

function settingsOf(
  { kind, clip, longest, beta, contributors, leastContributors, bits, dimension, clipBit = false }: Wish,
  noise: Noise,
): DistributedNoiseSettings {
  const shared = { kind, clip, ...noise, contributors, leastContributors, bits, dimension, beta, clipBit }
  return longest === undefined ? shared : { ...shared, longest }
}

function deviationOn({ epsilon, delta, rounds, ...wish }: Wish, gamma: number): number {
  const eventsAt = (localStandardDeviation: number) => [
    { ...noiseEvent({ ...wish, gamma, localStandardDeviation }), steps: rounds },
  ]
  return roundedUp(leastNoise({ epsilon, delta }, eventsAt, curves).noise, 6)
}

function roughEpsilonAt({ delta, rounds, ...wish }: Wish, noise: Noise): number {
  return epsilonOf([{ ...noiseEvent({ ...wish, ...noise }), steps: rounds }], delta, roughCurves).epsilon
}

function tooFewBits(wish: Wish): HolderNoise {
  const { clip, bits, contributors, leastContributors, epsilon, delta, rounds, sampling } = wish
  const localStandardDeviation = deviationOn(wish, clip)
  const planning = planDistributedNoise(settingsOf(wish, { gamma: clip, localStandardDeviation }))
  const needed =
    planning.kind === 'refused' && planning.reason === 'too-few-bits' ? planning.neededBits : bits
  const noise = (localStandardDeviation / clip).toPrecision(3)
  return refused(
    'aggregation.bits',
    `of ${bits} cannot hold the noise: for an epsilon of ${epsilon} at a delta of ${delta} over ${rounds} rounds${sampling === undefined ? '' : ', those that may be repeated among them'}, with ${leastContributors} holders whose noise is certain, each adds ${noise} times the clipping norm to every coordinate, and the sum of ${contributors} takes ${needed === null ? 'more than 32' : Math.max(needed, bits + 1)} bits on the coarsest grid`,
  )
}

function refused(field: string, message: string): HolderNoise {
  return { kind: 'refused', field, message }
}
