/**
 * The noise by which a bounty keeps whole holders private, as it follows from its terms: coordinator, holder and stranger
 * compute the same grid and the same share of noise. All lengths are in the units of an update.
 *
 * Two neighbours are a round with a holder's update and the same round with zeros in its place. Nothing is won by drawing the
 * holders of a round, as anybody can foresee the draw: every holder is taken to be in every round.
 */
import {
  type AggregationParameters,
  chooseGrid,
  clipWithBit,
  type DistributedNoisePlan,
  type DistributedNoiseSettings,
  enc,
  epsilonOf,
  leastNoise,
  neighbourhoodFor,
  type PrivacyEvent,
  planDistributedNoise,
  rotationBlocks,
  taggedHash,
  u32,
} from '../aggregation/index.ts'
import { clippingOf } from './clipping-terms.ts'
import { graphOf, largestGroup, leastGroup } from './cohort-terms.ts'
import type { BountyTerms, TermsFault } from './terms.ts'

type HolderTerms = Pick<BountyTerms, 'privacy' | 'training' | 'cohort' | 'aggregation'>

export type HolderNoise =
  | { readonly kind: 'planned'; readonly plan: DistributedNoisePlan }
  | ({ readonly kind: 'refused' } & TermsFault)

/** e^-1/2, as its authors have it: a rounding is drawn again in four of ten cases at most. */
const beta = 0.6065306597126334

/** Whether updates under these terms carry a share of noise that hides the holder. */
export function isNoisedByHolders({ privacy }: Pick<BountyTerms, 'privacy'>): boolean {
  return privacy?.unit === 'holder'
}

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
  const wish = wishOf(terms, dimension, leastContributors)
  const key = JSON.stringify(wish)
  const noise = remembered.get(key) ?? plan(wish)
  if (remembered.size >= 100) remembered.clear()
  remembered.set(key, noise)
  return noise
}

const remembered = new Map<string, HolderNoise>()

/** What a round of this plan may tell, of whether a holder's update or zeros were in it. */
export function noiseEvent(plan: Noised): PrivacyEvent {
  const { kind, gamma, localStandardDeviation: localStd, leastContributors: clients } = plan
  const { clip, dimension } = lengthOf(plan)
  const mechanism = kind === 'skellam' ? 'skellam' : 'ddgauss'
  return { mechanism: { kind: mechanism, gamma, localStd, clients, clip, beta, dimension }, steps: 1 }
}

/** A bit of the norm makes what is rounded longer, by one coordinate (aggregation/privacy/clip-bit.ts). */
function lengthOf({ dimension, clipBit = false, ...scale }: Noised) {
  const { size, count } = rotationBlocks(dimension)
  return clipBit
    ? { clip: clipWithBit(scale), dimension: size * count + 1 }
    : { clip: scale.clip, dimension: size * count }
}

/** The plan that parameters of a round were made of; undefined where nothing is noised. A coordinate more than are rotated is the bit's. */
export function noisePlanOf({
  privacy,
  bits,
  maximumGroup,
  dimension,
}: AggregationParameters): DistributedNoisePlan | undefined {
  if (privacy.mechanism === 'none') return undefined
  const { mechanism: kind, ...noise } = privacy
  const { size, count } = rotationBlocks(noise.dimension)
  const clipBit = dimension > size * count
  const planning = planDistributedNoise({ ...noise, kind, bits, contributors: maximumGroup, clipBit })
  if (planning.kind === 'refused') throw new RangeError(planning.message)
  return planning.plan
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

/** All that the noise follows from. */
interface Wish {
  readonly kind: DistributedNoisePlan['kind']
  readonly epsilon: number
  readonly delta: number
  readonly rounds: number
  readonly clip: number
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
  if (privacy?.unit !== 'holder') throw new Error('these terms bound nothing of whole holders')
  const { mechanism: kind = 'skellam', epsilon, delta } = privacy
  const { rounds, clipNorm: clip } = training
  const contributors = largestGroup(terms)
  const { bits } = aggregation
  const clipBit = clippingOf(terms) !== undefined
  return { kind, epsilon, delta, rounds, clip, contributors, leastContributors, bits, dimension, clipBit }
}

function plan(wish: Wish): HolderNoise {
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
    epsilonOf: (gamma, localStandardDeviation) => roughEpsilonAt(wish, { gamma, localStandardDeviation }),
    precision: gridPrecision,
  })
  if (grid.kind === 'refused') return tooFewBits(wish)
  return planOn(wish, roundedUp(grid.gamma * (1 + gridPrecision), 3))
}

const gridPrecision = 1e-4
const curves = { accountant: 'rdp' } as const
/** Enough of a curve to look for a grid by: they ask for a little more noise than is then taken. */
const roughCurves = { ...curves, orders: [2, 3, 4, 5, 6, 8, 11, 16, 23, 32, 45, 64, 90, 128, 256] }

/** The plan on this grid, or on one as coarse as the noise's sampler needs. */
function planOn(wish: Wish, gamma: number): HolderNoise {
  const localStandardDeviation = deviationOn(wish, gamma)
  const planning = planDistributedNoise(settingsOf(wish, { gamma, localStandardDeviation }))
  if (planning.kind === 'planned') return planning
  if (planning.reason === 'too-few-bits') return tooFewBits(wish)
  if (planning.leastGamma > gamma && planning.leastGamma < wish.clip / 2)
    return planOn(wish, roundedUp(planning.leastGamma * 1.001, 3))
  return refused(
    'privacy.epsilon',
    `of ${wish.epsilon} needs noise that no sampler serves: ${planning.message}`,
  )
}

function settingsOf(
  { kind, clip, contributors, leastContributors, bits, dimension, clipBit = false }: Wish,
  noise: Noise,
): DistributedNoiseSettings {
  return { kind, clip, ...noise, contributors, leastContributors, bits, dimension, beta, clipBit }
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
  const { clip, bits, contributors, leastContributors, epsilon, delta, rounds } = wish
  const localStandardDeviation = deviationOn(wish, clip)
  const planning = planDistributedNoise(settingsOf(wish, { gamma: clip, localStandardDeviation }))
  const needed =
    planning.kind === 'refused' && planning.reason === 'too-few-bits' ? planning.neededBits : bits
  const noise = (localStandardDeviation / clip).toPrecision(3)
  return refused(
    'aggregation.bits',
    `of ${bits} cannot hold the noise: for an epsilon of ${epsilon} at a delta of ${delta} over ${rounds} rounds, with ${leastContributors} holders whose noise is certain, each adds ${noise} times the clipping norm to every coordinate, and the sum of ${contributors} takes ${needed === null ? 'more than 32' : Math.max(needed, bits + 1)} bits on the coarsest grid`,
  )
}

function refused(field: string, message: string): HolderNoise {
  return { kind: 'refused', field, message }
}

/** The least number of so many digits that is no less. */
function roundedUp(value: number, digits: number): number {
  const unit = 10 ** (Math.floor(Math.log10(value)) + 1 - digits)
  return Number((Math.ceil(value / unit) * unit).toPrecision(digits))
}
