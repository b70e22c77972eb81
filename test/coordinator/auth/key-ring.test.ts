/** Laws of the keys of one member, under any history. */
import test from 'ava'
import fc from 'fast-check'
import {
  type KeyRing,
  type RingChange,
  retire,
  revoke,
  rollBack,
  rotate,
} from '../../../coordinator/auth/key-ring.ts'
import {
  isLive,
  type KeyRecord,
  keyAt,
  newKey,
  usualKeyPolicy,
} from '../../../coordinator/auth/key-states.ts'
import type { Answer } from '../../../protos/reasons.ts'

const dayMs = 86_400_000
const startMs = 1_000 * dayMs
const policy = usualKeyPolicy
const idOf = (version: number) => version.toString(16).padStart(32, '0')
const keyOf = (version: number) => new Uint8Array(32).fill(version)

function founded(): KeyRing {
  const key = {
    organisation: 'alder',
    role: 'holder' as const,
    keyId: idOf(1),
    version: 1,
    publicKey: keyOf(1),
    notBeforeMs: startMs,
    notAfterMs: startMs + policy.lifeMs,
  }
  return [newKey(key, startMs)]
}

type Act =
  | { readonly kind: 'rotate'; readonly noticeDays: number; readonly lifeDays: number }
  | { readonly kind: 'roll-back' | 'retire' | 'force' | 'revoke' | 'use'; readonly back: number }
  | { readonly kind: 'wait'; readonly days: number }

