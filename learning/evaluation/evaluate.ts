/** Evaluates a model on a dataset: its outputs batch by batch, and the judge of the task or a counter over them. */
import type { ParameterVector } from '../../aggregation/vector/index.ts'
import { type Dataset, featureSizeOf } from '../data/dataset.ts'
import { fitsModel } from '../data/fits-model.ts'
import { TrainingError } from '../errors.ts'
import { graphOf } from '../models/layers/index.ts'
import type { ModelSpec } from '../models/model-spec.ts'
import { openPredictor } from '../models/predictor.ts'
import type { Evaluation } from './evaluation.ts'
import type { CountsForm } from './metrics/counts-form.ts'
import { openCounter } from './metrics/metric-counts.ts'
import { openJudge } from './open-judge.ts'

const batchExamples = 1000
/** Values that the layers of one batch may put out together, 128 MiB of them. */
const batchActivations = 1 << 25

/**
 * Evaluates in the thread it is called in, on the backend started there; `undefined` when cancelled. Without intervals by
 * resampling the values are the same and are there sooner. Throws `TrainingError` when model and data do not fit.
 */
export async function evaluate(
  spec: ModelSpec,
  parameters: ParameterVector,
  dataset: Dataset,
  isCancelled: () => boolean = () => false,
  { hasIntervals = true }: { readonly hasIntervals?: boolean } = {},
): Promise<Evaluation | undefined> {
  requireExamples(spec, dataset)
  const judge = openJudge(dataset, spec.family === 'layers' ? spec.loss : undefined)
  const isDone = await predictAll(spec, parameters, dataset, judge, isCancelled)
  return isDone ? judge.evaluation(hasIntervals) : undefined
}

/**
 * The counts of an evaluation in this form, computed as `evaluate` does; `undefined` when cancelled. Throws
 * `TrainingError`: `bad-request` when model, data and form do not fit, `diverged` for outputs that are not finite.
 */
export async function count(
  spec: ModelSpec,
  parameters: ParameterVector,
  dataset: Dataset,
  form: CountsForm,
  isCancelled: () => boolean = () => false,
): Promise<Float64Array | undefined> {
  requireExamples(spec, dataset)
  const counter = openCounter(form, dataset)
  const isDone = await predictAll(spec, parameters, dataset, counter, isCancelled)
  return isDone ? counter.counts() : undefined
}

function requireExamples(spec: ModelSpec, dataset: Dataset): void {
  const fit = fitsModel(dataset, spec)
  if (fit.kind === 'refused') throw new TrainingError('bad-request', fit.message)
  if (dataset.examples === 0) throw new TrainingError('bad-request', 'the dataset holds no examples')
}

/** Hands the outputs of all examples over, batch by batch; false when cancelled before the last. */
async function predictAll(
  spec: ModelSpec,
  parameters: ParameterVector,
  dataset: Dataset,
  taker: { add(outputs: Float32Array, first: number): void },
  isCancelled: () => boolean,
): Promise<boolean> {
  const predictor = openPredictor(spec, parameters)
  const [size, step] = [featureSizeOf(dataset.featureShape), examplesAtOnce(spec)]
  try {
    for (let start = 0; start < dataset.examples; start += step) {
      if (isCancelled()) return false
      const end = Math.min(start + step, dataset.examples)
      const features = dataset.features.slice(start * size, end * size)
      taker.add(await predictor.outputsOf(features, end - start), start)
    }
    return true
  } finally {
    predictor.dispose()
  }
}

function examplesAtOnce(spec: ModelSpec): number {
  if (spec.family !== 'layers') return batchExamples
  return Math.max(1, Math.min(batchExamples, Math.floor(batchActivations / graphOf(spec).activations)))
}
