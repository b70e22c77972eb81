/**
 * The part of a bounty's terms that says how much the update of a holder may tell, about whom, and the arithmetic that
 * follows from it. What one record costs in every round is the holder's to compute from its own number of records, and it
 * comes to the same wherever it is computed.
 */
import { z } from 'zod'
import { epsilonOf, integerOrders, leastNoise, roundedUp } from '../aggregation/index.ts'
import { centralSchema } from './central-noise-terms.ts'
import { clippingSchema } from './clipping-terms.ts'
import { remembering } from './remembering.ts'
import type { BountyTerms } from './terms.ts'
import { batchSizeOf } from './training-terms.ts'

/**
 * Differential privacy of single records, by noise that every holder adds while it trains (DP-SGD: Abadi et al. 2016): it holds
 * against everybody, the coordinator and the other holders included.
 */
const recordSchema = z.strictObject({
  unit: z.literal('record'),
  noise: z.literal('local'),
  /** The most that all rounds together may tell of one record, with `delta`. */
  epsilon: z.number().min(0.01).max(100),
  delta: z.number().min(1e-12).max(1e-3),
  /** L2 norm to which the gradient of one record is clipped, over all parameters. */
  clipNorm: z.number().positive().max(1e6),
  /** Lets the clip norm follow the gradients; each round's local training starts at `clipNorm` again. Absent, it stays there. */
  clipping: clippingSchema.optional(),
})

/**
 * Differential privacy of single records, by noise of which every holder adds a share on the integers that are masked: it holds
 * against whoever sees the sums, the coordinator included, together with as many holders as `cohort.colluders`. A round is one
 * step: each record is in it with probability `sampling`, at whichever holder it lies. The noise is that of discrete Gaussians,
 * of which alone it is known what sampling makes of them.
 */
const sharedRecordSchema = z.strictObject({
  unit: z.literal('record'),
  noise: z.literal('distributed'),
  /** The most that all rounds together may tell of one record, with `delta`. */
  epsilon: z.number().min(0.01).max(100),
  delta: z.number().min(1e-12).max(1e-3),
  /** L2 norm to which the gradient of one record is clipped, over all parameters. */
  clipNorm: z.number().min(1e-6).max(1e6),
  /** Chance of every record to be in a round. */
  sampling: z.number().min(1e-6).max(1),
})

/**
 * Differential privacy of whole holders, by noise of which every holder adds a share on the integers that are masked (Kairouz,
 * Liu, Steinke 2021, arXiv:2102.06387): it holds against whoever sees the sums, the coordinator included, together with as many
 * holders as `cohort.colluders`. An update is clipped to `training.clipNorm`, or to what that becomes; `training.range` has no meaning.
 */
const holderSchema = z.strictObject({
  unit: z.literal('holder'),
  noise: z.literal('distributed'),
  /** The law of the noise; absent, Skellam's. */
  mechanism: z.enum(['skellam', 'discrete-gaussian']).optional(),
  /** The most that all rounds together may tell of whether a holder took part, with `delta`. */
  epsilon: z.number().min(0.01).max(100),
  delta: z.number().min(1e-12).max(1e-3),
  /** Lets the clip norm follow the updates; absent, it stays `training.clipNorm`. */
  clipping: clippingSchema.optional(),
})

export const privacySchema = z.discriminatedUnion('unit', [
  z.discriminatedUnion('noise', [recordSchema, sharedRecordSchema]),
  z.discriminatedUnion('noise', [holderSchema, centralSchema]),
])

/** The modes that there are, and the fields of each. */
const modes = [recordSchema, sharedRecordSchema, holderSchema, centralSchema].map(({ shape }) => ({
  unit: shape.unit.value,
  noise: shape.noise.value,
  fields: Object.keys(shape),
}))

/** What is wrong with a section of terms, by its unit and its noise: their fields differ. */
export function privacyIssueText(issue: z.core.$ZodIssue, section: unknown): string {
  const { unit, noise } = Object(section) as { readonly unit?: unknown; readonly noise?: unknown }
  const told = (value: unknown) => (value === undefined ? 'nothing' : JSON.stringify(value))
  if (issue.code === 'invalid_union' && issue.path.at(-1) === 'noise') {
    const noises = modes.filter(mode => mode.unit === unit).map(mode => mode.noise)
    return `must be ${noises.join(' or ')} beside unit ${unit}, not ${told(noise)}`
  }
  if (issue.code === 'invalid_union' && issue.path.at(-1) === 'unit')
    return `must be record or holder, not ${told(unit)}`
  if (issue.code !== 'unrecognized_keys') return issue.message
  const [key] = issue.keys as [string]
  if (issue.path.length > 1) return `has no field ${key}`
  const own = modes.find(mode => mode.unit === unit && mode.noise === noise)
  const others = modes.filter(({ fields }) => fields.includes(key))
  const where =
    others.length === 0
      ? `there are ${own?.fields.join(', ')}`
      : `it is for ${others.map(other => `unit ${other.unit} with noise ${other.noise}`).join(', or ')}`
  return `has no field ${key} with unit ${unit} and noise ${noise}; ${where}`
}

type PrivacyTerms = Pick<BountyTerms, 'privacy'>

/** The section, where each holder hides its own records by itself (DP-SGD). */
export function localPrivacyOf({ privacy }: PrivacyTerms): z.infer<typeof recordSchema> | undefined {
  return privacy?.unit === 'record' && privacy.noise === 'local' ? privacy : undefined
}

/** The section, where records are hidden by the noise of all holders: a round is one step, of which holders send sums. */
export function sharedRecordPrivacyOf({
  privacy,
}: PrivacyTerms): z.infer<typeof sharedRecordSchema> | undefined {
  return privacy?.unit === 'record' && privacy.noise === 'distributed' ? privacy : undefined
}

