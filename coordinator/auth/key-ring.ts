/**
 * What may be done with the keys of one member, decided on all of them at once and purely: every answer is the records that
 * change, the one that was meant first. Two rules stand above single keys: no version is given twice, and nobody is left without
 * a live key except by revocation or by letting the last one expire.
 */
import { type Answer, granted, refused } from '../../protos/reasons.ts'
import type { KeyRotation } from '../../protos/types.ts'
import {
  isLive,
  isOver,
  type KeyEvent,
  type KeyPolicy,
  type KeyRecord,
  type KeyRefusal,
  keyAt,
  newKey,
  stepKey,
} from './key-states.ts'

/** The records that change, the one that was meant first; it alone, unchanged, where it is so already. */
export interface RingChange {
  readonly subject: KeyRecord
  readonly changed: readonly KeyRecord[]
}

/** All keys of one member. */
export type KeyRing = readonly KeyRecord[]

/** Puts a key in the place of the newest live one. The same again changes nothing. */
export function rotate(
  ring: KeyRing,
  rotation: KeyRotation,
  { keyId, publicKey }: Pick<KeyRecord, 'keyId' | 'publicKey'>,
  nowMs: number,
  policy: KeyPolicy,
): Answer<RingChange> {
  const keys = ring.map(key => keyAt(key, nowMs, policy))
  const known = keys.find(key => key.keyId === keyId)
  if (known !== undefined) return answerKnown(known, rotation)
  const newest = Math.max(0, ...keys.map(({ version }) => version))
  const old = keys.find(({ version }) => version === rotation.oldVersion)
  if (old === undefined || !isLive(old.state))
    return refused('wrong-state', `there is no live key of version ${rotation.oldVersion} to replace`, {
      field: 'oldVersion',
    })
  if (keys.some(key => key.version > old.version && (isLive(key.state) || key.state === 'pending')))
    return refused(
      'wrong-state',
      'a newer key than the one to replace is live or pending; rotate from that',
      {
        field: 'oldVersion',
      },
    )
  if (rotation.newVersion !== newest + 1)
    return refused('wrong-state', `the next version is ${newest + 1}, not ${rotation.newVersion}`, {
      field: 'newVersion',
    })
  if (keys.filter(({ state }) => isLive(state)).length >= policy.mostLiveKeys)
    return refused(
      'wrong-state',
      `a member has at most ${policy.mostLiveKeys} live keys; retire an older one first`,
    )
  const times = lifeOf(rotation, old, nowMs, policy)
  if (times.kind === 'refused') return times
  const { notBeforeMs, notAfterMs, fromMs } = times.value
  const step = stepKey(old, { kind: 'supersede', by: keyId, fromMs }, nowMs, policy)
  if (step.kind === 'refused') return refusalOf(step.why, old)
  const { organisation, role } = old
  const { newVersion: version } = rotation
  const subject = newKey({ organisation, role, keyId, version, publicKey, notBeforeMs, notAfterMs }, nowMs)
  return granted({ subject, changed: [subject, step.record] })
}

function answerKnown(known: KeyRecord, { newVersion }: KeyRotation): Answer<RingChange> {
  const isSame = known.version === newVersion && (isLive(known.state) || known.state === 'pending')
  return isSame
    ? granted({ subject: known, changed: [] })
    : refused('wrong-state', `the new key was registered before, and is ${known.state}; make another one`, {
        field: 'newKey',
      })
}

function lifeOf(
  { notBeforeMs, notAfterMs }: KeyRotation,
  old: KeyRecord,
  nowMs: number,
  policy: KeyPolicy,
): Answer<{ readonly notBeforeMs: number; readonly notAfterMs: number; readonly fromMs: number }> {
  const fromMs = Math.max(notBeforeMs, nowMs)
  const endMs = notAfterMs === 0 ? fromMs + policy.lifeMs : notAfterMs
  if (fromMs > nowMs + policy.longestNoticeMs)
    return refused('malformed', `a key is registered at most ${days(policy.longestNoticeMs)} ahead`, {
      field: 'notBeforeMs',
    })
  if (fromMs >= old.notAfterMs)
    return refused(
      'malformed',
      'the new key must begin before the old one ends, or nothing is signed between',
      {
        field: 'notBeforeMs',
      },
    )
  if (endMs <= fromMs || endMs - fromMs > policy.longestLifeMs)
    return refused('malformed', `a key lives at most ${days(policy.longestLifeMs)}, and for some time`, {
      field: 'notAfterMs',
    })
  return granted({ notBeforeMs: fromMs, notAfterMs: endMs, fromMs })
}

function days(durationMs: number): string {
  return `${Math.round(durationMs / 86_400_000)} days`
}

/** Gives a key its place back, inside the overlap; the one that was to replace it is retired. */
export function rollBack(ring: KeyRing, keyId: string, nowMs: number, policy: KeyPolicy): Answer<RingChange> {
  const key = ring.find(each => each.keyId === keyId)
  if (key === undefined) return unknownKey()
  const step = stepKey(key, { kind: 'roll-back' }, nowMs, policy)
  if (step.kind === 'refused') return refusalOf(step.why, key)
  if (step.kind === 'unchanged') return granted({ subject: step.record, changed: [] })
  const newer = ring.find(each => each.keyId === key.supersededBy)
  const down = newer && stepKey(newer, { kind: 'stand-down' }, nowMs, policy)
  if (newer !== undefined && down?.kind === 'refused' && down.why !== 'revoked')
    return refusalOf(down.why, newer)
  const changed = down?.kind === 'changed' ? [step.record, down.record] : [step.record]
  return granted({ subject: step.record, changed })
}

