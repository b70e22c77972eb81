/** One worker thread of clients as something that can be asked: orders go out at once, replies come back in their order. */
import { Worker } from 'node:worker_threads'
import type { ClientNumber, CrewSetup, StageOrder, StageReply } from './large-round-messages.ts'

export interface CrewThread {
  readonly clients: readonly ClientNumber[]
  ask(order: StageOrder): Promise<StageReply>
  close(): Promise<void>
}

interface Waiting {
  readonly resolve: (reply: StageReply) => void
  readonly reject: (error: Error) => void
}

export function openCrewThread(setup: CrewSetup, clients: readonly ClientNumber[]): CrewThread {
  const worker = new Worker(new URL('./large-round-worker.js', import.meta.url), { workerData: setup })
  const waiting: Waiting[] = []
  const failAll = (error: Error) => {
    for (const one of waiting.splice(0)) one.reject(error)
  }
  worker.on('message', (reply: StageReply) => waiting.shift()?.resolve(reply))
  worker.on('error', failAll)
  worker.on('exit', code => failAll(new Error(`a thread of clients ended with ${code}`)))
  return {
    clients,
    ask: order =>
      new Promise((resolve, reject) => {
        waiting.push({ resolve, reject })
        worker.postMessage(order)
      }),
    close: async () => {
      await worker.terminate()
    },
  }
}
