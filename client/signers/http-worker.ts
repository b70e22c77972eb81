/** The thread of `openHttpThread`: one request at a time, its answer into the caller's shared memory. */
import { Agent as PlainAgent, request as plainRequest } from 'node:http'
import { Agent as TlsAgent, request as tlsRequest } from 'node:https'
import { setTimeout as sleep } from 'node:timers/promises'
import { parentPort } from 'node:worker_threads'
import { errorCode } from '../durable-files.ts'
import {
  answerHeadBytes,
  type HttpAnswer,
  type HttpRequest,
  type HttpTask,
  longestBodyBytes,
} from './http-thread.ts'

const plainAgent = new PlainAgent({ keepAlive: true })
const tlsAgents = new Map<string, TlsAgent>()
const firstPauseMs = 50
/** Away, starting, sealed, or too busy. */
const passingStatuses = new Set([429, 500, 502, 503, 504])
const passingFailures = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
])

parentPort!.on('message', async ({ request, deadlineMs, answer }: HttpTask) => {
  const bytes = Buffer.from(JSON.stringify(await answerOf(request, deadlineMs)))
  new Uint8Array(answer, answerHeadBytes).set(bytes)
  const head = new Int32Array(answer, 0, 1)
  Atomics.store(head, 0, bytes.length)
  Atomics.notify(head, 0)
})

async function answerOf(request: HttpRequest, deadlineMs: number): Promise<HttpAnswer> {
  const endsAt = performance.now() + deadlineMs
  const signal = AbortSignal.timeout(deadlineMs)
  for (let pauseMs = firstPauseMs; ; pauseMs *= 2) {
    const { answer, isPassing } = await attempt(request, signal)
    if (signal.aborted) return { kind: 'failed', message: `no answer within ${deadlineMs} ms` }
    if (!isPassing || !request.isRepeatable || performance.now() + pauseMs >= endsAt) return answer
    await sleep(pauseMs)
  }
}

interface Attempt {
  readonly answer: HttpAnswer
  /** Whether the same again may end otherwise. */
  readonly isPassing: boolean
}

async function attempt(request: HttpRequest, signal: AbortSignal): Promise<Attempt> {
  try {
    const { status, body } = await once(request, signal)
    return { answer: { kind: 'answered', status, body }, isPassing: passingStatuses.has(status) }
  } catch (error) {
    const { message } = error as Error
    return { answer: { kind: 'failed', message }, isPassing: passingFailures.has(errorCode(error) ?? '') }
  }
}

/** Redirections are not followed: the token is for the address that was given, and for no other. */
function once(request: HttpRequest, signal: AbortSignal): Promise<{ status: number; body: string }> {
  const { method, url, headers, body, ca, isRepeatable } = request
  const isTls = url.startsWith('https:')
  const send = isTls ? tlsRequest : plainRequest
  // A connection that was kept may have ended unseen: only what can be repeated goes over it.
  const agent = isTls ? tlsAgentOf(ca) : plainAgent
  const reuse = isRepeatable ? { agent } : { agent: false, ...(ca === undefined ? {} : { ca }) }
  return new Promise((resolve, reject) => {
    const sent = send(url, { method, headers, signal, ...reuse }, response => {
      const pieces: Buffer[] = []
      let size = 0
      response.on('data', (piece: Buffer) => {
        size += piece.length
        pieces.push(piece)
        if (size > longestBodyBytes)
          response.destroy(new Error(`its answer is longer than ${longestBodyBytes} bytes`))
      })
      response.on('error', reject)
      response.on('end', () => {
        const status = response.statusCode ?? 0
        resolve({ status, body: Buffer.concat(pieces).toString('utf8') })
      })
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

function tlsAgentOf(ca: string | undefined): TlsAgent {
  const known = tlsAgents.get(ca ?? '')
  if (known !== undefined) return known
  const agent = new TlsAgent({ keepAlive: true, ...(ca === undefined ? {} : { ca }) })
  tlsAgents.set(ca ?? '', agent)
  return agent
}
