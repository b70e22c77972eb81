/**
 * What a holder computes for one attempt, beside the protocol: an update, counts of its records, or both. It starts with the
 * attempt and is waited for when its result is due.
 */
import {
  enc,
  type ParameterVector,
  parameterVector,
  type RandomSource,
  splitTally,
  taggedHash,
  u32,
  utf8,
} from '../../aggregation/index.ts'
import {
  type Evaluator,
  type LoadedDataset,
  type LocalOutcome,
  type LocalTask,
  loadDataset,
  type MetricTally,
  type ModelSpec,
  type NamedVectors,
  parseAlgorithm,
  selectExamples,
  summariseColumns,
  type Trainer,
  TrainingError,
  type TrainingProgress,
  type TrainingResult,
  type TrainingSettings,
  type TravellingPart,
  WorkerError,
} from '../../learning/index.ts'
import { localPrivacyOf, recordPrivacyOf, sharedRecordPrivacyOf } from '../../protos/privacy-terms.ts'
import type { BountyTerms } from '../../protos/terms.ts'
import { batchSizeOf, learningRateOf } from '../../protos/training-terms.ts'
import type { AttemptRef } from '../../protos/types.ts'
import type { AssignedModel } from './assignment.ts'
import type { BountyPapers, RoundPlan } from './bounty-papers.ts'
import type { AgentEvent } from './events.ts'
import { asPromised } from './private-training.ts'
import type { HolderRecords } from './records.ts'

export type WorkOutcome =
  | {
      readonly kind: 'trained'
      /** The update, then whatever else the algorithm sends. */
      readonly vectors: readonly ParameterVector[]
      /** What the algorithm remembers of the round, if its sum comes to be. */
      readonly memory: NamedVectors
      /** Digits of the metrics of the model that the round starts from; none where holders do not evaluate. */
      readonly tally: Int32Array
      readonly meanLoss: number
      readonly durationMs: number
    }
  | { readonly kind: 'counted'; readonly tally: Int32Array; readonly examples: number }
  | { readonly kind: 'failed'; readonly reason: 'diverged' | 'training-failed'; readonly detail: string }

export interface LocalWork {
  /** Never rejects. */
  readonly outcome: Promise<WorkOutcome>
  permille(): number
  isOver(): boolean
  stop(): void
}

/** With what, and from what, a holder works. */
export interface WorkOrder {
  readonly trainer: Trainer
  readonly evaluator: Evaluator
  readonly records: HolderRecords
  readonly papers: BountyPapers
  readonly plan: RoundPlan
  readonly model: AssignedModel
  /** What the algorithm remembers of the last round that this holder was in the sum of. */
  readonly memory: () => NamedVectors
  readonly attempt: AttemptRef
  readonly organisation: string
  readonly random: RandomSource
  readonly report: (event: AgentEvent) => void
}

/**
 * Seed of one attempt's training, 48 bits: another one in every attempt, so that an attempt that is repeated sums an
 * update made afresh and never the same one twice.
 */
export function trainingSeed(terms: BountyTerms, attempt: AttemptRef, organisation: string): number {
  const { round, attempt: number } = attempt
  const fields = enc(u32(terms.training.seed), u32(round), u32(number), utf8(organisation))
  const hash = taggedHash('parley/v1/training-seed', fields)
  return hash.subarray(0, 6).reduce((seed, byte) => seed * 256 + byte, 0)
}

/** Starts what the plan of the round asks for. */
export function startWork(order: WorkOrder): LocalWork {
  const stopping = new AbortController()
  let permille = 0
  let isOver = false
  const onProgress = (done: number) => {
    permille = done
  }
  const outcome = run(() => work(order, onProgress, stopping.signal)).finally(() => {
    isOver = true
  })
  return { outcome, permille: () => permille, isOver: () => isOver, stop: () => stopping.abort() }
}

async function work(
  order: WorkOrder,
  onProgress: (permille: number) => void,
  signal: AbortSignal,
): Promise<WorkOutcome> {
  const { records, papers, plan, model, report, attempt } = order
  const { content } = plan
  if (content.purpose === 'statistics') {
    const tally = summariseColumns(records.columns(content.schema), content.schema, content.layout)
    return { kind: 'counted', tally, examples: records.examples }
  }
  const { training, heldOut } = records.divided(papers, model.schema)
  const { tally, examples } =
    content.metrics === undefined ? nothing : await count(order, content.metrics, heldOut, signal)
  if (content.purpose === 'evaluation') return { kind: 'counted', tally, examples }
  const told = ({ step, steps, meanLoss }: TrainingProgress) => {
    const done = Math.floor((1000 * step) / steps)
    onProgress(toldOf(papers.terms, done))
    report({ kind: 'training', attempt, permille: done, meanLoss })
  }
  const { vectors, memory, meanLoss, durationMs } = await trainRound(
    { ...order, terms: papers.terms, spec: papers.spec, parts: content.parts, memory: order.memory() },
    training,
    settings =>
      tryAgainOnce<TrainingResult>(() =>
        order.trainer.train({ ...settings, dataset: training }, told, signal),
      ),
  )
  return { kind: 'trained', vectors, memory, tally, meanLoss, durationMs }
}

