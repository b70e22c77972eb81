/** Keeps the page's state fed: a snapshot, then events; again from the start whenever the connection breaks. */
import type { ConsoleEvent, ConsoleState } from '../console-state.ts'
import { needsSnapshot, type PageAction } from './state.ts'

/** How many past events a page asks for, so that its feed does not start empty. */
const pastEvents = 200
const firstRetryMs = 500
const longestRetryMs = 8_000
/** News comes in bursts: one snapshot serves a whole burst. */
const refreshDelayMs = 120

class AccessLost extends Error {}

/** Runs until the returned function is called, or until the server no longer lets this browser in. */
export function follow(dispatch: (action: PageAction) => void): () => void {
  const stopped = new AbortController()
  void keepFollowing(dispatch, stopped.signal)
  return () => stopped.abort()
}

async function keepFollowing(dispatch: (action: PageAction) => void, signal: AbortSignal): Promise<void> {
  let retryMs = firstRetryMs
  while (!signal.aborted) {
    try {
      const snapshot = await fetchState(signal)
      dispatch({ kind: 'snapshot', snapshot })
      retryMs = firstRetryMs
      await readEvents(snapshot, dispatch, signal)
    } catch (error) {
      if (error instanceof AccessLost) return dispatch({ kind: 'connection', connection: 'refused' })
    }
    if (signal.aborted) return
    dispatch({ kind: 'connection', connection: 'lost' })
    await new Promise(resolve => setTimeout(resolve, retryMs))
    retryMs = Math.min(longestRetryMs, retryMs * 2)
  }
}

async function fetchState(signal: AbortSignal): Promise<ConsoleState> {
  const response = await fetch('/api/state', { signal, cache: 'no-store' })
  if (response.status === 401) throw new AccessLost()
  if (!response.ok) throw new Error(`the state was answered with status ${response.status}`)
  return (await response.json()) as ConsoleState
}

/** Resolves when the stream breaks off. */
function readEvents(
  snapshot: ConsoleState,
  dispatch: (action: PageAction) => void,
  signal: AbortSignal,
): Promise<void> {
  const source = new EventSource(`/api/events?after=${Math.max(0, snapshot.sequence - pastEvents)}`)
  const refresh = createRefresh(dispatch, signal)
  return new Promise(resolve => {
    const end = () => {
      source.close()
      resolve()
    }
    signal.addEventListener('abort', end, { once: true })
    source.onopen = () => dispatch({ kind: 'connection', connection: 'live' })
    source.onerror = end
    source.onmessage = message => {
      const event = JSON.parse(message.data) as ConsoleEvent
      dispatch({ kind: 'event', event })
      if (needsSnapshot(event) && event.sequence > snapshot.sequence) refresh()
    }
  })
}

/** Asks for one snapshot soon, however often it is called meanwhile. */
function createRefresh(dispatch: (action: PageAction) => void, signal: AbortSignal): () => void {
  let isDue = false
  return () => {
    if (isDue) return
    isDue = true
    setTimeout(async () => {
      isDue = false
      const snapshot = await fetchState(signal).catch(() => undefined)
      // Without an answer the stream has broken too, and its reader starts again.
      if (snapshot !== undefined) dispatch({ kind: 'snapshot', snapshot })
    }, refreshDelayMs)
  }
}
