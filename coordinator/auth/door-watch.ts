/** What becomes of requests at the door, told to whoever has to know: the audit, the figures, and the detectors of what is unusual. */
import { enc, sha256, taggedHash, toHex, utf8 } from '../../aggregation/index.ts'
import { type AuditEvent, auditEvent } from '../../protos/audit/index.ts'
import { isLoopback } from '../../protos/loopback.ts'
import { type Refusal, refused } from '../../protos/reasons.ts'
import type { Caller } from '../../protos/service.ts'
import type { Audit } from '../audit/index.ts'
import type { EventHub } from '../events/event-hub.ts'
import type { ApiKeyRequest, DoorRequest } from '../grpc/index.ts'
import type { DoorCheck, Metrics } from '../metrics/index.ts'
import type { Journal } from '../parts.ts'
import type { World } from '../world.ts'
import type { Detectors } from './detectors.ts'

/** A request as far as the door came with it. */
export interface AtDoor {
  readonly request: DoorRequest | ApiKeyRequest
  /** Whose key it claims to be signed with, or shows, where that is known. */
  readonly caller?: Caller
  /** Of a key that is known. */
  readonly keyVersion?: number
  /** Whether the signature held, or the secret was shown. */
  readonly isAuthentic: boolean
  /** Of the API key that was shown, where it has the form of one. */
  readonly apiKeyId?: string
  /** The key is in use although its successor is too. */
  readonly isSuperseded?: boolean
}

export interface DoorWatch {
  /** How long an address whose requests keep failing has to wait; 0 for all others. */
  waitMs(address: string): number
  /** `why` is for the operator and the auditors. */
  turnedAway(seen: AtDoor, check: DoorCheck, why: string): void
  admitted(seen: AtDoor): void
  /** What is written down with the change that a request makes. */
  eventOf(seen: AtDoor): AuditEvent
}

export interface DoorWatchOptions {
  readonly audit: Audit
  /** Told of alarms about keys; the owner is shown those about its own. */
  readonly events: Pick<EventHub, 'publish'>
  readonly metrics: Pick<Metrics, 'turnedAway' | 'admitted' | 'alarmed'>
  readonly detectors: Detectors
  /** 32 bytes: addresses are told apart under it, and by nobody else. */
  readonly addressKey: Uint8Array
  readonly journal: Journal
  readonly world: Pick<World, 'nowMs'>
}

/** The answer to an address that has to wait. */
export function mustWait(waitMs: number): Refusal {
  return refused('unavailable', `too many requests from here failed; wait ${Math.ceil(waitMs / 1000)} s`)
}

/** What is written down of a request's own words; of an API key nothing here. */
function saidBy(request: DoorRequest | ApiKeyRequest) {
  if ('apiKey' in request) return { keyId: '', requestedMs: 0, nonceHash: '', bodyHash: '' }
  const { signature, body } = request
  return {
    keyId: toHex(signature.keyId),
    requestedMs: signature.unixMs,
    nonceHash: toHex(sha256(signature.nonce)),
    bodyHash: toHex(sha256(body)),
  }
}

/** What detectors know a key by. */
function nameOfKey({ request, apiKeyId }: AtDoor): string {
  if ('apiKey' in request) return apiKeyId === undefined ? '' : `API key ${apiKeyId}`
  return toHex(request.signature.keyId)
}

export function openDoorWatch(options: DoorWatchOptions): DoorWatch {
  const { audit, events, metrics, detectors, addressKey, journal, world } = options
  const peerOf = (address: string) =>
    toHex(taggedHash('parley/v1/address', enc(addressKey, utf8(address)))).slice(0, 16)

  function eventOf({ request, caller, keyVersion }: AtDoor): AuditEvent {
    const { method, address } = request
    return auditEvent({
      atMs: world.nowMs(),
      kind: 'request-accepted',
      organisation: caller?.organisation ?? '',
      role: caller === undefined || caller.role === 'anyone' ? '' : caller.role,
      keyVersion: keyVersion ?? 0,
      method,
      ...saidBy(request),
      peer: peerOf(address),
    })
  }

  function detect(seen: AtDoor, outcome: 'admitted' | DoorCheck): void {
    const { address } = seen.request
    const atMs = world.nowMs()
    const alarms = detectors.see({
      atMs,
      keyId: nameOfKey(seen),
      isAuthentic: seen.isAuthentic,
      peer: peerOf(address),
      outcome,
      // Whoever shows an API key says no time.
      skewMs: 'apiKey' in seen.request ? 0 : seen.request.signature.unixMs - atMs,
      isSuperseded: seen.isSuperseded === true,
    })
    for (const { kind, about, detail } of alarms) {
      journal.warn({ kind, about, detail }, 'something unusual about requests')
      metrics.alarmed(kind)
      const keyId = /^[0-9a-f]{32}$/.test(about) ? about : ''
      const isOfKey = about === nameOfKey(seen)
      const organisation = isOfKey ? (seen.caller?.organisation ?? '') : ''
      const what = isOfKey && keyId === '' ? `${kind} by ${about}` : kind
      audit.note(
        auditEvent({
          atMs,
          kind: 'alarm',
          organisation,
          keyId,
          peer: peerOf(address),
          detail: `${what}: ${detail}`,
        }),
      )
      if (organisation !== '')
        events.publish({ kind: 'key-alarm', organisation, reason: `${what}: ${detail}` })
    }
  }

  return {
    // A proxy on this machine stands for everybody, who would all wait for one.
    waitMs: address => (isLoopback(address) ? 0 : detectors.waitMs(peerOf(address), world.nowMs())),
    turnedAway: (seen, check, why) => {
      const { request, keyVersion, apiKeyId } = seen
      journal.warn({ method: request.method, keyId: nameOfKey(seen), why }, 'request turned away')
      metrics.turnedAway(check, keyVersion)
      // What is claimed without a signature is no word of whoever it names.
      const claimed = seen.isAuthentic ? {} : { organisation: '', role: '' }
      // Made-up ids would make every refusal one of its own kind, and none of many alike.
      const isNamed = seen.isAuthentic && apiKeyId !== undefined
      const detail = isNamed ? `API key ${apiKeyId}: ${why}` : why
      audit.note({ ...eventOf(seen), ...claimed, kind: 'request-refused', detail })
      if (check !== 'throttled') detect(seen, check)
    },
    admitted: seen => {
      metrics.admitted(seen.keyVersion ?? 0)
      detect(seen, 'admitted')
    },
    eventOf,
  }
}