/** Ends a key whose successor has taken over; before the overlap is over, or in use, only by force. */
export function retire(
  ring: KeyRing,
  keyId: string,
  isForced: boolean,
  nowMs: number,
  policy: KeyPolicy,
): Answer<RingChange> {
  const key = ring.find(each => each.keyId === keyId)
  const isNewerLive = ring.some(
    each => key !== undefined && each.version > key.version && isLive(keyAt(each, nowMs, policy).state),
  )
  if (key !== undefined && !isNewerLive && !isOver(keyAt(key, nowMs, policy).state))
    return refusalOf('not-superseded', keyAt(key, nowMs, policy))
  return step(key, { kind: 'retire', isForced }, nowMs, policy)
}

/**
 * Ends a key for good. The one that it had replaced, where that is still live, has its place back: whoever rotated with a stolen
 * key gains nothing, and locks nobody out.
 */
export function revoke(
  ring: KeyRing,
  keyId: string,
  reason: string,
  nowMs: number,
  policy: KeyPolicy,
): Answer<RingChange> {
  const ended = step(
    ring.find(each => each.keyId === keyId),
    { kind: 'revoke', reason },
    nowMs,
    policy,
  )
  if (ended.kind === 'refused' || ended.value.changed.length === 0) return ended
  const { subject } = ended.value
  const keys = ring.map(key => keyAt(key, nowMs, policy))
  const successor = keys.find(key => key.keyId === subject.supersededBy && !isOver(key.state))
  const older = keys
    .filter(key => key.supersededBy === keyId && isLive(key.state))
    // One in the middle leaves the older key to the one after it.
    .map(key => (successor === undefined ? alone(key) : { ...key, supersededBy: successor.keyId }))
  return granted({ subject, changed: [subject, ...older] })
}

/** Puts a key in the place of all that sign, or will: those are revoked. */
export function recover(
  ring: KeyRing,
  { keyId, publicKey, notAfterMs }: Pick<KeyRecord, 'keyId' | 'publicKey' | 'notAfterMs'>,
  nowMs: number,
  policy: KeyPolicy,
): Answer<RingChange> {
  const newest = ring.at(-1)
  if (newest === undefined) return unknownKey()
  if (notAfterMs <= nowMs || notAfterMs - nowMs > policy.longestLifeMs)
    return refused(
      'malformed',
      `the new key must end later than now, and within ${days(policy.longestLifeMs)}; make another statement`,
      { field: 'notAfterMs' },
    )
  const { organisation, role } = newest
  const version = 1 + Math.max(...ring.map(key => key.version))
  const key = { organisation, role, keyId, version, publicKey, notBeforeMs: nowMs, notAfterMs }
  const subject = newKey(key, nowMs)
  return granted({ subject, changed: [subject, ...revokeAll(ring, 'recovered', nowMs, policy)] })
}

/** Ends every key of a member for good, also those that sign nothing but words inside bounties any more. */
export function revokeAll(
  ring: KeyRing,
  reason: string,
  nowMs: number,
  policy: KeyPolicy,
): readonly KeyRecord[] {
  return ring.flatMap(key => {
    const stepped = stepKey(key, { kind: 'revoke', reason }, nowMs, policy)
    return stepped.kind === 'changed' ? [stepped.record] : []
  })
}

function alone(key: KeyRecord): KeyRecord {
  return { ...key, state: 'active', supersededBy: '', retiringFromMs: 0, overlapEndsAtMs: 0 }
}

function step(
  key: KeyRecord | undefined,
  event: KeyEvent,
  nowMs: number,
  policy: KeyPolicy,
): Answer<RingChange> {
  if (key === undefined) return unknownKey()
  const stepped = stepKey(key, event, nowMs, policy)
  if (stepped.kind === 'refused') return refusalOf(stepped.why, keyAt(key, nowMs, policy))
  const { record } = stepped
  return granted({ subject: record, changed: stepped.kind === 'changed' ? [record] : [] })
}

function unknownKey() {
  return refused('not-found', 'there is no such key', { field: 'keyId' })
}

function refusalOf(why: KeyRefusal, { version, state, overlapEndsAtMs, lastUsedAtMs }: KeyRecord) {
  const messages: Readonly<Record<KeyRefusal, string>> = {
    revoked: `key ${version} is revoked, for good`,
    'not-live': `key ${version} is ${state}`,
    superseded: `key ${version} has a successor already; roll that back, or go on from it`,
    'not-superseded': `key ${version} is ${state} and no live key takes its place: rotate first, or revoke it`,
    'overlap-over': `the overlap of key ${version} ended at ${at(overlapEndsAtMs)}; rotate instead`,
    'overlap-lasts': `the overlap of key ${version} lasts until ${at(overlapEndsAtMs)}; wait, or force it`,
    'in-use': `key ${version} was used at ${at(lastUsedAtMs)}: somebody still signs with it; wait, or force it`,
  }
  return refused('wrong-state', messages[why], { field: 'keyId' })
}

function at(ms: number): string {
  return new Date(ms).toISOString()
}
