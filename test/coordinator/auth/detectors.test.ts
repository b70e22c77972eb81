import test from 'ava'
import { openBounded } from '../../../coordinator/auth/bounded-map.ts'
import { type AlarmKind, openDetectors, type SeenRequest } from '../../../coordinator/auth/detectors.ts'

const usual: SeenRequest = {
  ...{ atMs: 0, keyId: 'a'.repeat(32), isAuthentic: true, peer: 'p', outcome: 'admitted' },
  ...{ skewMs: 0, isSuperseded: false },
}

/** Requests that differ from the usual one; the alarms in the order in which they came, with their times. */
function alarmsOf(requests: Iterable<Partial<SeenRequest>>) {
  const detectors = openDetectors({ windowMs: 60_000 })
  const alarms: { kind: AlarmKind; atMs: number; about: string }[] = []
  for (const request of requests) {
    const seen = { ...usual, ...request }
    for (const { kind, about } of detectors.see(seen)) alarms.push({ kind, atMs: seen.atMs, about })
  }
  return { alarms, detectors, kinds: alarms.map(({ kind }) => kind) }
}

function* every(stepMs: number, count: number, from = 0, change: Partial<SeenRequest> = {}) {
  for (let i = 0; i < count; i++) yield { atMs: from + i * stepMs, ...change }
}

test('an hour of work, at whatever pace, raises nothing', t => {
  t.deepEqual(alarmsOf(every(200, 18_000)).kinds, [])
  t.deepEqual(alarmsOf(every(30_000, 120)).kinds, [])
  // Rounds that come in bursts: forty requests, then silence for a minute.
  const bursts = function* () {
    for (let round = 0; round < 60; round++) yield* every(50, 40, round * 60_000)
  }
  t.deepEqual(alarmsOf(bursts()).kinds, [])
})

test('a flood is told from what is usual for the key, once in ten minutes', t => {
  const { alarms } = alarmsOf(
    (function* () {
      yield* every(1_000, 120)
      yield* every(10, 3_000, 120_000)
    })(),
  )
  t.deepEqual(
    alarms.map(({ kind, about }) => [kind, about]),
    [['flood', usual.keyId]],
  )
  // As many from the start are what is usual.
  t.deepEqual(alarmsOf(every(10, 30_000)).kinds, [])
})

test('requests that come a second time are an alarm from the third on, and a single one is none', t => {
  const replay = { outcome: 'nonce' } as const
  t.deepEqual(alarmsOf(every(1_000, 2, 0, replay)).kinds, [])
  t.deepEqual(alarmsOf(every(1_000, 3, 0, replay)).kinds, ['replay'])
  t.deepEqual(alarmsOf(every(400_000, 9, 0, replay)).kinds, [])
  t.deepEqual(alarmsOf(every(1_000, 1_400, 0, replay)).kinds, ['replay', 'replay', 'replay'])
})

test('a clock that is far off is told before the door refuses its requests', t => {
  t.deepEqual(alarmsOf(every(1_000, 50, 0, { skewMs: 25_000 })).kinds, [])
  t.deepEqual(alarmsOf(every(1_000, 50, 0, { skewMs: -40_000 })).kinds, ['clock-skew'])
  t.deepEqual(alarmsOf(every(1_000, 19, 0, { skewMs: 40_000 })).kinds, [])
})

test('an old key beside a newer one, and a network that a key was never seen from, are told', t => {
  t.deepEqual(alarmsOf([{ isSuperseded: true }]).kinds, ['superseded-key-used'])
  const moved = function* (history: number) {
    yield* every(1_000, history)
    yield { atMs: 2_000_000, peer: 'q' }
  }
  t.deepEqual(alarmsOf(moved(150)).kinds, ['new-network'])
  t.deepEqual(alarmsOf(moved(20)).kinds, [])
})

test('an address that tries many keys, or cannot sign, is told and slowed down; the keys that it names are not', t => {
  const guess = (i: number) => ({
    ...{
      isAuthentic: false,
      outcome: 'unknown-key' as const,
      atMs: i * 100,
      keyId: `${i}`.padStart(32, '0'),
    },
  })
  const { kinds, detectors } = alarmsOf(Array.from({ length: 40 }, (_, i) => guess(i)))
  t.deepEqual(kinds, ['guessed-keys'])
  t.true(detectors.waitMs('p', 3_950) > 0)
  t.is(detectors.waitMs('elsewhere', 4_000), 0)
  const forged = { isAuthentic: false, outcome: 'signature' } as const
  const { alarms } = alarmsOf(every(1_000, 25, 0, forged))
  t.deepEqual(alarms, [{ kind: 'failing-signatures', atMs: 19_000, about: 'p' }])
})

test('waits double up to five minutes while an address goes on failing, and begin anew after ten quiet minutes', t => {
  const detectors = openDetectors({ windowMs: 60_000 })
  const fail = (atMs: number) => detectors.see({ ...usual, atMs, isAuthentic: false, outcome: 'signature' })
  const waits: number[] = []
  let atMs = 0
  for (let i = 0; i < 30; i++) fail(atMs)
  t.is(detectors.waitMs('p', atMs), 0)
  for (let i = 0; i < 11; i++) {
    for (let j = 0; j < 31; j++) fail(atMs)
    const wait = detectors.waitMs('p', atMs)
    waits.push(wait / 1000)
    atMs += wait
  }
  t.deepEqual(waits, [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300])
  atMs += 11 * 60_000
  for (let i = 0; i < 31; i++) fail(atMs)
  t.is(detectors.waitMs('p', atMs), 1_000)
})

test('memory is bounded: what was not seen for longest is forgotten', t => {
  const bounded = openBounded(3, () => ({ seen: 0 }))
  for (const name of ['a', 'b', 'c', 'a', 'd']) bounded.of(name).seen += 1
  t.is(bounded.peek('b'), undefined)
  t.deepEqual([bounded.peek('a')?.seen, bounded.peek('c')?.seen, bounded.peek('d')?.seen], [2, 1, 1])
})
