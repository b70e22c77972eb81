import test from 'ava'
import type { KeyBook } from '../../../coordinator/auth/key-book.ts'
import { type KeyRecord, keyAt, newKey, usualKeyPolicy } from '../../../coordinator/auth/key-states.ts'
import { keyRefreshMs, watchKeys } from '../../../coordinator/auth/key-watch.ts'

const dayMs = 86_400_000
const startMs = 1_000 * dayMs

/** A clock that goes only when it is told, with the one timer of the watch. */
function stillClock() {
  let nowMs = startMs
  let waiting: (() => void) | undefined
  return {
    world: {
      nowMs: () => nowMs,
      after: (_delayMs: number, action: () => void) => {
        waiting = action
        return () => {
          waiting = undefined
        }
      },
      random: { bytes: (length: number) => new Uint8Array(length) },
    },
    isWaiting: () => waiting !== undefined,
    async goTo(ms: number) {
      nowMs = ms
      waiting?.()
      // The watch looks, then waits anew.
      for (let i = 0; i < 20; i++) await Promise.resolve()
    },
  }
}

function bookOf(keys: readonly KeyRecord[], nowMs: () => number, refresh: () => void) {
  const done = { refreshed: 0, flushed: 0 }
  const book: KeyBook = {
    policy: usualKeyPolicy,
    find: () => undefined,
    ofKey: () => undefined,
    all: () => keys.map(key => keyAt(key, nowMs(), usualKeyPolicy)),
    isRevoked: () => false,
    noteUse: () => undefined,
    async flushUses() {
      done.flushed += 1
    },
    async refresh() {
      done.refreshed += 1
      refresh()
    },
    catchUp: async () => undefined,
    onChange: () => () => undefined,
  }
  return { book, done }
}

function keyOf(version: number, change: Partial<KeyRecord> = {}): KeyRecord {
  const keyId = version.toString(16).padStart(32, '0')
  const life = { notBeforeMs: startMs, notAfterMs: startMs + 90 * dayMs }
  const key = {
    organisation: 'alder',
    role: 'holder' as const,
    keyId,
    version,
    publicKey: new Uint8Array(32).fill(version),
    ...life,
  }
  return { ...newKey(key, startMs), ...change }
}

test('an owner is reminded 30, 7 and 1 days and an hour before its key ends, once each, and not of a key with a successor', async t => {
  const clock = stillClock()
  const told: [string, number][] = []
  const replaced = { supersededBy: 'f'.repeat(32), retiringFromMs: startMs + 95 * dayMs }
  const { book } = bookOf([keyOf(1), keyOf(2, replaced)], clock.world.nowMs, () => undefined)
  const watching = watchKeys({
    keys: book,
    events: {
      publish: ({ kind, organisation }) =>
        void told.push([`${kind} ${organisation}`, (clock.world.nowMs() - startMs) / dayMs]),
    },
    world: clock.world,
    journal: { info: () => undefined, warn: () => undefined, error: () => undefined },
  })
  const hours = Array.from({ length: 2 * 24 }, (_, i) => 88 + i / 24)
  const days = Array.from({ length: 95 }, (_, i) => i + 1)
  for (const day of [...days.slice(0, 87), ...hours, ...days.slice(89)])
    await clock.goTo(startMs + Math.round(day * dayMs))
  await watching.close()
  t.deepEqual(told, [
    ['key-ends alder', 60],
    ['key-ends alder', 83],
    ['key-ends alder', 89],
    ['key-ends alder', 89 + 23 / 24],
  ])
})

test('keys are read again every two seconds, also when a reading failed, until the watch is closed', async t => {
  const clock = stillClock()
  const faults: string[] = []
  let isBroken = true
  const { book, done } = bookOf([], clock.world.nowMs, () => {
    if (isBroken) throw new Error('the database is away')
  })
  const watching = watchKeys({
    keys: book,
    events: { publish: () => undefined },
    world: clock.world,
    journal: {
      info: () => undefined,
      warn: () => undefined,
      error: (_facts, text) => void faults.push(text),
    },
  })
  await clock.goTo(startMs + keyRefreshMs)
  isBroken = false
  await clock.goTo(startMs + 2 * keyRefreshMs)
  t.is(done.refreshed, 2)
  t.is(faults.length, 1)
  await clock.goTo(startMs + 20_000)
  t.is(done.flushed, 1)
  await watching.close()
  t.is(done.flushed, 2)
  t.false(clock.isWaiting())
})
