/** What an epsilon leaves of a model's training, before anybody trains: pure arithmetic over the terms of a bounty. */
import { noiseWithMarks } from '../learning/index.ts'
import { centralNoiseOf } from '../protos/central-noise.ts'
import { isNoisedByCoordinator, promisedEpsilons } from '../protos/central-noise-terms.ts'
import { holderNoiseOf } from '../protos/holder-noise.ts'
import {
  isNoisedByHolders,
  localPrivacyOf,
  recordPrivacyOf,
  sharedRecordPrivacyOf,
} from '../protos/privacy-terms.ts'
import type { BountyTerms } from '../protos/terms.ts'
import { adversaryOf } from './bounty-view.ts'

/** Who is expected to take part. */
export interface ExpectedCohort {
  readonly holders: number
  /** Records of each of them. */
  readonly records: number
  readonly parameters: number
}

/** One epsilon, and what it comes to. */
export interface PlanRow {
  readonly epsilon: number
  readonly noiseMultiplier: number
  readonly sampling: number
  readonly steps: number
  /**
   * Length of the noise in a step's mean over all holders, beside the longest that a mean of clipped gradients can be. Above 1
   * a single step is mostly noise; many of them may still add up to something.
   */
  readonly noiseToClip: number
  /** Of all steps together: gradients that agreed throughout would add up to so many times the length of the noise. */
  readonly signalToNoise: number
}

/** Epsilons that are looked at beside the bounty's own. */
const usual = [1, 2, 3, 5, 8, 10]

/** The rows by rising epsilon. Terms without privacy have none. */
export function privacyPlan(terms: BountyTerms, cohort: ExpectedCohort): readonly PlanRow[] {
  const { privacy } = terms
  if (privacy === undefined) return []
  const all = [...new Set([...usual, privacy.epsilon])].sort((left, right) => left - right)
  return all.flatMap(epsilon => rowOf({ ...terms, privacy: { ...privacy, epsilon } }, epsilon, cohort) ?? [])
}

function rowOf(terms: BountyTerms, epsilon: number, cohort: ExpectedCohort): PlanRow | undefined {
  if (isNoisedByCoordinator(terms)) return centralRow(terms, epsilon, cohort)
  return isNoisedByHolders(terms) ? sharedRow(terms, epsilon, cohort) : recordRow(terms, epsilon, cohort)
}

/** Undefined where the ring does not hold so much noise. */
function sharedRow(
  terms: BountyTerms,
  epsilon: number,
  { holders, records, parameters }: ExpectedCohort,
): PlanRow | undefined {
  const noise = holderNoiseOf(terms, parameters)
  if (noise.kind === 'refused') return undefined
  const { leastStandardDeviation, localStandardDeviation, clip } = noise.plan
  const sampling = sharedRecordPrivacyOf(terms)?.sampling
  // Of updates a mean is over holders, of gradients over the records of a batch.
  const each = sampling === undefined ? 1 : sampling * records
  const noiseToClip = (localStandardDeviation * Math.sqrt(parameters)) / (Math.sqrt(holders) * each * clip)
  return sharedNoiseRow(terms, epsilon, leastStandardDeviation / clip, noiseToClip)
}

/** Undefined where the ring does not hold the sum. */
function centralRow(
  terms: BountyTerms,
  epsilon: number,
  { holders, parameters }: ExpectedCohort,
): PlanRow | undefined {
  const noise = centralNoiseOf(terms, parameters)
  if (noise.kind === 'refused') return undefined
  const multiplier = noise.plan.standardDeviation / noise.plan.clip
  return sharedNoiseRow(terms, epsilon, multiplier, (multiplier * Math.sqrt(parameters)) / holders)
}

function sharedNoiseRow(
  terms: BountyTerms,
  epsilon: number,
  noiseMultiplier: number,
  noiseToClip: number,
): PlanRow {
  const { rounds: steps } = terms.training
  const sampling = sharedRecordPrivacyOf(terms)?.sampling ?? 1
  const signalToNoise = Math.sqrt(steps) / noiseToClip
  return { epsilon, noiseMultiplier, sampling, steps, noiseToClip, signalToNoise }
}

function recordRow(
  terms: BountyTerms,
  epsilon: number,
  { holders, records, parameters }: ExpectedCohort,
): PlanRow {
  const { noiseMultiplier, clipping, sampling, stepsPerRound } = recordPrivacyOf(terms, records)
  const steps = stepsPerRound * terms.training.rounds
  // A step's sum is divided by the expected q N, the holders' means by their number; their noise is independent.
  const noise = noiseMultiplier * (clipping === undefined ? 1 : noiseWithMarks)
  const noiseToClip = (noise * Math.sqrt(parameters)) / (sampling * records * Math.sqrt(holders))
  return {
    epsilon,
    noiseMultiplier,
    sampling,
    steps,
    noiseToClip,
    signalToNoise: Math.sqrt(steps) / noiseToClip,
  }
}

/** Against whom the terms' own epsilon holds, for a person: two numbers where the coordinator is trusted. */
export function heldAgainst(terms: BountyTerms): string {
  const { coordinator, readers } = promisedEpsilons(terms)
  if (coordinator === null)
    return `Against a reader of the models: epsilon ${readers}. Against the coordinator: none, it sees the sums without noise.`
  return localPrivacyOf(terms) !== undefined
    ? 'Against everybody: the coordinator, other holders, readers of the model. A holder with fewer records adds more noise.'
    : `Against ${adversaryOf(terms)}, and readers of the models. Epsilons that the ring of ${terms.aggregation.bits} bits does not hold are left out.`
}
