/** What the events of a time show of requests that came again, or late, or were not signed as they claim. Pure. */
import type { AuditEvent } from '../../protos/audit/index.ts'

/** Why requests were turned away, as far as a storm is told by it. */
export const refusalKinds = [
  'nonce',
  'number',
  'session',
  'time',
  'signature',
  'unknown-key',
  'ended-key',
  'waiting',
  'other',
] as const
export type RefusalKind = (typeof refusalKinds)[number]

export interface MinuteOfStorm {
  /** Its first millisecond. */
  readonly startMs: number
  readonly accepted: number
  readonly refused: Readonly<Record<RefusalKind, number>>
}

export interface KeyInStorm {
  readonly keyId: string
  /** Empty where no signature of it held. */
  readonly organisation: string
  readonly refused: Readonly<Partial<Record<RefusalKind, number>>>
  /** From which its own requests came a second time although none was ever let in from there. */
  readonly strangePeers: readonly string[]
}

export interface PeerInStorm {
  readonly peer: string
  readonly refused: number
  /** When it was last told to wait; 0: never. */
  readonly waitedAtMs: number
}

export interface Storm {
  readonly accepted: number
  readonly refused: Readonly<Record<RefusalKind, number>>
  readonly minutes: readonly MinuteOfStorm[]
  /** Most refused first. */
  readonly keys: readonly KeyInStorm[]
  readonly peers: readonly PeerInStorm[]
  /** A key and the hash of a nonce that were let in more than once: there must be none. */
  readonly acceptedTwice: readonly { readonly keyId: string; readonly nonceHash: string }[]
  readonly alarms: readonly { readonly atMs: number; readonly keyId: string; readonly detail: string }[]
}

const minuteMs = 60_000

/** What the door writes down of each check. */
const words: readonly (readonly [RegExp, RefusalKind])[] = [
  [/nonce used before/, 'nonce'],
  [/was used in this session before/, 'number'],
  [/no such session/, 'session'],
  [/time window/, 'time'],
  [/its address has to wait/, 'waiting'],
  [/unknown key|not enrolled/, 'unknown-key'],
  [/^key (pending|retired|revoked|expired|of version)|has this key as not live/, 'ended-key'],
  [/(^|: )signature$/, 'signature'],
]

export function kindOfRefusal(detail: string): RefusalKind {
  return words.find(([word]) => word.test(detail))?.[1] ?? 'other'
}

/** Events from `sinceMs` on are counted; the pairs are of all that are given. */
export function analyseStorm(events: readonly AuditEvent[], sinceMs: number): Storm {
  const counted = events.filter(({ atMs }) => atMs >= sinceMs)
  const refusals = counted.flatMap(refusalsOf)
  const accepted = counted.filter(({ kind }) => kind === 'request-accepted')
  const refused = countKinds(refusals)
  return {
    ...{ accepted: accepted.length, refused },
    minutes: minutesOf(accepted, refusals),
    keys: keysOf(
      refusals,
      events.filter(({ kind }) => kind === 'request-accepted'),
    ),
    peers: peersOf(refusals),
    acceptedTwice: pairsTwice(events),
    alarms: counted
      .filter(({ kind }) => kind === 'alarm')
      .map(({ atMs, keyId, detail }) => ({ atMs, keyId, detail })),
  }
}

interface Refusal {
  readonly event: AuditEvent
  readonly kind: RefusalKind
  readonly count: number
}

/** One, or as many as were not written down one by one; of an acceptance none. */
function refusalsOf(event: AuditEvent): readonly Refusal[] {
  const kind = kindOfRefusal(event.detail)
  if (event.kind === 'request-refused') return [{ event, kind, count: 1 }]
  if (event.kind !== 'requests-refused') return []
  return [{ event, kind, count: Number(/^(\d+) more/.exec(event.detail)?.[1] ?? 1) }]
}

function countKinds(refusals: readonly Refusal[]): Record<RefusalKind, number> {
  const counts = {
    nonce: 0,
    number: 0,
    session: 0,
    time: 0,
    signature: 0,
    'unknown-key': 0,
    'ended-key': 0,
    waiting: 0,
    other: 0,
  }
  for (const { kind, count } of refusals) counts[kind] += count
  return counts
}

function minutesOf(accepted: readonly AuditEvent[], refusals: readonly Refusal[]): readonly MinuteOfStorm[] {
  const startOf = (atMs: number) => Math.floor(atMs / minuteMs) * minuteMs
  const acceptedIn = grouped(accepted, ({ atMs }) => startOf(atMs))
  const refusedIn = grouped(refusals, ({ event }) => startOf(event.atMs))
  return [...new Set([...acceptedIn.keys(), ...refusedIn.keys()])]
    .sort((one, other) => one - other)
    .map(startMs => ({
      startMs,
      accepted: acceptedIn.get(startMs)?.length ?? 0,
      refused: countKinds(refusedIn.get(startMs) ?? []),
    }))
}

function keysOf(refusals: readonly Refusal[], accepted: readonly AuditEvent[]): readonly KeyInStorm[] {
  const homes = grouped(accepted, ({ keyId }) => keyId)
  const found = [...grouped(refusals, ({ event }) => event.keyId)].filter(([keyId]) => keyId !== '')
  return found
    .map(([keyId, its]) => {
      const known = new Set(homes.get(keyId)?.map(({ peer }) => peer))
      const repeated = its.filter(({ kind }) => kind === 'nonce' || kind === 'number')
      return {
        keyId,
        organisation: its.find(({ event }) => event.organisation !== '')?.event.organisation ?? '',
        refused: Object.fromEntries(Object.entries(countKinds(its)).filter(([, count]) => count > 0)),
        // A key that was never let in has no place of its own to tell another one from.
        strangePeers:
          known.size === 0
            ? []
            : [...new Set(repeated.map(({ event }) => event.peer))].filter(
                peer => peer !== '' && !known.has(peer),
              ),
        total: its.reduce((sum, { count }) => sum + count, 0),
      }
    })
    .sort((one, other) => other.total - one.total)
    .map(({ total: _, ...key }) => key)
}

function peersOf(refusals: readonly Refusal[]): readonly PeerInStorm[] {
  return [...grouped(refusals, ({ event }) => event.peer)]
    .filter(([peer]) => peer !== '')
    .map(([peer, its]) => ({
      peer,
      refused: its.reduce((sum, { count }) => sum + count, 0),
      waitedAtMs: its.reduce(
        (last, { kind, event }) => (kind === 'waiting' ? Math.max(last, event.atMs) : last),
        0,
      ),
    }))
    .sort((one, other) => other.refused - one.refused)
}

function pairsTwice(events: readonly AuditEvent[]) {
  const accepted = events.filter(({ kind, nonceHash }) => kind === 'request-accepted' && nonceHash !== '')
  return [...grouped(accepted, ({ keyId, nonceHash }) => `${keyId} ${nonceHash}`).values()]
    .filter(({ length }) => length > 1)
    .map(([first]) => ({ keyId: first!.keyId, nonceHash: first!.nonceHash }))
}

function grouped<T, K>(items: readonly T[], keyOf: (item: T) => K): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>()
  for (const item of items) {
    const group = groups.get(keyOf(item))
    if (group === undefined) groups.set(keyOf(item), [item])
    else group.push(item)
  }
  return groups
}
