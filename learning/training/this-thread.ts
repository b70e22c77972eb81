/** Training and evaluation in the thread that asks, for threads that do nothing else. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { WorkerError } from '../errors.ts'
import { count, evaluate } from '../evaluation/evaluate.ts'
import type { Evaluator } from '../evaluation/evaluator.ts'
import { type BackendName, type RunningBackend, startBackend } from './backends.ts'
import { trainLocally } from './train-locally.ts'
import type { Trainer } from './trainer.ts'

export interface ThreadCompute {
  readonly backend: RunningBackend
  readonly trainer: Trainer
  readonly evaluator: Evaluator
}

/**
 * Starts a backend in this thread and computes on it: the event loop stands still meanwhile, and has a turn before each
 * training and each evaluation, in which an abort from outside is heard. Evaluations are without intervals that take
 * resampling. Rejects with `BackendError`.
 */
export async function computeInThisThread(wanted?: BackendName): Promise<ThreadCompute> {
  const backend = await startBackend(wanted)
  const isAborted = (signal: AbortSignal | undefined) => () => signal?.aborted === true
  const finished = <T>(result: T | undefined, signal: AbortSignal | undefined): T => {
    if (result !== undefined) return result
    throw signal?.reason ?? new WorkerError('closed', 'it was given up')
  }
  const close = async () => undefined
  return {
    backend,
    trainer: {
      train: async ({ dataset, ...settings }, onProgress = () => undefined, signal) => {
        await nextTurn()
        const hooks = { onProgress, isCancelled: isAborted(signal), nowMs: () => performance.now() }
        return finished(await trainLocally(settings, dataset, hooks), signal)
      },
      close,
    },
    evaluator: {
      evaluate: async (spec, parameters, dataset, signal) => {
        await nextTurn()
        const isCancelled = isAborted(signal)
        return finished(
          await evaluate(spec, parameters, dataset, isCancelled, { hasIntervals: false }),
          signal,
        )
      },
      count: async (spec, parameters, dataset, form, signal) => {
        await nextTurn()
        return finished(await count(spec, parameters, dataset, form, isAborted(signal)), signal)
      },
      close,
    },
  }
}
