/**
 * The audit of DP-SGD by one training: canaries are put among real digits by coins, the product's own trainer trains once, and
 * from the canaries' losses it is guessed which were there. What of epsilon such guesses rule out is a bound
 * from below, beside the accountant's from above: a noise that is too small by mistake shows, the right noise never does
 * (but with the probability that the confidence leaves).
 */
import { leastNoise, type ParameterVector } from '../../aggregation/index.ts'
import {
  computeInThisThread,
  type DenseSpec,
  initialParameters,
  loadDataset,
  loadMnist,
  stepsOfEpoch,
  type TrainingRequest,
} from '../../learning/index.ts'
import { type Canaries, drawCanaries, withIncluded } from './canaries.ts'
import { countGuesses, guessMembers } from './guess-members.ts'
import { type Guesses, leastEpsilon } from './one-run-bound.ts'
import { recordLosses } from './record-losses.ts'

export interface AuditOptions {
  /** What the training is said to be, which its noise is computed for. */
  readonly epsilon: number
  readonly delta: number
  /**
   * `calibrated`: as much as keeps the claim. A noise multiplier: that one, whatever is claimed. `off`: the control, which
   * trains without noise and without clipping and so is not what it is said to be.
   */
  readonly noise: 'calibrated' | 'off' | number
  /** Chance of each record to be in a step; the control goes its own way. */
  readonly sampling: number
  /** Canaries that a coin each is thrown for. */
  readonly canaries: number
  /** Digits that are trained on in any case. */
  readonly records: number
  /** Decides canaries, coins, model and, for an audit only, the noise. */
  readonly seed: number
  /** Probability with which `lowerBound` holds, such as 0.95. */
  readonly confidence: number
  /** Hears what is being done, in sentences. */
  readonly report?: (text: string) => void
}

export interface AuditReport extends Guesses {
  /** `epsilon` of the options. */
  readonly claimedEpsilon: number
  readonly delta: number
  /** The training's epsilon is at least this, at delta, with the confidence. */
  readonly lowerBound: number
  readonly confidence: number
  /** The bound if every guess had been right: whatever is claimed above it, this audit cannot refute. */
  readonly mostProvable: number
  /** Whether the bound is above what was claimed. */
  readonly isRefuted: boolean
  readonly noise: AuditOptions['noise']
  /** Null where there was no noise. */
  readonly noiseMultiplier: number | null
  readonly included: number
  readonly records: number
  readonly steps: number
  readonly sampling: number
  readonly seed: number
}

/** Of the canaries, on how many a guess is made. Settled here, once: bounds of the best of several shares would be none. */
const guessedShare = 0.5
const epochs = 15
const clipNorm = 1
/** Of the control; high and of several steps an epoch, so that it learns all canaries by heart. */
const plainRate = 2
const plainSampling = 0.25
/** For each record that a step takes on average: so much that clipped gradients move the model far in as few steps. */
const privateRate = 32
const model: DenseSpec = { family: 'logistic', inputShape: [28, 28, 1], classes: 10 }

/** Trains once and audits it; some seconds. The same options give the same report. */
export async function auditTraining(asked: AuditOptions): Promise<AuditReport> {
  const options = asked.noise === 'off' ? { ...asked, sampling: plainSampling } : asked
  const { records, sampling, seed, report = () => undefined } = options
  const steps = epochs * stepsOfEpoch({ sampling })
  const noiseMultiplier = noiseFor(options, steps)
  report(noiseText(options, steps, noiseMultiplier))
  const canaries = drawCanaries(options.canaries, model.inputShape, model.classes, seed)
  const included = canaries.areIncluded.filter(Boolean).length
  report(
    `training on ${records} digits and the ${included} of ${options.canaries} canaries that a coin chose`,
  )
  const guesses = guessMembers(await scoresOf(options, canaries, noiseMultiplier), guessedShare)
  const made = { canaries: options.canaries, ...countGuesses(guesses, canaries.areIncluded) }
  return {
    ...verdictOn(made, options),
    ...{ noise: options.noise, noiseMultiplier, included, records, steps, sampling, seed },
  }
}

function verdictOn(made: Guesses, { epsilon, delta, confidence }: AuditOptions) {
  const lowerBound = leastEpsilon(made, delta, confidence)
  const mostProvable = leastEpsilon({ ...made, correct: made.guesses }, delta, confidence)
  const isRefuted = lowerBound > epsilon
  return { claimedEpsilon: epsilon, delta, lowerBound, confidence, mostProvable, isRefuted, ...made }
}

function noiseText({ epsilon, noise }: AuditOptions, steps: number, noiseMultiplier: number | null): string {
  if (noiseMultiplier === null) return `the control: ${steps} steps with neither clipping nor noise`
  const multiplier = `a noise multiplier of ${noiseMultiplier.toFixed(3)}`
  return noise === 'calibrated'
    ? `${multiplier} keeps ${steps} steps within epsilon ${epsilon}`
    : `${steps} steps with ${multiplier}, whatever epsilon that is`
}

/** Null for none. */
function noiseFor({ epsilon, delta, noise, sampling }: AuditOptions, steps: number): number | null {
  if (noise === 'off') return null
  if (noise !== 'calibrated') return noise
  const eventsAt = (noise: number) => [{ mechanism: { kind: 'gaussian', noise } as const, sampling, steps }]
  return leastNoise({ epsilon, delta }, eventsAt).noise
}

/** The lower the loss of a canary after the training, the higher its score. */
async function scoresOf(
  { records, sampling, seed }: AuditOptions,
  canaries: Canaries,
  noiseMultiplier: number | null,
): Promise<Float64Array> {
  const dataset = withIncluded(await loadMnist('train', records), canaries)
  const start = zeroParameters(model)
  // Not the fastest backend but one that is everywhere, so that a seed gives one report.
  const { trainer } = await computeInThisThread('wasm')
  const privacy =
    noiseMultiplier === null
      ? undefined
      : { clipNorm, noiseMultiplier, sampling, unsafeNoiseSeed: `audit ${seed}` }
  const rate = privacy === undefined ? plainRate : privateRate * sampling
  const request: TrainingRequest = {
    ...{ spec: model, parameters: start, dataset: loadDataset(dataset), epochs, seed },
    batchSize: Math.ceil(sampling * dataset.examples),
    // Sums are divided by how many records there are, which the coins decide: this takes it out again.
    learningRate: (rate * dataset.examples) / (records + canaries.areIncluded.length),
    ...(privacy === undefined ? {} : { privacy }),
  }
  const { update } = await trainer.train(request)
  const end = { ...start, values: start.values.map((value, i) => value + update.values[i]!) }
  return recordLosses(model, end, canaries.records).map(loss => -loss)
}

/** Before training the loss of all canaries is the same: how much each falls is all that is compared. */
function zeroParameters(spec: DenseSpec): ParameterVector {
  const parameters = initialParameters(spec, 0)
  return { ...parameters, values: parameters.values.fill(0) }
}