const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('rotate' as const),
      noticeDays: fc.integer({ min: 0, max: 40 }),
      lifeDays: fc.integer({ min: 0, max: 200 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom('roll-back' as const, 'retire' as const, 'force' as const, 'use' as const),
      back: fc.nat({ max: 3 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('revoke' as const), back: fc.nat({ max: 3 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), days: fc.integer({ min: 1, max: 30 }) }),
  },
)

function playOn(ring: KeyRing, nowMs: number, what: Act): Answer<RingChange> | undefined {
  const newest = Math.max(...ring.map(({ version }) => version))
  if (what.kind === 'wait') return undefined
  if (what.kind === 'rotate') {
    const old = ring.findLast(key => isLive(keyAt(key, nowMs, policy).state))?.version ?? newest
    const notBeforeMs = what.noticeDays === 0 ? 0 : nowMs + what.noticeDays * dayMs
    const notAfterMs = what.lifeDays === 0 ? 0 : nowMs + (what.noticeDays + what.lifeDays) * dayMs
    const versions = {
      oldKey: keyOf(old),
      oldVersion: old,
      newKey: keyOf(newest + 1),
      newVersion: newest + 1,
    }
    const key = { keyId: idOf(newest + 1), publicKey: keyOf(newest + 1) }
    return rotate(ring, { ...versions, notBeforeMs, notAfterMs }, key, nowMs, policy)
  }
  const keyId = idOf(Math.max(1, newest - what.back))
  if (what.kind === 'roll-back') return rollBack(ring, keyId, nowMs, policy)
  if (what.kind === 'retire' || what.kind === 'force')
    return retire(ring, keyId, what.kind === 'force', nowMs, policy)
  if (what.kind === 'revoke') return revoke(ring, keyId, 'a drill', nowMs, policy)
  return undefined
}

/** The ring after each act, with the time. */
function* history(acts: readonly Act[]) {
  let ring: KeyRing = founded()
  let nowMs = startMs
  for (const what of acts) {
    if (what.kind === 'wait') nowMs += what.days * dayMs
    if (what.kind === 'use')
      ring = ring.map((key, i) =>
        i === ring.length - 1 - what.back && isLive(keyAt(key, nowMs, policy).state)
          ? { ...key, lastUsedAtMs: nowMs }
          : key,
      )
    const answer = playOn(ring, nowMs, what)
    if (answer?.kind === 'granted') {
      const changed = new Map(answer.value.changed.map(key => [key.keyId, key]))
      const kept = ring.map(key => changed.get(key.keyId) ?? key)
      const added = answer.value.changed.filter(({ keyId }) => ring.every(key => key.keyId !== keyId))
      ring = [...kept, ...added]
    }
    yield { ring, nowMs, what }
    nowMs += 1
  }
}

const histories = fc.array(act, { maxLength: 30 })

test('no version is given twice, and versions have no gaps', t => {
  t.notThrows(() =>
    fc.assert(
      fc.property(histories, acts => {
        for (const { ring } of history(acts))
          if (ring.some(({ version }, i) => version !== i + 1)) return false
        return true
      }),
    ),
  )
})

test('a key that was revoked, retired or expired never signs again', t => {
  t.notThrows(() =>
    fc.assert(
      fc.property(histories, acts => {
        const over = new Set<string>()
        for (const { ring, nowMs } of history(acts))
          for (const key of ring) {
            const { state } = keyAt(key, nowMs, policy)
            if (over.has(key.keyId) && (isLive(state) || state === 'pending')) return false
            if (state === 'revoked' || state === 'retired' || state === 'expired') over.add(key.keyId)
          }
        return true
      }),
    ),
  )
})

test('a member that revokes nothing and lets nothing expire always has a key that signs, and never too many', t => {
  t.notThrows(() =>
    fc.assert(
      fc.property(histories, acts => {
        for (const { ring, nowMs } of history(acts)) {
          const states = ring.map((key: KeyRecord) => keyAt(key, nowMs, policy).state)
          const live = states.filter(isLive).length
          if (live > policy.mostLiveKeys + 1) return false
          // One stays; all others are on their way out.
          const staying = ring.filter((key, i) => isLive(states[i]!) && key.supersededBy === '')
          if (staying.length > 1) return false
          if (live === 0 && !states.includes('revoked') && !states.includes('expired')) return false
        }
        return true
      }),
      { numRuns: 300 },
    ),
  )
})

test('a rotation that a stolen key began is undone by revoking what it brought', t => {
  const first = founded()
  const stolen = playOn(first, startMs + dayMs, { kind: 'rotate', noticeDays: 0, lifeDays: 0 })
  if (stolen?.kind !== 'granted') return t.fail()
  const [thiefs, own] = stolen.value.changed
  const answer = revoke([own!, thiefs!], thiefs!.keyId, 'not ours', startMs + 2 * dayMs, policy)
  if (answer.kind === 'refused') return t.fail(answer.message)
  t.deepEqual(
    answer.value.changed.map(key => [key.version, keyAt(key, startMs + 60 * dayMs, policy).state]),
    [
      [2, 'revoked'],
      [1, 'active'],
    ],
  )
})

test('revoking a key in the middle leaves the older one to the newest, and does not bring it back for good', t => {
  let ring = founded()
  for (const day of [1, 2]) {
    const answer = playOn(ring, startMs + day * dayMs, { kind: 'rotate', noticeDays: 0, lifeDays: 0 })
    if (answer?.kind !== 'granted') return t.fail()
    const changed = new Map(answer.value.changed.map(key => [key.keyId, key]))
    ring = [...ring.map(key => changed.get(key.keyId) ?? key), answer.value.subject]
  }
  const answer = revoke(ring, idOf(2), 'lost', startMs + 3 * dayMs, policy)
  if (answer.kind === 'refused') return t.fail(answer.message)
  const [, first] = answer.value.changed
  t.like(first, { version: 1, supersededBy: idOf(3), overlapEndsAtMs: startMs + 8 * dayMs })
  t.is(keyAt(first!, startMs + 3 * dayMs, policy).state, 'retiring')
  t.is(keyAt(first!, startMs + 8 * dayMs, policy).state, 'retired')
})

test('keys begin at most 30 days ahead, before the old one ends, and live at most 180 days', t => {
  const ring = founded()
  const at = startMs + 80 * dayMs
  const ask = (notBeforeMs: number, notAfterMs: number) => {
    const versions = { oldKey: keyOf(1), oldVersion: 1, newKey: keyOf(2), newVersion: 2 }
    const answer = rotate(
      ring,
      { ...versions, notBeforeMs, notAfterMs },
      { keyId: idOf(2), publicKey: keyOf(2) },
      at,
      policy,
    )
    return answer.kind === 'refused' ? answer.field : 'granted'
  }
  t.is(ask(0, 0), 'granted')
  t.is(ask(at + 9 * dayMs, 0), 'granted')
  t.is(ask(at + 10 * dayMs, 0), 'notBeforeMs')
  t.is(ask(at + 31 * dayMs, 0), 'notBeforeMs')
  t.is(ask(0, at + 180 * dayMs), 'granted')
  t.is(ask(0, at + 180 * dayMs + 1), 'notAfterMs')
  t.is(ask(0, at), 'notAfterMs')
})
