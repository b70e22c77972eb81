/** The thread that computes: one job after another, on the backend it starts with. */
import { parentPort, workerData } from 'node:worker_threads'
import { BackendError, ModelError, TrainingError } from '../errors.ts'
import { count, evaluate } from '../evaluation/evaluate.ts'
import { insistedBackend, type RunningBackend, startBackend } from './backends.ts'
import { trainLocally } from './train-locally.ts'
import type { HostMessage, JobMessage, JobResult, WorkerMessage, WorkerOptions } from './worker-messages.ts'

if (parentPort === null) throw new Error('this module runs in a worker that WorkerHost starts')
const port = parentPort
const send = (message: WorkerMessage) => port.postMessage(message)

let running: RunningBackend | undefined
// Whatever is thrown past `refusal` ends the thread: the host sees the error and starts another for the next job.
let queue: Promise<unknown> = begin()
port.on('message', (message: HostMessage) => {
  queue = queue.then(() => (message.kind === 'end' ? end() : answer(message)))
})

async function begin(): Promise<void> {
  try {
    running = await startBackend(insistedBackend((workerData as WorkerOptions).backend, process.env))
    const { name: backend, detail, isSoftwareRenderer } = running
    send({ kind: 'started', backend, detail, isSoftwareRenderer })
  } catch (error) {
    if (!(error instanceof BackendError)) throw error
    send({ kind: 'not-started', message: error.message, reason: error.reason })
    end()
  }
}

/** Nothing but its port keeps the thread: without it, the thread ends by itself. */
function end(): void {
  running?.stop()
  port.close()
}

async function answer(message: JobMessage): Promise<void> {
  const { id } = message
  try {
    const result = await perform(message)
    send(result === undefined ? { kind: 'cancelled', id } : { kind: 'done', id, result })
  } catch (error) {
    if (!(error instanceof TrainingError) && !(error instanceof ModelError)) throw error
    const reason = error instanceof TrainingError ? error.reason : 'bad-request'
    send({ kind: 'refused', id, reason, message: error.message })
  }
}

async function perform({ id, job, cancelled }: JobMessage): Promise<JobResult | undefined> {
  const isCancelled = () => Atomics.load(cancelled, 0) !== 0
  if (isCancelled()) return undefined
  if (job.kind === 'evaluate') {
    const result = await evaluate(job.spec, job.parameters, job.dataset, isCancelled, job)
    return result && { kind: 'evaluate', result }
  }
  if (job.kind === 'count') {
    const result = await count(job.spec, job.parameters, job.dataset, job.form, isCancelled)
    return result && { kind: 'count', result }
  }
  const result = await trainLocally(job.settings, job.dataset, {
    onProgress: progress => send({ kind: 'progress', id, progress }),
    isCancelled,
    nowMs: () => performance.now(),
  })
  return result && { kind: 'train', result }
}
