/**
 * Local training as FedAvg has it (McMahan et al. 2017): some epochs of minibatch SGD over the holder's examples from
 * the parameters of the round. Runs in the thread it is called in, on the backend started there; the same request on
 * the same backend gives the same bits, but under record-level privacy, whose batches and noise nobody can compute again.
 */
import * as tf from '@tensorflow/tfjs-core'
import {
  firstNotFinite,
  type ParameterVector,
  parameterVector,
  placeOfCoordinate,
} from '../../aggregation/vector/index.ts'
import type { Dataset } from '../data/dataset.ts'
import { fitsModel } from '../data/fits-model.ts'
import { TrainingError } from '../errors.ts'
import type { ModelSpec } from '../models/model-spec.ts'
import { countingOrder, openSeededRandom, type SeededRandom, shuffle } from '../seeded-random.ts'
import { type Learner, openLearner } from './learner.ts'
import { openLossReports } from './loss-reports.ts'
import {
  type AchievedGradientSum,
  type AchievedPrivacy,
  type GradientSumSettings,
  openPrivateDescent,
  type PrivateDescent,
  type RecordPrivacy,
  requireGradientSum,
  requirePrivacy,
  stepsOfEpoch,
  sumGradients,
} from './private/index.ts'

/** How to train; what is trained on comes beside it. */
export interface TrainingSettings {
  readonly spec: ModelSpec
  /** Where to start. */
  readonly parameters: ParameterVector
  /** Passes over the examples, 1 to 1000. */
  readonly epochs: number
  /** Examples in a step; the last step of an epoch takes what is left. */
  readonly batchSize: number
  readonly learningRate: number
  /** FedProx mu; absent or 0 is plain FedAvg. */
  readonly proximal?: number
  /** Share of the last step that is taken again, below 1; absent or 0 is plain SGD. */
  readonly momentum?: number
  /** Added to the gradient of every step, beside momentum, as long as the parameters (SCAFFOLD); absent, nothing. */
  readonly correction?: Float32Array
  /** Decides the order of the examples, and what dropout layers drop. */
  readonly seed: number
  /**
   * Trains by DP-SGD, so that the update tells of no record more than an accountant says. Batches are then drawn by
   * `privacy.sampling` and not by `batchSize`, and an epoch is `round(1 / sampling)` steps.
   */
  readonly privacy?: RecordPrivacy
  /**
   * Takes no step, but sums the clipped gradients of one batch at `parameters`, for whoever adds the noise. Epochs, batch
   * size and rates mean nothing then; not with `privacy` or `correction`.
   */
  readonly gradientSum?: GradientSumSettings
}

export interface TrainingResult {
  /** New parameters minus the old; under `gradientSum`, the sum. */
  readonly update: ParameterVector
  readonly examples: number
  readonly steps: number
  /**
   * Mean loss of the examples as they were met during the last epoch. Nothing is added to it for privacy, here and in the
   * progress: under `privacy` and `gradientSum` it is for the holder's own screen and goes nowhere else. NaN where no example was met.
   */
  readonly meanLoss: number
  readonly durationMs: number
  /** What was done for the records' privacy, if it was asked for. */
  readonly privacy?: AchievedPrivacy
  /** What was summed, if a sum was asked for. */
  readonly gradientSum?: AchievedGradientSum
}

export interface TrainingProgress {
  readonly step: number
  readonly steps: number
  /** From 1. */
  readonly epoch: number
  /** Mean loss of the examples since the last report. */
  readonly meanLoss: number
  readonly elapsedMs: number
}

export interface TrainingHooks {
  readonly onProgress: (progress: TrainingProgress) => void
  /** Asked after every step; true ends the training with `undefined` for a result. */
  readonly isCancelled: () => boolean
  readonly nowMs: () => number
}

/** Losses are read from the backend this many steps at a time: each reading waits for the device. */
const stepsBetweenReadings = 16

/** Trains; `undefined` when cancelled. Throws `TrainingError` for a request that makes no sense or a diverged model. */
export async function trainLocally(
  settings: TrainingSettings,
  dataset: Dataset,
  hooks: TrainingHooks,
): Promise<TrainingResult | undefined> {
  requireSettings(settings, dataset)
  const { privacy, gradientSum } = settings
  if (gradientSum !== undefined) return sumOnce({ ...settings, gradientSum }, dataset, hooks)
  if (privacy !== undefined) return trainPrivately({ ...settings, privacy }, dataset, hooks)
  const startMs = hooks.nowMs()
  const learner = await openLearner(settings, dataset)
  try {
    const run = await runEpochs(settings, dataset, learner, hooks)
    return await resultOf(run, { settings, dataset, learner, startMs, hooks })
  } finally {
    learner.dispose()
  }
}

