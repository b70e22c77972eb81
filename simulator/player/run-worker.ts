/** A thread that plays runs, one after the other: training and evaluation happen in it. */
import { parentPort } from 'node:worker_threads'
import { checkRun } from '../engine/index.ts'
import { loadModules } from '../experiment/load-modules.ts'
import { playToDisk } from './play-to-disk.ts'
import type { RunFailure, RunOrder, RunReply, ThreadMessage } from './run-messages.ts'

const port = parentPort!
const controller = new AbortController()
const send = (message: ThreadMessage) => port.postMessage(message)

port.on('message', async (order: RunOrder) => {
  if (order.kind === 'stop') return controller.abort()
  const startedMs = performance.now()
  const seconds = () => (performance.now() - startedMs) / 1000
  try {
    await loadModules(order.run.experiment.modules)
    send(await carryOut(order, seconds))
  } catch (error) {
    send(
      controller.signal.aborted
        ? { kind: 'interrupted', seconds: seconds() }
        : { kind: 'failed', failure: failureOf(error), seconds: seconds() },
    )
  }
})

async function carryOut(
  order: Exclude<RunOrder, { kind: 'stop' }>,
  seconds: () => number,
): Promise<RunReply> {
  if (order.kind === 'check') {
    await checkRun(order.run)
    return { kind: 'checked' }
  }
  const { run, folder, backend } = order
  const reason = await playToDisk(run, {
    folder,
    signal: controller.signal,
    nowMs: () => performance.now(),
    report: send,
    ...(backend === undefined ? {} : { backend }),
  })
  return reason === undefined
    ? { kind: 'interrupted', seconds: seconds() }
    : { kind: 'finished', reason, seconds: seconds() }
}

/** Errors cross threads without their class. */
function failureOf(error: unknown): RunFailure {
  const { name, message, field } = (error instanceof Error ? error : new Error(String(error))) as Error & {
    field?: unknown
  }
  return { name, message, ...(typeof field === 'string' ? { field } : {}) }
}