/** Whether updates under these terms carry shares of noise. */
export function isNoisedByHolders({ privacy }: PrivacyTerms): boolean {
  return privacy?.noise === 'distributed'
}

/** What a holder of so many records does in a round under these terms. */
export interface RecordPrivacy {
  readonly clipNorm: number
  readonly clipping?: z.infer<typeof clippingSchema>
  /** Deviation of the noise on a step's sum over the most that one record can change of it. */
  readonly noiseMultiplier: number
  /** Chance of a record to be in a step. */
  readonly sampling: number
  readonly stepsPerRound: number
}

type RecordTerms = Pick<BountyTerms, 'privacy' | 'training'>

/**
 * What a holder of so many records does under terms with record-level privacy: steps take each record with the same chance, so
 * that `batchSize` of them are met on average, and the noise is the least with which all rounds keep within the terms' epsilon
 * and delta. Calibrating takes a moment; the last few are remembered.
 */
export function recordPrivacyOf({ privacy, training }: RecordTerms, records: number): RecordPrivacy {
  const local = localPrivacyOf({ privacy })
  if (local === undefined)
    throw new Error('under these terms holders do not hide single records by themselves')
  const { epsilon, delta, clipNorm, clipping } = local
  const { rounds, localEpochs } = training
  const sampling = Math.min(1, batchSizeOf(training, records) / records)
  const stepsPerRound = localEpochs * stepsPerEpoch(sampling)
  const noiseMultiplier = calibrated({ epsilon, delta, sampling, steps: rounds * stepsPerRound })
  const norm = clipping === undefined ? { clipNorm } : { clipNorm, clipping }
  return { ...norm, noiseMultiplier, sampling, stepsPerRound }
}

/** Steps in which every record is met once, on average. */
function stepsPerEpoch(sampling: number): number {
  return Math.max(1, Math.round(1 / sampling))
}

/** The most noise that local training adds (learning/training): under it a model learns nothing. */
const mostNoise = 100

/**
 * What terms promise that the smallest holder, all of whose records are in every step, could keep with no noise that is of use;
 * undefined where every holder can keep it. With the nearest settings under which all can.
 */
export function budgetFault({
  privacy,
  training,
  cohort,
}: RecordTerms & Pick<BountyTerms, 'cohort'>):
  | { readonly field: string; readonly message: string }
  | undefined {
  const local = localPrivacyOf({ privacy })
  if (local === undefined) return undefined
  const { epsilon, delta } = local
  const perRound = training.localEpochs
  const many = tooManySteps(training, cohort.maximumExamples)
  if (many !== undefined) return many
  const told = (rounds: number) =>
    epsilonOf([{ mechanism: { kind: 'gaussian', noise: mostNoise }, steps: rounds * perRound }], delta)
      .epsilon
  const needed = told(training.rounds)
  if (needed <= epsilon) return undefined
  const rounds = mostThat(training.rounds, count => told(count) <= epsilon)
  const fewer = rounds === 0 ? '' : `, or training.rounds of at most ${rounds}`
  return {
    field: 'privacy.epsilon',
    message: `of ${epsilon} cannot be kept over ${training.rounds} rounds of ${perRound} epochs by a holder with no more records than a batch: with the most noise, ${mostNoise} times the clipping norm, they come to ${roundedUp(needed, 2)}; take an epsilon of at least that${fewer}`,
  }
}

/** What a trainer takes in a round; an accountant adds up a thousand rounds of them. */
const mostStepsOfRound = 1_000_000
const mostStepsOfAll = 1_000_000_000

/** Steps of so small a batch that no holder could take them, or account for them. */
function tooManySteps(
  training: RecordTerms['training'],
  mostRecords: number,
): { readonly field: string; readonly message: string } | undefined {
  const { rounds, localEpochs } = training
  const stepsOf = (batch: number) => localEpochs * stepsPerEpoch(Math.min(1, batch / mostRecords))
  const fits = (batch: number) =>
    stepsOf(batch) <= mostStepsOfRound && rounds * stepsOf(batch) <= mostStepsOfAll
  const batch = batchSizeOf(training, mostRecords)
  if (fits(batch)) return undefined
  const least = Math.ceil(
    mostRecords * localEpochs * Math.max(1 / mostStepsOfRound, rounds / mostStepsOfAll) * 1.01,
  )
  return {
    field: 'training.batchSize',
    message: `of ${batch} is too small under privacy: a holder of cohort.maximumExamples, ${mostRecords}, would take ${rounds * stepsOf(batch)} steps; take ${least} or more, or fewer rounds or epochs`,
  }
}

/** The largest count up to `most` that fits; 0 where none does. */
function mostThat(most: number, fits: (count: number) => boolean): number {
  let [low, high] = [0, most]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (fits(middle)) low = middle
    else high = middle - 1
  }
  return low
}

interface Calibration {
  readonly epsilon: number
  readonly delta: number
  readonly sampling: number
  readonly steps: number
}

/**
 * By Rényi curves at whole orders: an agent cannot stand still for the seconds that loss distributions take. Those are tighter, and
 * what lies between is room for rounds that have to be repeated.
 */
export const byCurves = { accountant: 'rdp', orders: integerOrders } as const

/** The least noise multiplier under which so many steps keep within the budget. */
const calibrated = remembering(({ epsilon, delta, sampling, steps }: Calibration): number => {
  const eventsAt = (noise: number) => [{ mechanism: { kind: 'gaussian', noise } as const, sampling, steps }]
  return leastNoise({ epsilon, delta }, eventsAt, byCurves).noise
})
