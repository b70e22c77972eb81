/** A thread that plays runs as something that can be asked, one order at a time. */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { RunOrder, RunReply, RunReport, ThreadMessage } from './run-messages.ts'

export interface RunThread {
  /** Never rejects: a thread that dies has failed its order, and the next order gets a new one. */
  ask(order: Exclude<RunOrder, { kind: 'stop' }>, report?: (report: RunReport) => void): Promise<RunReply>
  /** Asks for an end at the next step of the run. */
  stop(): void
  close(): Promise<void>
}

export function openRunThread(): RunThread {
  let worker: Worker | undefined
  let isStopped = false
  return {
    ask: async (order, report = () => undefined) => {
      if (isStopped) return { kind: 'interrupted', seconds: 0 }
      worker ??= new Worker(new URL('./run-worker.js', import.meta.url))
      const reply = await replyOf(worker, order, report)
      if (reply === undefined) worker = undefined
      return reply ?? deadReply
    },
    stop: () => {
      isStopped = true
      worker?.postMessage({ kind: 'stop' } satisfies RunOrder)
    },
    close: async () => {
      await worker?.terminate()
    },
  }
}

const deadReply: RunReply = {
  kind: 'failed',
  seconds: 0,
  failure: {
    name: 'WorkerError',
    message: 'its thread died, as one that runs out of memory does; try fewer --workers or a smaller model',
  },
}

/** Undefined when the thread died over the order. */
async function replyOf(
  worker: Worker,
  order: RunOrder,
  report: (report: RunReport) => void,
): Promise<RunReply | undefined> {
  const ended = new AbortController()
  const exit = once(worker, 'exit', { signal: ended.signal }).then(
    () => undefined,
    () => undefined,
  )
  const reply = new Promise<RunReply>(resolve => {
    const onMessage = (message: ThreadMessage) => {
      if (isReport(message)) return report(message)
      worker.off('message', onMessage)
      resolve(message)
    }
    worker.on('message', onMessage)
    worker.postMessage(order)
  })
  const first = await Promise.race([reply, exit])
  ended.abort()
  return first
}

function isReport(message: ThreadMessage): message is RunReport {
  return message.kind === 'started' || message.kind === 'round' || message.kind === 'progress'
}