type PrivateSettings = TrainingSettings & { readonly privacy: RecordPrivacy }

async function trainPrivately(
  settings: PrivateSettings,
  dataset: Dataset,
  hooks: TrainingHooks,
): Promise<TrainingResult | undefined> {
  const startMs = hooks.nowMs()
  const descent = await openPrivateDescent(settings, dataset)
  try {
    const run = await runPrivateSteps(settings, descent, hooks)
    const result = await resultOf(run, { settings, dataset, learner: descent, startMs, hooks })
    return result && { ...result, privacy: descent.achieved() }
  } finally {
    descent.dispose()
  }
}

/** The sum of a batch as what came of a training of one step. */
async function sumOnce(
  settings: TrainingSettings & { readonly gradientSum: GradientSumSettings },
  dataset: Dataset,
  { nowMs, onProgress, isCancelled }: TrainingHooks,
): Promise<TrainingResult | undefined> {
  const startMs = nowMs()
  const summed = await sumGradients(settings, dataset, isCancelled)
  if (summed === undefined) return undefined
  const meanLoss = summed.lossSum / summed.batch
  const durationMs = nowMs() - startMs
  onProgress({ step: 1, steps: 1, epoch: 1, meanLoss, elapsedMs: durationMs })
  return {
    update: summed.sum,
    examples: dataset.examples,
    steps: 1,
    meanLoss,
    durationMs,
    gradientSum: summed.achieved,
  }
}

interface Trained {
  readonly settings: TrainingSettings
  readonly dataset: Dataset
  readonly learner: Pick<Learner, 'parameters'>
  readonly startMs: number
  readonly hooks: TrainingHooks
}

async function resultOf(
  run: Run,
  { settings, dataset, learner, startMs, hooks }: Trained,
): Promise<TrainingResult | undefined> {
  if (run.outcome === 'cancelled') return undefined
  if (run.outcome === 'diverged') throw diverged(settings, run.step, run.steps, `the loss is ${run.loss}`)
  const update = await updateOf(learner, settings, run.steps)
  return {
    update,
    examples: dataset.examples,
    steps: run.steps,
    meanLoss: run.meanLoss,
    durationMs: hooks.nowMs() - startMs,
  }
}

function requireSettings(settings: TrainingSettings, dataset: Dataset): void {
  const fit = fitsModel(dataset, settings.spec)
  if (fit.kind === 'refused') throw new TrainingError('bad-request', fit.message)
  const { epochs, batchSize, learningRate, proximal = 0, momentum = 0, correction, seed } = settings
  const require = (holds: boolean, message: string) => {
    if (!holds) throw new TrainingError('bad-request', message)
  }
  require(dataset.examples > 0, 'the dataset holds no examples')
  require(isNatural(epochs) && epochs <= 1000, `epochs is an integer from 1 to 1000, not ${epochs}`)
  require(isNatural(batchSize), `batchSize is a natural number, not ${batchSize}`)
  require(learningRate > 0 && Number.isFinite(learningRate), `learningRate is positive, not ${learningRate}`)
  require(proximal >= 0 && Number.isFinite(proximal), `proximal is zero or positive, not ${proximal}`)
  require(momentum >= 0 && momentum < 1, `momentum is from 0 to below 1, not ${momentum}`)
  const size = settings.parameters.values.length
  require(correction === undefined ||
    correction.length === size, `correction has ${size} values, not ${correction?.length}`)
  require(Number.isSafeInteger(seed) && seed >= 0, `seed is an integer from 0 to 2^53-1, not ${seed}`)
  if (settings.privacy !== undefined) requirePrivacy(settings.privacy, epochs, correction)
  if (settings.gradientSum === undefined) return
  requireGradientSum(settings.gradientSum)
  require(settings.privacy === undefined &&
    correction ===
      undefined, 'gradientSum goes neither with privacy, which adds noise of its own, nor with a correction (SCAFFOLD)')
}

function isNatural(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 1
}

type Run =
  | { readonly outcome: 'trained'; readonly steps: number; readonly meanLoss: number }
  | { readonly outcome: 'cancelled' }
  | {
      readonly outcome: 'diverged'
      readonly step: number
      readonly steps: number
      readonly loss: number
    }

