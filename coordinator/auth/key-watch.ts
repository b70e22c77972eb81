/**
 * What has to happen to keys by itself: what other processes changed is read, use is written down, and owners are reminded of keys
 * that near their end.
 */
import type { EventHub } from '../events/event-hub.ts'
import type { Journal } from '../parts.ts'
import { createQueue } from '../queue.ts'
import type { World } from '../world.ts'
import type { KeyBook } from './key-book.ts'
import { isLive } from './key-states.ts'

/** What another process over the database revoked is known here within this time, and the time that reading takes. */
export const keyRefreshMs = 2_000
const useEveryMs = 10_000
const hourMs = 3_600_000
const dayMs = 24 * hourMs
/** Before its end, an owner is reminded of a key this often. */
const remindersMs = [30 * dayMs, 7 * dayMs, dayMs, hourMs]

interface KeyWatchParts {
  readonly keys: KeyBook
  readonly events: Pick<EventHub, 'publish'>
  readonly world: World
  readonly journal: Journal
}

export function watchKeys({ keys, events, world, journal }: KeyWatchParts): { close(): Promise<void> } {
  const queue = createQueue()
  /** Of each key, the reminders that are still to come are those below. */
  const reminded = new Map<string, number>()
  let usedAtMs = world.nowMs()
  let cancel = world.after(keyRefreshMs, tick)
  let isClosed = false

  async function look(): Promise<void> {
    await keys.refresh()
    if (world.nowMs() - usedAtMs >= useEveryMs) {
      usedAtMs = world.nowMs()
      await keys.flushUses()
    }
    remind()
  }

  function remind(): void {
    for (const { keyId, organisation, state, supersededBy, notAfterMs } of keys.all()) {
      if (!isLive(state) || supersededBy !== '') continue
      const leftMs = notAfterMs - world.nowMs()
      const due = remindersMs.findLast(beforeMs => leftMs <= beforeMs)
      if (due === undefined || due >= (reminded.get(keyId) ?? Number.POSITIVE_INFINITY)) continue
      reminded.set(keyId, due)
      const reason = new Date(notAfterMs).toISOString()
      events.publish({ kind: 'key-ends', organisation, reason })
      journal.warn({ keyId, organisation, endsAt: reason }, 'a key nears its end and has no successor')
    }
  }

  function tick(): void {
    void queue
      .run(look)
      .catch(error => journal.error({ error: String(error) }, 'the keys of members could not be read again'))
      .finally(() => {
        if (!isClosed) cancel = world.after(keyRefreshMs, tick)
      })
  }

  return {
    async close() {
      isClosed = true
      cancel()
      await queue.drained()
      await keys
        .flushUses()
        .catch(error => journal.warn({ error: String(error) }, 'the last uses of keys are not counted'))
    },
  }
}
