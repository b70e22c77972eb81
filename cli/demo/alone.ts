/** What each holder reaches alone: the same model from the same start, as many epochs as there were rounds, its own records. */
import { parameterVector } from '../../aggregation/index.ts'
import {
  initialParameters,
  type LoadedDataset,
  type ModelSpec,
  openEvaluator,
  openTrainer,
  type Trainer,
} from '../../learning/index.ts'
import type { BountyTerms } from '../../protos/terms.ts'
import { batchSizeOf } from '../../protos/training-terms.ts'

const workers = 2

export interface AloneRequest {
  readonly terms: BountyTerms
  readonly spec: ModelSpec
  readonly epochs: number
  readonly records: ReadonlyMap<string, LoadedDataset>
  readonly testSet: LoadedDataset
  readonly signal: AbortSignal
}

/** Accuracy on the held-out set, by organisation. */
export async function trainAlone(request: AloneRequest): Promise<ReadonlyMap<string, number>> {
  const waiting = [...request.records].sort(([, left], [, right]) => right.examples - left.examples)
  const accuracies = new Map<string, number>()
  const evaluator = openEvaluator({ hasIntervals: false })
  const trainers = Array.from({ length: workers }, () => openTrainer())
  const drain = async (trainer: Trainer) => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [organisation, dataset] = next
      const parameters = await trainOne(trainer, dataset, request)
      const { accuracy } = await evaluator.evaluate(request.spec, parameters, request.testSet, request.signal)
      accuracies.set(organisation, accuracy)
    }
  }
  try {
    await Promise.all(trainers.map(drain))
    return accuracies
  } finally {
    await Promise.all([...trainers, evaluator].map(worker => worker.close()))
  }
}

async function trainOne(
  trainer: Trainer,
  dataset: LoadedDataset,
  { terms, spec, epochs, signal }: AloneRequest,
) {
  const { learningRate, seed, localEpochs } = terms.training
  const batchSize = batchSizeOf(terms.training, dataset.examples)
  const start = initialParameters(spec, seed)
  const { update } = await trainer.train(
    { spec, parameters: start, dataset, epochs: epochs * localEpochs, batchSize, learningRate, seed },
    undefined,
    signal,
  )
  const values = start.values.map((value, i) => value + update.values[i]!)
  return parameterVector(values, start.layout)
}

/** Accuracy of the delivered model, counted here again. */
export async function evaluateModel(
  spec: ModelSpec,
  parameters: Parameters<ReturnType<typeof openEvaluator>['evaluate']>[1],
  testSet: LoadedDataset,
): Promise<{ readonly correct: number; readonly examples: number }> {
  const evaluator = openEvaluator({ hasIntervals: false })
  try {
    return await evaluator.evaluate(spec, parameters, testSet)
  } finally {
    await evaluator.close()
  }
}