async function runEpochs(
  settings: TrainingSettings,
  dataset: Dataset,
  learner: Learner,
  hooks: TrainingHooks,
): Promise<Run> {
  const random = openSeededRandom(settings.seed, 'order of examples')
  const stepsPerEpoch = Math.ceil(dataset.examples / settings.batchSize)
  const steps = settings.epochs * stepsPerEpoch
  const losses = openLosses(steps, hooks)
  const order = countingOrder(dataset.examples)
  for (let step = 1; step <= steps; step++) {
    const place = (step - 1) % stepsPerEpoch
    const epoch = Math.ceil(step / stepsPerEpoch)
    if (place === 0) startEpoch(order, random, losses)
    const chosen = order.subarray(place * settings.batchSize, (place + 1) * settings.batchSize)
    losses.add(learner.step(chosen), chosen.length)
    if (step % stepsBetweenReadings === 0 || step % stepsPerEpoch === 0) {
      const bad = await losses.read(step, epoch)
      if (bad !== undefined) return { outcome: 'diverged', steps, ...bad }
    }
    if (hooks.isCancelled()) {
      losses.drop()
      return { outcome: 'cancelled' }
    }
  }
  return { outcome: 'trained', steps, meanLoss: losses.meanOfEpoch() }
}

async function runPrivateSteps(
  { epochs, privacy }: PrivateSettings,
  descent: PrivateDescent,
  hooks: TrainingHooks,
): Promise<Run> {
  const stepsPerEpoch = stepsOfEpoch(privacy)
  const steps = epochs * stepsPerEpoch
  const losses = openLossReports(steps, hooks)
  for (let step = 1; step <= steps; step++) {
    if ((step - 1) % stepsPerEpoch === 0) losses.startEpoch()
    const { lossSum, examples } = await descent.step()
    // Not held to be finite: whether training fails must not hang on one record. The update is, which noise was added to.
    losses.add(lossSum, examples)
    losses.report(step, Math.ceil(step / stepsPerEpoch))
    if (hooks.isCancelled()) return { outcome: 'cancelled' }
  }
  return { outcome: 'trained', steps, meanLoss: losses.meanOfEpoch() }
}

function startEpoch(order: Int32Array, random: SeededRandom, losses: Losses): void {
  shuffle(order, random)
  losses.startEpoch()
}

/** The losses of the steps, read some at a time, with their means and the reports made of them. */
interface Losses {
  startEpoch(): void
  add(lossSum: tf.Scalar, examples: number): void
  /** Reads what was added up to `step`; the first step whose loss is not a finite number, if there is one. */
  read(step: number, epoch: number): Promise<{ readonly step: number; readonly loss: number } | undefined>
  drop(): void
  meanOfEpoch(): number
}

function openLosses(steps: number, hooks: TrainingHooks): Losses {
  const { startEpoch, add, report, meanOfEpoch } = openLossReports(steps, hooks)
  let waiting: tf.Scalar[] = []
  let counts: number[] = []
  const take = async () => {
    const stacked = tf.stack(waiting)
    tf.dispose(waiting)
    const sums = await stacked.data()
    stacked.dispose()
    const taken = Array.from(sums, (sum, i) => ({ sum, count: counts[i]! }))
    waiting = []
    counts = []
    return taken
  }
  return {
    startEpoch,
    add: (lossSum, examples) => {
      waiting.push(lossSum)
      counts.push(examples)
    },
    read: async (step, epoch) => {
      const taken = await take()
      const bad = taken.findIndex(({ sum }) => !Number.isFinite(sum))
      if (bad >= 0) return { step: step - taken.length + 1 + bad, loss: taken[bad]!.sum }
      for (const { sum, count } of taken) add(sum, count)
      report(step, epoch)
      return undefined
    },
    drop: () => {
      tf.dispose(waiting)
    },
    meanOfEpoch,
  }
}

/** New minus old; a value that is not a finite number is refused here, before it can be masked into a sum. */
async function updateOf(
  learner: Pick<Learner, 'parameters'>,
  settings: TrainingSettings,
  steps: number,
): Promise<ParameterVector> {
  const { values } = await learner.parameters()
  const { layout, values: old } = settings.parameters
  for (let i = 0; i < values.length; i++) values[i]! -= old[i]!
  const bad = firstNotFinite(values)
  if (bad < 0) return parameterVector(values, layout)
  throw diverged(settings, steps, steps, `${placeOfCoordinate(layout, bad)} of the update is ${values[bad]}`)
}

function diverged(settings: TrainingSettings, step: number, steps: number, what: string): TrainingError {
  return new TrainingError(
    'diverged',
    `training diverged at step ${step} of ${steps}: ${what}. Try a learning rate lower than ` +
      `${settings.learningRate} (a tenth of it), or see that the features are scaled to about -1..1`,
  )
}
