import type { ParameterVector } from '../../aggregation/vector/index.ts'
import type { ModelSpec } from '../models/index.ts'
import type { LoadedDataset, TrainerOptions } from '../training/index.ts'
import { openWorkerHost } from '../training/worker-host.ts'
import type { Evaluation } from './evaluation.ts'

/** Evaluates off the caller's event loop. */
export interface Evaluator {
  /** Rejects as `Trainer.train` does. */
  evaluate(
    spec: ModelSpec,
    parameters: ParameterVector,
    dataset: LoadedDataset,
    signal?: AbortSignal,
  ): Promise<Evaluation>
  close(): Promise<void>
}

/** An evaluator with a worker thread of its own, started by the first request. */
export function openEvaluator(options: TrainerOptions = {}): Evaluator {
  const { startWorker, ...workerOptions } = options
  const host = openWorkerHost(workerOptions, startWorker)
  return {
    evaluate: async (spec, parameters, dataset, signal) => {
      const done = await host.run({ kind: 'evaluate', spec, parameters, dataset }, undefined, signal)
      if (done.kind !== 'evaluate') throw new Error(`the worker answered an evaluation with ${done.kind}`)
      return done.result
    },
    close: host.close,
  }
}
