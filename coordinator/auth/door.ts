/**
 * The door: who calls, and may they. In this order: the time window, the key with its state and version, the signature, the
 * nonce, the number in its session, the role; a stranger learns only that it was refused. Which check failed is told to the operator.
 */
import { sha256, toHex } from '../../aggregation/index.ts'
import type { RequestSignature } from '../../protos/codec/index.ts'
import { mayCall, mayNotCall, operations } from '../../protos/operations.ts'
import { granted, type Refusal, refused } from '../../protos/reasons.ts'
import type { Caller } from '../../protos/service.ts'
import { keyIdOf, unknownDestination, verifyRequest } from '../../protos/signed-request.ts'
import type { Door, DoorRequest } from '../grpc/index.ts'
import type { DoorCheck } from '../metrics/index.ts'
import { sequenceWindow } from '../storage/index.ts'
import type { World } from '../world.ts'
import { admitByApiKey } from './api-key-door.ts'
import { signatureWindowMs, windowFor } from './clock-window.ts'
import { type AtDoor, type DoorWatch, mustWait } from './door-watch.ts'
import { isLive, isOver } from './key-states.ts'
import type { Members } from './members.ts'
import type { LetInBy, Nonces, PlaceInSession, SigningKey } from './nonces.ts'

export interface DoorParts {
  readonly members: Members
  readonly nonces: Nonces
  readonly world: World
  readonly watch: DoorWatch
  readonly environment: string
  /** The coordinator's identity key, hexadecimal: requests for another coordinator are refused. */
  readonly audience: string
  /** How far clocks may differ, in milliseconds; `signatureWindowMs` unless given. */
  readonly windowMs?: number
}

export function openDoor(parts: DoorParts): Door {
  const { members, nonces, world, watch, windowMs = signatureWindowMs } = parts
  const turnAway = (seen: AtDoor, check: DoorCheck, why: string): Refusal => {
    watch.turnedAway(seen, check, why)
    return refused(
      'unauthenticated',
      'the request is not signed by a key enrolled here, or not for this coordinator and this minute; check the key, the enrolment and the clock',
    )
  }
  /** Told to whoever has the key alone: a program goes on in a new session. */
  const beginAnew = (
    { signature: { sequence } }: DoorRequest,
    seen: AtDoor,
    fault: 'no-session' | 'used-before',
  ): Refusal => {
    const isRepeated = fault === 'used-before'
    const why = isRepeated
      ? `number ${sequence} was used in this session before, or lies ${sequenceWindow} or more behind`
      : 'there is no such session of this key and certificate, or it has ended'
    watch.turnedAway(seen, isRepeated ? 'sequence' : 'session', why)
    return refused('session-needed', `${why}; begin a session and call again in it`)
  }
  /** Whose key signed it, and that it did: all that needs no row. */
  async function recognise(request: DoorRequest): Promise<Recognised | Refusal> {
    const { signature, method, body, address } = request
    const { path, roles, sensitivity } = operations[method]
    const stranger: AtDoor = { request, isAuthentic: false }
    const waitMs = watch.waitMs(address)
    if (waitMs > 0) {
      watch.turnedAway(stranger, 'throttled', 'its address has to wait')
      return mustWait(waitMs)
    }
    if (Math.abs(world.nowMs() - signature.unixMs) > windowFor(sensitivity, windowMs))
      return turnAway(stranger, 'time-window', 'time window')
    const known = await identify(members, signature, roles === 'anyone', world)
    if ('check' in known) return turnAway(stranger, known.check, known.why)
    const { caller, key, isSuperseded } = known
    const { version: keyVersion } = key
    const claimed: AtDoor = {
      ...stranger,
      caller,
      isSuperseded,
      ...(keyVersion !== undefined && { keyVersion }),
    }
    const publicKey = caller.identityKey
    const here = { environment: parts.environment, audience: parts.audience }
    const destinations = method === 'describe' ? [here, unknownDestination] : [here]
    const isSigned = destinations.some(destination =>
      verifyRequest({ destination, path, body }, signature, publicKey),
    )
    if (!isSigned) return turnAway(claimed, 'signature', 'signature')
    return { kind: 'recognised', caller, key, seen: { ...claimed, isAuthentic: true } }
  }
  return {
    async admit(request) {
      const { method, signature } = request
      const recognised = await recognise(request)
      if (recognised.kind === 'refused') return recognised
      const { caller, key, seen } = recognised
      const { changesState, needsSession, confirmation, roles } = operations[method]
      const isAllowed = roles === 'anyone' || (caller.role !== 'anyone' && mayCall(method, caller.role))
      const change = changesState && {
        ...(isAllowed && { event: watch.eventOf(seen) }),
        // A stranger is told below that it is one.
        ...(needsSession && caller.role !== 'anyone' && { session: placeOf(request) }),
        ...(isAllowed && confirmation !== 'none' && { transaction: letInBy(request) }),
      }
      const nonce = await nonces.take(key, signature.nonce, change || undefined)
      if (nonce === 'seen-before') return turnAway(seen, 'nonce', 'nonce used before')
      if (nonce === 'key-not-live')
        return turnAway(seen, 'key-state', 'the database has this key as not live')
      if (nonce === 'no-transaction') {
        const why = `${method} is called with a transaction, asked for beforehand with the same bytes and used once; this one is none, or has lapsed`
        watch.turnedAway(seen, 'transaction', why)
        return refused('transaction-needed', why)
      }
      if (nonce !== 'first') return beginAnew(request, seen, nonce)
      members.keys.noteUse(key.keyId)
      if (isAllowed) {
        watch.admitted(seen)
        const certificate = request.peerCertificateFingerprint
        return granted({ ...caller, ...(certificate !== undefined && { certificate }) })
      }
      if (caller.role === 'anyone') return turnAway(seen, 'role', 'not enrolled')
      watch.turnedAway(seen, 'role', `${caller.role}s may not call it`)
      return mayNotCall(caller.role, method)
    },
    admitByApiKey: admitByApiKey(parts),
    isStillGood({ role, identityKey }) {
      const shown = toHex(identityKey)
      const key = members.keys.ofKey(shown)
      if (key !== undefined) return isLive(key.state)
      return role === 'anyone' || members.apiKeys.isStillGood(shown)
    },
    onKeyEnded(listener) {
      const forgetKeys = members.keys.onChange(({ state, publicKey }) => {
        if (isOver(state)) listener(publicKey)
      })
      const forgetApiKeys = members.apiKeys.onEnded(listener)
      return () => {
        forgetKeys()
        forgetApiKeys()
      }
    },
  }
}

