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
 * training and each evaluation, in which an abort from outside is heard. Whoever else computes in this thread waits for
 * its turn. Evaluations are without intervals that take resampling. Rejects with `BackendError`.
 */
export async function computeInThisThread(wanted?: BackendName): Promise<ThreadCompute> {
  const backend = await inTurn(() => switchTo(wanted))
  const compute = async <T>(
    signal: AbortSignal | undefined,
    job: (isCancelled: () => boolean) => Promise<T | undefined>,
  ): Promise<T> => {
    const result = await inTurn(async () => {
      await switchTo(backend.name)
      return job(() => signal?.aborted === true)
    })
    if (result !== undefined) return result
    throw signal?.reason ?? new WorkerError('closed', 'it was given up')
  }
  const close = async () => undefined
  return {
    backend,
    trainer: {
      train: ({ dataset, ...settings }, onProgress = () => undefined, signal) =>
        compute(signal, isCancelled =>
          trainLocally(settings, dataset, { onProgress, isCancelled, nowMs: () => performance.now() }),
        ),
      close,
    },
    evaluator: {
      evaluate: (spec, parameters, dataset, signal) =>
        compute(signal, isCancelled =>
          evaluate(spec, parameters, dataset, isCancelled, { hasIntervals: false }),
        ),
      count: (spec, parameters, dataset, form, signal) =>
        compute(signal, isCancelled => count(spec, parameters, dataset, form, isCancelled)),
      close,
    },
  }
}

let last: Promise<unknown> = Promise.resolve()
let running: RunningBackend | undefined
/** What was found the fastest, for those who insist on none: not whichever somebody else insisted on last. */
let fastest: BackendName | undefined

/** One after another: the library has one backend in a thread, and starting it under a training changes its last bits. */
function inTurn<T>(job: () => Promise<T>): Promise<T> {
  const result = last.then(() => nextTurn()).then(job)
  last = result.catch(() => undefined)
  return result
}

async function switchTo(wanted: BackendName | undefined): Promise<RunningBackend> {
  const name = wanted ?? fastest
  if (running === undefined || name === undefined || name !== running.name) running = await startBackend(name)
  if (wanted === undefined) fastest ??= running.name
  return running
}
