import test from 'ava'
import {
  type KeyEvent,
  type KeyRecord,
  keyAt,
  newKey,
  stepKey,
  usualKeyPolicy,
} from '../../../coordinator/auth/key-states.ts'
import { keyStates } from '../../../protos/types.ts'

const dayMs = 86_400_000
const bornMs = 1_000 * dayMs
const policy = usualKeyPolicy

const fresh = newKey(
  {
    organisation: 'alder',
    role: 'holder',
    keyId: 'a'.repeat(32),
    version: 1,
    publicKey: new Uint8Array(32),
    notBeforeMs: bornMs,
    notAfterMs: bornMs + 90 * dayMs,
  },
  bornMs,
)

/** A key in each state, and an instant at which it is in it. */
const nowMs = bornMs + 10 * dayMs
const overlap = {
  supersededBy: 'b'.repeat(32),
  retiringFromMs: nowMs - dayMs,
  overlapEndsAtMs: nowMs + 6 * dayMs,
}
const inState: Record<(typeof keyStates)[number], KeyRecord> = {
  pending: { ...fresh, notBeforeMs: nowMs + 1, state: 'pending' },
  active: fresh,
  retiring: { ...fresh, ...overlap },
  retired: { ...fresh, ...overlap, state: 'retired' },
  revoked: { ...fresh, state: 'revoked', reason: 'lost' },
  expired: { ...fresh, notAfterMs: nowMs },
}

const events: Readonly<Record<string, KeyEvent>> = {
  supersede: { kind: 'supersede', by: 'c'.repeat(32), fromMs: nowMs },
  rollBack: { kind: 'roll-back' },
  standDown: { kind: 'stand-down' },
  retire: { kind: 'retire', isForced: false },
  force: { kind: 'retire', isForced: true },
  revoke: { kind: 'revoke', reason: 'stolen' },
}

/** What becomes of a key: its new state, "same", or why not. */
const table: Readonly<Record<(typeof keyStates)[number], Readonly<Record<string, string>>>> = {
  pending: {
    supersede: 'not-live',
    rollBack: 'not-live',
    standDown: 'retired',
    retire: 'not-superseded',
    force: 'not-superseded',
    revoke: 'revoked',
  },
  active: {
    supersede: 'retiring',
    rollBack: 'same',
    standDown: 'retired',
    retire: 'not-superseded',
    force: 'not-superseded',
    revoke: 'revoked',
  },
  retiring: {
    supersede: 'superseded',
    rollBack: 'active',
    standDown: 'superseded',
    retire: 'overlap-lasts',
    force: 'retired',
    revoke: 'revoked',
  },
  retired: {
    supersede: 'not-live',
    rollBack: 'not-live',
    standDown: 'same',
    retire: 'same',
    force: 'same',
    revoke: 'revoked',
  },
  revoked: {
    supersede: 'revoked!',
    rollBack: 'revoked!',
    standDown: 'revoked!',
    retire: 'revoked!',
    force: 'revoked!',
    revoke: 'same',
  },
  expired: {
    supersede: 'not-live',
    rollBack: 'not-live',
    standDown: 'same',
    retire: 'not-live',
    force: 'not-live',
    revoke: 'revoked',
  },
}

for (const state of keyStates) {
  test(`what becomes of a key that is ${state}, by what happens`, t => {
    t.is(keyAt(inState[state], nowMs, policy).state, state)
    const outcomes = Object.fromEntries(
      Object.entries(events).map(([name, event]) => {
        const step = stepKey(inState[state], event, nowMs, policy)
        if (step.kind === 'unchanged') return [name, 'same']
        if (step.kind === 'refused') return [name, step.why === 'revoked' ? 'revoked!' : step.why]
        return [name, keyAt(step.record, nowMs, policy).state]
      }),
    )
    t.deepEqual(outcomes, table[state])
  })
}

test('time alone takes a key from pending to active and, at its end, to expired', t => {
  const key = { ...fresh, notBeforeMs: bornMs + 2 }
  const states = [bornMs + 1, bornMs + 2, key.notAfterMs - 1, key.notAfterMs].map(
    at => keyAt(key, at, policy).state,
  )
  t.deepEqual(states, ['pending', 'active', 'active', 'expired'])
})

test('a key whose successor has taken over is retired when the overlap is over and it was quiet for a day', t => {
  const { overlapEndsAtMs } = overlap
  const quiet = { ...inState.retiring, lastUsedAtMs: overlapEndsAtMs - dayMs }
  t.is(keyAt(quiet, overlapEndsAtMs - 1, policy).state, 'retiring')
  t.is(keyAt(quiet, overlapEndsAtMs, policy).state, 'retired')
  const used = { ...inState.retiring, lastUsedAtMs: overlapEndsAtMs - 5 }
  t.is(keyAt(used, overlapEndsAtMs, policy).state, 'retiring')
  t.is(keyAt(used, overlapEndsAtMs - 5 + dayMs, policy).state, 'retired')
})

test('after the overlap a key that was used a moment ago is retired only by force', t => {
  const { overlapEndsAtMs } = overlap
  const used = { ...inState.retiring, lastUsedAtMs: overlapEndsAtMs + dayMs }
  const later = overlapEndsAtMs + dayMs + 7
  t.like(stepKey(used, events.retire!, later, policy), { kind: 'refused', why: 'in-use' })
  t.like(stepKey(used, events.force!, later, policy), { kind: 'changed', record: { state: 'retired' } })
})

test('a roll-back comes too late when the overlap is over', t => {
  const used = { ...inState.retiring, lastUsedAtMs: overlap.overlapEndsAtMs }
  const step = (at: number) => stepKey(used, events.rollBack!, at, policy)
  t.is(step(overlap.overlapEndsAtMs - 1).kind, 'changed')
  t.like(step(overlap.overlapEndsAtMs), { kind: 'refused', why: 'overlap-over' })
})

test('a successor that begins later leaves the old key active until then', t => {
  const step = stepKey(
    fresh,
    { kind: 'supersede', by: 'c'.repeat(32), fromMs: nowMs + 3 * dayMs },
    nowMs,
    policy,
  )
  if (step.kind !== 'changed') return t.fail()
  t.is(keyAt(step.record, nowMs + 3 * dayMs - 1, policy).state, 'active')
  t.is(keyAt(step.record, nowMs + 3 * dayMs, policy).state, 'retiring')
  t.is(step.record.overlapEndsAtMs, nowMs + 10 * dayMs)
})

test('a key that nobody has used for 90 days expires before its end, counted from its last use or its first instant', t => {
  const long = { ...fresh, notAfterMs: bornMs + 180 * dayMs }
  const stateAt = (key: KeyRecord, days: number, ms = 0) =>
    keyAt(key, bornMs + days * dayMs + ms, policy).state
  t.is(stateAt(long, 90, -1), 'active')
  t.is(stateAt(long, 90), 'expired')
  const used = { ...long, lastUsedAtMs: bornMs + 60 * dayMs }
  t.is(stateAt(used, 150, -1), 'active')
  t.is(stateAt(used, 150), 'expired')
  t.is(stateAt({ ...used, state: 'revoked' }, 150), 'revoked')
  const later = { ...long, notBeforeMs: bornMs + 30 * dayMs, state: 'pending' as const }
  t.is(stateAt(later, 119), 'active')
  t.is(stateAt(later, 120), 'expired')
})
