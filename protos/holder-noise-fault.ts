/**
 * Whether the noise that a bounty's terms ask for can be had and leaves anything of the updates, with the nearest terms
 * of which both is so.
 */
import type { CentralNoisePlan, DistributedNoisePlan } from '../aggregation/index.ts'
import { centralNoiseOf } from './central-noise.ts'
import { isNoisedByCoordinator } from './central-noise-terms.ts'
import { holdersOfRound } from './cohort-terms.ts'
import { holderNoiseOf } from './holder-noise.ts'
import { maximumCohort } from './limits.ts'
import { isNoisedByHolders, sharedRecordPrivacyOf } from './privacy-terms.ts'
import { type BountyTerms, checkTerms, type TermsFault } from './terms.ts'

/** A change of one field, by itself enough. */
export interface WayOut {
  readonly field: 'aggregation.bits' | 'privacy.epsilon' | 'training.rounds' | 'cohort.minimum'
  readonly value: number
}

export interface HolderNoiseFault extends TermsFault {
  readonly ways: readonly WayOut[]
}

/** Noise that makes a mean so many times longer than an update may be is of use to nobody. */
const mostNoise = 1_000

/** Noise on the fraction of norms that are within the clip norm, beyond which adaptive clipping hears next to nothing. */
const mostBlur = 1

/** What of terms with noise of whole holders cannot be kept for updates of so many values; undefined where all can. */
export function holderNoiseFault(terms: BountyTerms, dimension: number): HolderNoiseFault | undefined {
  const fault = faultOf(terms, dimension)
  if (fault === undefined) return undefined
  const ways = waysOut(terms, dimension)
  const advice = ways.length === 0 ? 'no single setting mends it' : ways.map(wordsOf).join(', or ')
  return { field: fault.field, message: `${fault.message}; ${advice}`, ways }
}

/** How long the noise makes the mean of a round with the fewest holders, in clipping norms. */
export function noiseInMean(
  terms: Pick<BountyTerms, 'cohort' | 'privacy'>,
  plan: DistributedNoisePlan,
): number {
  const [holders] = holdersOfRound(terms)
  // Of a sum over records the mean is over those that a batch has: at best, holders have as many as any may.
  const records = sharedRecordPrivacyOf(terms)
  const each = records === undefined ? 1 : records.sampling * terms.cohort.maximumExamples
  return (Math.sqrt(plan.dimension / holders) * plan.localStandardDeviation) / (each * plan.clip)
}

/** How much the noise moves the fraction of norms that are within the clip norm, as the fewest holders of a round tell it by bits. */
function blurOfFraction(
  terms: Pick<BountyTerms, 'cohort'>,
  { bitSteps, gamma, localStandardDeviation }: DistributedNoisePlan,
): number {
  const [holders] = holdersOfRound(terms)
  return bitSteps === 0 ? 0 : localStandardDeviation / (2 * bitSteps * gamma * Math.sqrt(holders))
}

/** The terms with that change: a cohort that begins above its end is moved as a whole. */
export function withChange(terms: BountyTerms, { field, value }: WayOut): BountyTerms {
  switch (field) {
    case 'aggregation.bits':
      return { ...terms, aggregation: { ...terms.aggregation, bits: value } }
    case 'privacy.epsilon':
      return { ...terms, privacy: { ...terms.privacy!, epsilon: value } }
    case 'training.rounds':
      return { ...terms, training: { ...terms.training, rounds: value } }
    case 'cohort.minimum': {
      const maximum = Math.max(terms.cohort.maximum, value)
      return { ...terms, cohort: { ...terms.cohort, minimum: value, maximum } }
    }
  }
}

/** The same of noise that is added once, to the sum. */
export function centralNoiseInMean(terms: Pick<BountyTerms, 'cohort'>, plan: CentralNoisePlan): number {
  const [holders] = holdersOfRound(terms)
  return (Math.sqrt(plan.dimension) * plan.standardDeviation) / (holders * plan.clip)
}

function centralFaultOf(terms: BountyTerms, dimension: number): TermsFault | undefined {
  const noise = centralNoiseOf(terms, dimension)
  if (noise.kind === 'refused') return noise
  const times = centralNoiseInMean(terms, noise.plan)
  if (times <= mostNoise) return undefined
  const [holders] = holdersOfRound(terms)
  const { epsilon, delta } = terms.privacy!
  const { standardDeviation, clip } = noise.plan
  return {
    field: 'privacy.epsilon',
    message: `of ${epsilon} at a delta of ${delta} over ${terms.training.rounds} rounds leaves nothing of the updates: the coordinator adds ${(standardDeviation / clip).toPrecision(3)} times the clipping norm to each of ${dimension} coordinates, noise ${Math.round(times)} times as long as that norm in the mean of ${holders} holders, and ${mostNoise} is the most`,
  }
}

