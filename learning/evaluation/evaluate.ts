/** Evaluates a model on a dataset: its outputs batch by batch, and the judge of the task over them. */
import type { ParameterVector } from '../../aggregation/vector/index.ts'
import { type Dataset, featureSizeOf } from '../data/dataset.ts'
import { fitsModel } from '../data/fits-model.ts'
import { TrainingError } from '../errors.ts'
import { graphOf } from '../models/layers/index.ts'
import type { ModelSpec } from '../models/model-spec.ts'
import { openPredictor } from '../models/predictor.ts'
import type { Evaluation } from './evaluation.ts'
import { openJudge } from './open-judge.ts'

const batchExamples = 1000
/** Values that the layers of one batch may put out together, 128 MiB of them. */
const batchActivations = 1 << 25

/**
 * Evaluates in the thread it is called in, on the backend started there; `undefined` when cancelled. Throws
 * `TrainingError` when model and data do not fit.
 */
export async function evaluate(
  spec: ModelSpec,
  parameters: ParameterVector,
  dataset: Dataset,
  isCancelled: () => boolean = () => false,
): Promise<Evaluation | undefined> {
  const fit = fitsModel(dataset, spec)
  if (fit.kind === 'refused') throw new TrainingError('bad-request', fit.message)
  if (dataset.examples === 0) throw new TrainingError('bad-request', 'the dataset holds no examples')
  const predictor = openPredictor(spec, parameters)
  const judge = openJudge(dataset, spec.family === 'layers' ? spec.loss : undefined)
  const [size, step] = [featureSizeOf(dataset.featureShape), examplesAtOnce(spec)]
  try {
    for (let start = 0; start < dataset.examples; start += step) {
      if (isCancelled()) return undefined
      const end = Math.min(start + step, dataset.examples)
      const features = dataset.features.slice(start * size, end * size)
      judge.add(await predictor.outputsOf(features, end - start), start)
    }
    return judge.evaluation()
  } finally {
    predictor.dispose()
  }
}

function examplesAtOnce(spec: ModelSpec): number {
  if (spec.family !== 'layers') return batchExamples
  return Math.max(1, Math.min(batchExamples, Math.floor(batchActivations / graphOf(spec).activations)))
}
