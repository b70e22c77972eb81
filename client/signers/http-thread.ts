/**
 * HTTP for code that cannot wait otherwise: signatures are made in the middle of pure protocol steps. A worker thread makes the
 * request while the caller stands still, and with it everything else of its thread, for one round trip or until the deadline.
 */
import { Worker } from 'node:worker_threads'

export interface HttpRequest {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  /** PEM of the authorities to trust in place of the system's. */
  readonly ca?: string
  /** Whether it does no harm twice: it is tried again within the deadline while the other side is away or too busy. */
  readonly isRepeatable: boolean
}

export type HttpAnswer =
  | { readonly kind: 'answered'; readonly status: number; readonly body: string }
  | { readonly kind: 'failed'; readonly message: string }

/** Waits for the answer at most about `deadlineMs`. */
export type HttpThread = (request: HttpRequest, deadlineMs: number) => HttpAnswer

/** What the worker is told; it writes its answer's JSON behind the length, and wakes the caller. */
export interface HttpTask {
  readonly request: HttpRequest
  readonly deadlineMs: number
  readonly answer: SharedArrayBuffer
}

export const answerHeadBytes = 4
/** Longest body that is read. */
export const longestBodyBytes = 128 << 10
// Every byte of a body may take six in JSON.
const answerBytes = answerHeadBytes + 6 * longestBodyBytes + 1_024
/** For the thread to start, on a machine with other work. */
const startMs = 5_000

/** The thread starts with the first request and keeps no process alive. */
export function openHttpThread(): HttpThread {
  let worker: Worker | undefined

  function start(): Worker {
    // It needs nothing of the environment, in which passphrases may stand.
    const started = new Worker(new URL('./http-worker.js', import.meta.url), { env: {} })
    started.unref()
    const forget = () => {
      if (worker === started) worker = undefined
    }
    started.on('error', forget)
    started.on('exit', forget)
    return started
  }

  return (request, deadlineMs) => {
    worker ??= start()
    // A buffer for each request: an answer that comes too late is in nobody's way.
    const answer = new SharedArrayBuffer(answerBytes)
    const head = new Int32Array(answer, 0, 1)
    const task: HttpTask = { request, deadlineMs, answer }
    worker.postMessage(task)
    if (Atomics.wait(head, 0, 0, deadlineMs + startMs) === 'timed-out') {
      void worker.terminate()
      worker = undefined
      return { kind: 'failed', message: `no answer within ${deadlineMs} ms` }
    }
    const length = Atomics.load(head, 0)
    return JSON.parse(Buffer.from(answer, answerHeadBytes, length).toString('utf8')) as HttpAnswer
  }
}
