/**
 * The states of one signing key, as a pure function of what happens and of the time.
 *
 *     pending ──► active ──► retiring ──► retired        every state ──► revoked, for good
 *                   ▲           │                        pending, active, retiring ──► expired
 *                   └───────────┘ rolled back
 *
 * Time alone moves a key as far as its record says: it becomes active at its first instant, retiring at that of its successor,
 * retired when the overlap is over and nobody uses it, expired at its end or when nobody has used it for long. Nothing need be
 * written for that, so that no clock of the database decides; whoever looks asks `keyAt`.
 */
import type { KeyState, Role } from '../../protos/types.ts'

/** The member whose key it is. */
export interface KeyOwner {
  readonly organisation: string
  readonly role: Role
}

/** Nobody, for whoever is not enrolled. */
export function ownerOf({
  organisation,
  role,
}: {
  readonly organisation: string
  readonly role: Role | 'anyone'
}): KeyOwner | undefined {
  return role === 'anyone' ? undefined : { organisation, role }
}

/** What is kept of a key. Times in milliseconds since 1970; 0: never, none. */
export interface KeyRecord extends KeyOwner {
  /** First 16 bytes of SHA-256 of the public key, hexadecimal. */
  readonly keyId: string
  /** From 1, without gaps, in the order in which the member registered its keys. */
  readonly version: number
  readonly publicKey: Uint8Array
  readonly state: KeyState
  readonly notBeforeMs: number
  /** The first instant at which it is no longer good. */
  readonly notAfterMs: number
  readonly registeredAtMs: number
  /** Id of the key that takes its place; empty: none. */
  readonly supersededBy: string
  readonly retiringFromMs: number
  readonly overlapEndsAtMs: number
  readonly lastUsedAtMs: number
  readonly uses: number
  /** Why it was revoked. */
  readonly reason: string
  /** The version of the registry that it came with. */
  readonly addedIn: number
  /** The first version of the registry without it. */
  readonly removedIn: number
}

/** How long keys live and turn over. */
export interface KeyPolicy {
  /** Of a key whose owner asks for nothing else. */
  readonly lifeMs: number
  readonly longestLifeMs: number
  /** For which a key goes on beside its successor. */
  readonly overlapMs: number
  /** A key that was used within this time is still needed by somebody. */
  readonly quietMs: number
  /** A key that nobody has used for this long is forgotten by its owner, and expires. */
  readonly unusedMs: number
  /** How far ahead a key may be registered. */
  readonly longestNoticeMs: number
  /** Of one member, at a time. */
  readonly mostLiveKeys: number
}

/** What a key is registered with. */
export type NewKey = Pick<
  KeyRecord,
  'organisation' | 'role' | 'keyId' | 'version' | 'publicKey' | 'notBeforeMs' | 'notAfterMs'
>

/** A key that is registered at an instant; the store gives it its place in the registry. */
export function newKey(key: NewKey, nowMs: number): KeyRecord {
  return {
    ...key,
    state: nowMs < key.notBeforeMs ? 'pending' : 'active',
    registeredAtMs: nowMs,
    supersededBy: '',
    retiringFromMs: 0,
    overlapEndsAtMs: 0,
    lastUsedAtMs: 0,
    uses: 0,
    reason: '',
    addedIn: 0,
    removedIn: 0,
  }
}

const dayMs = 24 * 3_600_000

export const usualKeyPolicy: KeyPolicy = {
  lifeMs: 90 * dayMs,
  longestLifeMs: 180 * dayMs,
  overlapMs: 7 * dayMs,
  quietMs: dayMs,
  unusedMs: 90 * dayMs,
  longestNoticeMs: 30 * dayMs,
  mostLiveKeys: 3,
}

export type KeyEvent =
  /** Another key takes its place from an instant on. */
  | { readonly kind: 'supersede'; readonly by: string; readonly fromMs: number }
  /** It stays after all. */
  | { readonly kind: 'roll-back' }
  /** The key that it was to replace stays. */
  | { readonly kind: 'stand-down' }
  | { readonly kind: 'retire'; readonly isForced: boolean }
  | { readonly kind: 'revoke'; readonly reason: string }

/** Why an event does not fit a key. */
export type KeyRefusal =
  | 'revoked'
  | 'not-live'
  | 'superseded'
  | 'not-superseded'
  | 'overlap-over'
  | 'overlap-lasts'
  | 'in-use'

export type KeyStep =
  | { readonly kind: 'changed'; readonly record: KeyRecord }
  /** It is so already. */
  | { readonly kind: 'unchanged'; readonly record: KeyRecord }
  | { readonly kind: 'refused'; readonly why: KeyRefusal }

