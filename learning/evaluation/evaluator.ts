import type { ParameterVector } from '../../aggregation/vector/index.ts'
import type { ModelSpec } from '../models/index.ts'
import type { LoadedDataset, TrainerOptions } from '../training/index.ts'
import { openWorkerHost } from '../training/worker-host.ts'
import type { Evaluation } from './evaluation.ts'
import type { CountsForm } from './metrics/counts-form.ts'

/** Evaluates off the caller's event loop. */
export interface Evaluator {
  /** Rejects as `Trainer.train` does. */
  evaluate(
    spec: ModelSpec,
    parameters: ParameterVector,
    dataset: LoadedDataset,
    signal?: AbortSignal,
  ): Promise<Evaluation>
  /**
   * The same as whole numbers that add up over holders, in an order and with bounds that follow from the form
   * (`countMaxima`). Rejects as `evaluate` does, and with `TrainingError` `diverged` for a model whose outputs are not
   * finite.
   */
  count(
    spec: ModelSpec,
    parameters: ParameterVector,
    dataset: LoadedDataset,
    form: CountsForm,
    signal?: AbortSignal,
  ): Promise<Float64Array>
  close(): Promise<void>
}

export interface EvaluatorOptions extends TrainerOptions {
  /** Whether figures come with intervals that take resampling, which is half of the work for a small network; true if absent. */
  readonly hasIntervals?: boolean
}

/** An evaluator with a worker thread of its own, started by the first request. */
export function openEvaluator(options: EvaluatorOptions = {}): Evaluator {
  const { startWorker, hasIntervals = true, ...workerOptions } = options
  const host = openWorkerHost(workerOptions, startWorker)
  return {
    evaluate: async (spec, parameters, dataset, signal) => {
      const done = await host.run(
        { kind: 'evaluate', spec, parameters, dataset, hasIntervals },
        undefined,
        signal,
      )
      if (done.kind !== 'evaluate') throw new Error(`the worker answered an evaluation with ${done.kind}`)
      return done.result
    },
    count: async (spec, parameters, dataset, form, signal) => {
      const done = await host.run({ kind: 'count', spec, parameters, dataset, form }, undefined, signal)
      if (done.kind !== 'count') throw new Error(`the worker answered a count with ${done.kind}`)
      return done.result
    },
    close: host.close,
  }
}