function faultOf(terms: BountyTerms, dimension: number): TermsFault | undefined {
  if (isNoisedByCoordinator(terms)) return centralFaultOf(terms, dimension)
  if (!isNoisedByHolders(terms)) return undefined
  const empty = emptyBatchFault(terms)
  if (empty !== undefined) return empty
  const noise = holderNoiseOf(terms, dimension)
  if (noise.kind === 'refused') return noise
  const times = noiseInMean(terms, noise.plan)
  const blur = blurOfFraction(terms, noise.plan)
  if (times <= mostNoise && blur <= mostBlur) return undefined
  const [holders] = holdersOfRound(terms)
  const { epsilon, delta } = terms.privacy!
  if (times <= mostNoise)
    return {
      field: 'privacy.clipping',
      message: `cannot follow the norms: at an epsilon of ${epsilon} over ${terms.training.rounds} rounds noise of ${blur.toPrecision(3)} is on the fraction of ${holders} holders that are within the clip norm, and ${mostBlur} is the most; remove it to keep training.clipNorm as it is`,
    }
  const { localStandardDeviation, clip } = noise.plan
  return {
    field: 'privacy.epsilon',
    message: `of ${epsilon} at a delta of ${delta} over ${terms.training.rounds} rounds leaves nothing of the updates: each of ${holders} holders adds ${(localStandardDeviation / clip).toPrecision(3)} times the clipping norm to each of ${dimension} coordinates, noise ${Math.round(times)} times as long as that norm in their mean, and ${mostNoise} is the most`,
  }
}

/** Batches that are empty more often than not, of as many holders and records as there can be. */
function emptyBatchFault(terms: BountyTerms): TermsFault | undefined {
  const records = sharedRecordPrivacyOf(terms)
  const [, holders] = holdersOfRound(terms)
  const most = holders * terms.cohort.maximumExamples
  if (records === undefined || records.sampling * most >= 1) return undefined
  return {
    field: 'privacy.sampling',
    message: `of ${records.sampling} draws less than one record of the ${most} that a round can have; take at least ${(1 / most).toPrecision(1)}, and a hundred times as much to learn something`,
  }
}

function waysOut(terms: BountyTerms, dimension: number): readonly WayOut[] {
  const isKept = (way: WayOut) => {
    const changed = withChange(terms, way)
    return checkTerms(changed).kind === 'terms' && faultOf(changed, dimension) === undefined
  }
  const { aggregation, privacy, training } = terms
  const first = (field: WayOut['field'], values: readonly number[]): readonly WayOut[] => {
    const value = firstThat(values, candidate => isKept({ field, value: candidate }))
    return value === undefined ? [] : [{ field, value }]
  }
  return [
    ...first('aggregation.bits', numbers(aggregation.bits + 1, 32)),
    ...first('privacy.epsilon', epsilonsAbove(privacy!.epsilon)),
    ...first('training.rounds', numbers(training.minimumRounds, training.rounds - 1).reverse()),
    ...first('cohort.minimum', numbers(terms.cohort.minimum + 1, maximumCohort)),
  ]
}

/**
 * The first value that serves, where those after it serve too: the gaps double until one does, and are halved from there.
 * Where some later value serves no more it may be missed; what is found serves.
 */
function firstThat(values: readonly number[], serves: (value: number) => boolean): number | undefined {
  let [failed, found] = [-1, 0]
  while (found < values.length && !serves(values[found]!)) {
    failed = found
    found = failed === values.length - 1 ? values.length : Math.min(2 * found + 1, values.length - 1)
  }
  while (found < values.length && found - failed > 1) {
    const middle = Math.floor((failed + found) / 2)
    if (serves(values[middle]!)) found = middle
    else failed = middle
  }
  return values[found]
}

function numbers(least: number, most: number): number[] {
  return Array.from({ length: Math.max(0, most - least + 1) }, (_, i) => least + i)
}

/** Numbers of two digits up to 100. */
function epsilonsAbove(epsilon: number): readonly number[] {
  return [-2, -1, 0, 1]
    .flatMap(power => numbers(10, 99).map(digits => Number(`${digits}e${power - 1}`)))
    .concat(100)
    .filter(value => value > epsilon)
}

function wordsOf({ field, value }: WayOut): string {
  switch (field) {
    case 'aggregation.bits':
      return `take aggregation.bits of ${value}`
    case 'privacy.epsilon':
      return `a privacy.epsilon of ${value}`
    case 'training.rounds':
      return `training.rounds of at most ${value}`
    case 'cohort.minimum':
      return `a cohort.minimum of ${value}, and a cohort.maximum of no less`
  }
}