function placeOf({ signature, peerCertificateFingerprint }: DoorRequest): PlaceInSession {
  const { sessionId, sequence } = signature
  return {
    id: toHex(sessionId),
    sequence,
    certificate: toHex(peerCertificateFingerprint ?? new Uint8Array()),
  }
}

function letInBy({ method, signature, body }: DoorRequest): LetInBy {
  const { path } = operations[method]
  return { id: toHex(signature.transactionId), method: path, requestHash: toHex(sha256(body)) }
}

/** A key whose end is nearer than this is told to its owner with every answer, in milliseconds. */
const endIsNearMs = 30 * 24 * 3_600_000

interface Known {
  readonly caller: Caller
  readonly key: SigningKey
  /** Its successor signs already. */
  readonly isSuperseded: boolean
}

/** A request whose signature holds. */
interface Recognised {
  readonly kind: 'recognised'
  readonly caller: Caller
  readonly key: SigningKey
  readonly seen: AtDoor
}

type Identified = Known | { readonly check: 'unknown-key' | 'key-state'; readonly why: string }

/** Who signed. A key that is not known may have been registered a moment ago, by way of another process. */
async function identify(
  members: Members,
  signature: RequestSignature,
  isOpenToAll: boolean,
  world: Pick<World, 'nowMs'>,
): Promise<Identified> {
  const isKnown = members.keys.find(toHex(signature.keyId)) !== undefined
  if (!isKnown && !isOpenToAll) await members.keys.catchUp()
  return callerFor(members, signature, isOpenToAll, world.nowMs())
}

/** Who signed, as what is known here has it; or why nobody. */
function callerFor(
  members: Members,
  { keyId, keyVersion, publicKey, idempotencyKey }: RequestSignature,
  isOpenToAll: boolean,
  nowMs: number,
): Identified {
  const id = toHex(keyId)
  const key = members.keys.find(id)
  if (key !== undefined) {
    const { organisation, role, publicKey: identityKey, version, state, notAfterMs } = key
    if (!isLive(state)) return { check: 'key-state', why: `key ${state}` }
    // Whoever enrols may not know the version of its key yet.
    if (version !== keyVersion && !isOpenToAll)
      return { check: 'key-state', why: `key of version ${version}, signed as ${keyVersion}` }
    const end = notAfterMs - nowMs < endIsNearMs ? { keyEndsAtMs: notAfterMs } : {}
    const caller: Caller = { organisation, role, identityKey, idempotencyKey, ...end }
    const isSuperseded = (members.keys.find(key.supersededBy)?.uses ?? 0) > 0
    return { caller, key: { keyId: id, version }, isSuperseded }
  }
  // Somebody not enrolled shows the key; what it may do is decided by the operation's roles.
  if (publicKey.length !== 32 || toHex(keyIdOf(publicKey)) !== id)
    return { check: 'unknown-key', why: 'unknown key' }
  const caller: Caller = { organisation: '', role: 'anyone', identityKey: publicKey, idempotencyKey }
  return { caller, key: { keyId: id }, isSuperseded: false }
}
