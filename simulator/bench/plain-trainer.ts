import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { BackendName, ClassDataset } from '../../learning/index.ts'
import type { Network } from './plain-loops.ts'
import type { PlainAnswer, PlainRequest, PlainWorkerOptions } from './plain-worker-messages.ts'

export interface PlainTrainer {
  /** Trains for one epoch, going on from where the last one ended. Rejects when the thread dies. */
  epoch(network: Network, dataset: ClassDataset, batchSize: number): Promise<PlainAnswer>
  close(): Promise<void>
}

/** A worker thread that trains by the plain loops on a backend. One request at a time. */
export function openPlainTrainer(backend: BackendName): PlainTrainer {
  const worker = new Worker(new URL('./plain-worker.js', import.meta.url), {
    workerData: { backend } satisfies PlainWorkerOptions,
  })
  const say = (request: PlainRequest) => worker.postMessage(request)
  return {
    epoch: async (network, dataset, batchSize) => {
      // Rejects with the thread's error instead, if there is one.
      const answered = once(worker, 'message')
      say({ kind: 'epoch', network, dataset, batchSize })
      const [answer] = await answered
      return answer as PlainAnswer
    },
    close: async () => {
      const ended = once(worker, 'exit')
      say({ kind: 'end' })
      await ended
    },
  }
}