/**
 * How far the training is, for the coordinator. Where single records are kept private it learns no more than that it goes on: a
 * step takes the longer the more records were drawn for it, and the accountant takes for granted that nobody knows who was drawn.
 */
function toldOf({ privacy }: BountyTerms, permille: number): number {
  return privacy?.unit === 'record' ? begun : permille
}

/** The least that is not nothing. */
const begun = 1

/** Who trains for which round of which bounty, from what. */
export interface RoundTraining {
  readonly terms: BountyTerms
  readonly spec: ModelSpec
  readonly parts: readonly TravellingPart[]
  readonly model: Pick<AssignedModel, 'parameters' | 'broadcast'>
  readonly memory: NamedVectors
  readonly attempt: AttemptRef
  readonly organisation: string
}

export interface TrainedRound extends Pick<LocalOutcome, 'memory' | 'meanLoss' | 'durationMs'> {
  readonly vectors: readonly ParameterVector[]
}

/** A training round by the algorithm of the terms; `train` is asked once or more. */
export async function trainRound(
  { terms, spec, parts, model, memory, attempt, organisation }: RoundTraining,
  { examples }: LoadedDataset,
  train: LocalTask['train'],
): Promise<TrainedRound> {
  const { localEpochs, momentum } = terms.training
  const { parameters, broadcast } = model
  const settings: TrainingSettings = {
    spec,
    parameters,
    epochs: localEpochs,
    batchSize: batchSizeOf(terms.training, examples),
    learningRate: learningRateOf(terms.training, attempt.round),
    ...(momentum === undefined ? {} : { momentum }),
    ...privacyOf(terms, examples),
    seed: trainingSeed(terms, attempt, organisation),
  }
  const { client } = parseAlgorithm(terms.training.algorithm)
  const outcome = await client.train({ settings, parts, broadcast, memory, train: asPromised(train) })
  return { ...outcome, vectors: outcome.vectors.map(values => parameterVector(values, parameters.layout)) }
}

const nothing = { tally: new Int32Array(0), examples: 0 }

/** How single records are protected, where the terms promise it. */
function privacyOf(terms: BountyTerms, examples: number): Pick<TrainingSettings, 'privacy' | 'gradientSum'> {
  const shared = sharedRecordPrivacyOf(terms)
  if (shared !== undefined) return { gradientSum: { clipNorm: shared.clipNorm, sampling: shared.sampling } }
  if (localPrivacyOf(terms) === undefined) return {}
  const { clipNorm, clipping, noiseMultiplier, sampling } = recordPrivacyOf(terms, examples)
  const norm = clipping === undefined ? { clipNorm } : { clipNorm, clipping }
  return { privacy: { ...norm, noiseMultiplier, sampling } }
}

/**
 * The digits of how the model does on half of the records that are kept out of training, drawn afresh in each attempt: the
 * counts of the same records would be told by the difference of two sums, one of them without this holder. Zeros where there
 * are none.
 */
async function count(
  { evaluator, papers, model, random }: WorkOrder,
  { form, layout }: MetricTally,
  heldOut: LoadedDataset | undefined,
  signal: AbortSignal,
): Promise<{ readonly tally: Int32Array; readonly examples: number }> {
  if (heldOut === undefined) return { tally: new Int32Array(layout.length), examples: 0 }
  const most = Math.min(Math.ceil(heldOut.examples / 2), papers.terms.cohort.maximumExamples)
  const drawn = loadDataset(selectExamples(heldOut, drawSome(heldOut.examples, most, random)))
  const counts = await tryAgainOnce(() => evaluator.count(papers.spec, model.parameters, drawn, form, signal))
  return { tally: splitTally(Array.from(counts, BigInt), layout), examples: drawn.examples }
}

/** `count` of the numbers below `all`, any as likely as any other up to the ties of 32-bit words. */
function drawSome(all: number, count: number, random: RandomSource): readonly number[] {
  const bytes = random.bytes(4 * all)
  const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const places = Array.from({ length: all }, (_, i) => i)
  const keys = places.map(i => words.getUint32(4 * i, true))
  return places.sort((left, right) => keys[left]! - keys[right]!).slice(0, count)
}

async function run(start: () => Promise<WorkOutcome>): Promise<WorkOutcome> {
  try {
    return await start()
  } catch (error) {
    const isDivergence = error instanceof TrainingError && error.reason === 'diverged'
    return {
      kind: 'failed',
      reason: isDivergence ? 'diverged' : 'training-failed',
      detail: error instanceof Error ? error.message : String(error),
    }
  }
}

/** A worker that crashed is started anew once; the same request gives the same result. */
async function tryAgainOnce<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof WorkerError && error.reason === 'crashed') return ask()
    throw error
  }
}
