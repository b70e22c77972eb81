/**
 * News, in order, to whoever watches. What is kept here is for people and for pace; nothing depends on it for
 * correctness: agents ask for the thing itself, and the console takes a snapshot first. Sequences start from the
 * clock, so that they keep rising over a restart.
 */
import type { ParleyEvent } from '../../protos/events.ts'

export type News = Omit<ParleyEvent, 'sequence' | 'atMs'>

export interface EventHub {
  publish(news: News): void
  /** Events after `after` that are still kept, then live ones, until the signal aborts. A slow reader loses the oldest. */
  watch(after: number, signal: AbortSignal): AsyncIterable<ParleyEvent>
  lastSequence(): number
  close(): void
}

const keptEvents = 20_000
const queuedForOneReader = 5_000

export function createEventHub(nowMs: () => number): EventHub {
  const kept: ParleyEvent[] = []
  const readers = new Set<(event: ParleyEvent | null) => void>()
  let sequence = nowMs() * 1000
  return {
    publish(news) {
      sequence += 1
      const event: ParleyEvent = { ...news, sequence, atMs: nowMs() }
      kept.push(event)
      if (kept.length > keptEvents) kept.splice(0, keptEvents / 4)
      for (const reader of readers) reader(event)
    },
    watch: (after, signal) => read(kept, readers, after, signal),
    lastSequence: () => sequence,
    close() {
      for (const reader of readers) reader(null)
    },
  }
}

async function* read(
  kept: readonly ParleyEvent[],
  readers: Set<(event: ParleyEvent | null) => void>,
  after: number,
  signal: AbortSignal,
): AsyncGenerator<ParleyEvent> {
  const queue = kept.filter(event => event.sequence > after)
  let isOver = signal.aborted
  let wake: () => void = () => undefined
  const reader = (event: ParleyEvent | null) => {
    if (event === null) isOver = true
    else queue.push(event)
    if (queue.length > queuedForOneReader) queue.shift()
    wake()
  }
  const stop = () => reader(null)
  readers.add(reader)
  signal.addEventListener('abort', stop, { once: true })
  try {
    while (!isOver) {
      const event = queue.shift()
      if (event !== undefined) yield event
      else await new Promise<void>(resolve => (wake = resolve))
    }
  } finally {
    readers.delete(reader)
    signal.removeEventListener('abort', stop)
  }
}
