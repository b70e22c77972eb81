/** Server-sent events: one stream for each open page, a bounded number of them, none faster than its reader. */
import type { ServerResponse } from 'node:http'
import { type ConsoleView, consoleEvent } from './view.ts'

const heartbeatMs = 15_000
const mostStreams = 32

export interface EventStreams {
  /** False when there are too many already: nothing has been written then. It ends when `ended` aborts. */
  open(
    response: ServerResponse,
    headers: Readonly<Record<string, string>>,
    after: number,
    ended?: AbortSignal,
  ): boolean
  close(): void
}

export function createEventStreams(view: ConsoleView, onError: (error: unknown) => void): EventStreams {
  const running = new Set<AbortController>()
  return {
    open(response, headers, after, ended) {
      if (running.size >= mostStreams) return false
      const controller = new AbortController()
      running.add(controller)
      const stop = () => controller.abort()
      ended?.addEventListener('abort', stop, { once: true })
      void pump(view, response, headers, after, controller)
        .catch(onError)
        .finally(() => {
          running.delete(controller)
          ended?.removeEventListener('abort', stop)
        })
      return true
    },
    close() {
      for (const controller of running) controller.abort()
    },
  }
}

/** Copies events to the response until the reader leaves, the view ends or the console closes. */
async function pump(
  view: ConsoleView,
  response: ServerResponse,
  headers: Readonly<Record<string, string>>,
  after: number,
  controller: AbortController,
): Promise<void> {
  const { signal } = controller
  response.once('close', () => controller.abort())
  response.writeHead(200, { ...headers, 'content-type': 'text/event-stream; charset=utf-8' })
  response.write(': open\n\n')
  const heartbeat = setInterval(() => response.write(': heartbeat\n\n'), heartbeatMs)
  try {
    for await (const event of view.events(after, signal)) {
      if (signal.aborted) break
      const isRoomLeft = response.write(
        `id: ${event.sequence}\ndata: ${JSON.stringify(consoleEvent(event))}\n\n`,
      )
      if (!isRoomLeft) await drained(response, signal)
    }
  } finally {
    clearInterval(heartbeat)
    response.end()
  }
}

/** Resolves when the response takes more, or when nobody wants more. */
function drained(response: ServerResponse, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const done = () => {
      response.off('drain', done)
      signal.removeEventListener('abort', done)
      resolve()
    }
    response.once('drain', done)
    signal.addEventListener('abort', done, { once: true })
    if (signal.aborted) done()
  })
}
