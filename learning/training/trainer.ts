import { type Dataset, shareDataset } from '../data/dataset.ts'
import type { BackendName } from './backends.ts'
import type { TrainingProgress, TrainingResult, TrainingSettings } from './train-locally.ts'
import { openWorkerHost, type StartWorker } from './worker-host.ts'

declare const loaded: unique symbol

/** A dataset in memory that the worker reads in place: loaded once, used in every round. */
export type LoadedDataset<Kind extends Dataset = Dataset> = Kind & { readonly [loaded]: true }

/** Makes a dataset ready for trainers and evaluators. One that a reader made is used as it is; another is copied once. */
export function loadDataset<Kind extends Dataset>(dataset: Kind): LoadedDataset<Kind> {
  return shareDataset(dataset) as LoadedDataset<Kind>
}

export interface TrainingRequest extends TrainingSettings {
  readonly dataset: LoadedDataset
}

/** The port behind which training happens. */
export interface Trainer {
  /**
   * Trains off the caller's event loop, reporting about four times a second and at the end. Requests wait for one
   * another. Rejects with `TrainingError` (`diverged`, `bad-request`), with `WorkerError` `crashed` (the call may be
   * tried again) or `closed`, or at once with the signal's reason when it aborts.
   */
  train(
    request: TrainingRequest,
    onProgress?: (progress: TrainingProgress) => void,
    signal?: AbortSignal,
  ): Promise<TrainingResult>
  /** Ends the worker. */
  close(): Promise<void>
}

export interface TrainerOptions {
  /** The backend to insist on; otherwise the fastest that works. */
  readonly backend?: BackendName
  readonly startWorker?: StartWorker
}

/** A trainer with a worker thread of its own, started by the first request. */
export function openTrainer(options: TrainerOptions = {}): Trainer {
  const { startWorker, ...workerOptions } = options
  const host = openWorkerHost(workerOptions, startWorker)
  return {
    train: async ({ dataset, ...settings }, onProgress, signal) => {
      const done = await host.run({ kind: 'train', settings, dataset }, onProgress, signal)
      if (done.kind !== 'train') throw new Error(`the worker answered a training with ${done.kind}`)
      return done.result
    },
    close: host.close,
  }
}