/** The key at an instant: what time alone made of it. */
export function keyAt(record: KeyRecord, nowMs: number, { quietMs, unusedMs }: KeyPolicy): KeyRecord {
  const { state, notBeforeMs, notAfterMs, retiringFromMs, overlapEndsAtMs, lastUsedAtMs } = record
  if (isOver(state)) return record
  if (nowMs >= notAfterMs) return { ...record, state: 'expired' }
  if (nowMs < notBeforeMs) return { ...record, state: 'pending' }
  // One that was never used counts from its first instant.
  if (nowMs >= Math.max(lastUsedAtMs, notBeforeMs) + unusedMs) return { ...record, state: 'expired' }
  if (retiringFromMs === 0 || nowMs < retiringFromMs) return { ...record, state: 'active' }
  const isQuiet = nowMs >= overlapEndsAtMs && nowMs >= lastUsedAtMs + quietMs
  return { ...record, state: isQuiet ? 'retired' : 'retiring' }
}

/** Whether a key signs requests in this state. */
export function isLive(state: KeyState): boolean {
  return state === 'active' || state === 'retiring'
}

/** Whether a key signs nothing any more. */
export function isOver(state: KeyState): boolean {
  return state === 'retired' || state === 'revoked' || state === 'expired'
}

/** What an event makes of a key at an instant. */
export function stepKey(record: KeyRecord, event: KeyEvent, nowMs: number, policy: KeyPolicy): KeyStep {
  const key = keyAt(record, nowMs, policy)
  if (event.kind === 'revoke') return revoke(key, event.reason)
  if (key.state === 'revoked') return { kind: 'refused', why: 'revoked' }
  switch (event.kind) {
    case 'supersede':
      return supersede(key, event.by, event.fromMs, policy)
    case 'roll-back':
      return rollBack(key, nowMs)
    case 'stand-down':
      return standDown(key)
    case 'retire':
      return retire(key, event.isForced, nowMs, policy)
    default:
      return event satisfies never
  }
}

function revoke(key: KeyRecord, reason: string): KeyStep {
  if (key.state === 'revoked') return { kind: 'unchanged', record: key }
  return { kind: 'changed', record: { ...key, state: 'revoked', reason } }
}

function supersede(key: KeyRecord, by: string, fromMs: number, { overlapMs }: KeyPolicy): KeyStep {
  if (!isLive(key.state)) return { kind: 'refused', why: 'not-live' }
  if (key.supersededBy === by) return { kind: 'unchanged', record: key }
  if (key.supersededBy !== '') return { kind: 'refused', why: 'superseded' }
  const overlap = { retiringFromMs: fromMs, overlapEndsAtMs: fromMs + overlapMs }
  return { kind: 'changed', record: { ...key, supersededBy: by, ...overlap } }
}

function rollBack(key: KeyRecord, nowMs: number): KeyStep {
  if (!isLive(key.state)) return { kind: 'refused', why: 'not-live' }
  if (key.supersededBy === '') return { kind: 'unchanged', record: key }
  if (nowMs >= key.overlapEndsAtMs) return { kind: 'refused', why: 'overlap-over' }
  const alone = { supersededBy: '', retiringFromMs: 0, overlapEndsAtMs: 0 }
  return { kind: 'changed', record: { ...key, state: 'active', ...alone } }
}

function standDown(key: KeyRecord): KeyStep {
  if (key.state === 'retired' || key.state === 'expired') return { kind: 'unchanged', record: key }
  // One that was replaced in its turn: its own successor would have to go first.
  if (key.supersededBy !== '') return { kind: 'refused', why: 'superseded' }
  return { kind: 'changed', record: { ...key, state: 'retired' } }
}

function retire(key: KeyRecord, isForced: boolean, nowMs: number, { quietMs }: KeyPolicy): KeyStep {
  if (key.state === 'retired') return { kind: 'unchanged', record: key }
  if (key.state === 'expired') return { kind: 'refused', why: 'not-live' }
  // A member is never left without a key by retiring one.
  if (key.state !== 'retiring') return { kind: 'refused', why: 'not-superseded' }
  if (!isForced && nowMs < key.overlapEndsAtMs) return { kind: 'refused', why: 'overlap-lasts' }
  if (!isForced && nowMs < key.lastUsedAtMs + quietMs) return { kind: 'refused', why: 'in-use' }
  return { kind: 'changed', record: { ...key, state: 'retired' } }
}
