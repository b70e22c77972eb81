/**
 * The door: who calls, and may they. In this order: the time window, the key with its state and version, the signature, the
 * nonce, the role; a stranger learns only that it was refused. Which check failed is told to the operator.
 */
import { toHex } from '../../aggregation/index.ts'
import type { RequestSignature } from '../../protos/codec/index.ts'
import { mayCall, operations } from '../../protos/operations.ts'
import { granted, type Refusal, refused } from '../../protos/reasons.ts'
import type { Caller } from '../../protos/service.ts'
import { keyIdOf, unknownDestination, verifyRequest } from '../../protos/signed-request.ts'
import type { Door, DoorRequest } from '../grpc/index.ts'
import type { Journal } from '../parts.ts'
import type { World } from '../world.ts'
import { isLive, isOver } from './key-states.ts'
import type { Members } from './members.ts'
import type { Nonces, SigningKey } from './nonces.ts'

/** How far the caller's clock may be from ours, in milliseconds. */
export const signatureWindowMs = 60_000

export interface DoorParts {
  readonly members: Members
  readonly nonces: Nonces
  readonly world: World
  readonly journal: Journal
  readonly environment: string
  /** The coordinator's identity key, hexadecimal: requests for another coordinator are refused. */
  readonly audience: string
}

export function openDoor(parts: DoorParts): Door {
  const { members, nonces, world, journal } = parts
  const turnAway = (request: DoorRequest, why: string): Refusal => {
    journal.warn(
      {
        method: request.method,
        keyId: toHex(request.signature.keyId),
        keyVersion: request.signature.keyVersion,
        why,
      },
      'request turned away',
    )
    return refused(
      'unauthenticated',
      'the request is not signed by a key enrolled here, or not for this coordinator and this minute; check the key, the enrolment and the clock',
    )
  }
  return {
    async admit(request) {
      const { signature, method, body } = request
      const { path, changesState, roles } = operations[method]
      if (Math.abs(world.nowMs() - signature.unixMs) > signatureWindowMs)
        return turnAway(request, 'time window')
      const known = callerFor(members, signature, roles === 'anyone', world.nowMs())
      if (typeof known === 'string') return turnAway(request, known)
      const { caller, key } = known
      const publicKey = caller.identityKey
      const here = { environment: parts.environment, audience: parts.audience }
      const destinations = method === 'describe' ? [here, unknownDestination] : [here]
      const isSigned = destinations.some(destination =>
        verifyRequest({ destination, path, body }, signature, publicKey),
      )
      if (!isSigned) return turnAway(request, 'signature')
      const nonce = await nonces.take(key, signature.nonce, changesState)
      if (nonce === 'seen-before') return turnAway(request, 'nonce used before')
      if (nonce === 'key-not-live') return turnAway(request, 'the database has this key as not live')
      members.keys.noteUse(key.keyId)
      if (roles === 'anyone') return granted(caller)
      if (caller.role === 'anyone') return turnAway(request, 'not enrolled')
      if (mayCall(method, caller.role)) return granted(caller)
      return refused('forbidden', `${caller.role}s may not call ${method}; it is for: ${roles.join(', ')}`)
    },
    isStillGood({ role, identityKey }) {
      const key = members.keys.ofKey(toHex(identityKey))
      return key === undefined ? role === 'anyone' : isLive(key.state)
    },
    onKeyEnded: listener =>
      members.keys.onChange(({ state, publicKey }) => {
        if (isOver(state)) listener(publicKey)
      }),
  }
}

/** A key whose end is nearer than this is told to its owner with every answer, in milliseconds. */
const endIsNearMs = 30 * 24 * 3_600_000

/** Who signed, as what is known here has it; or why nobody. */
function callerFor(
  members: Members,
  { keyId, keyVersion, publicKey, idempotencyKey }: RequestSignature,
  isOpenToAll: boolean,
  nowMs: number,
): { readonly caller: Caller; readonly key: SigningKey } | string {
  const id = toHex(keyId)
  const key = members.keys.find(id)
  if (key !== undefined) {
    const { organisation, role, publicKey: identityKey, version, state, notAfterMs } = key
    if (!isLive(state)) return `key ${state}`
    // Whoever enrols may not know the version of its key yet.
    if (version !== keyVersion && !isOpenToAll) return `key of version ${version}, signed as ${keyVersion}`
    const end = notAfterMs - nowMs < endIsNearMs ? { keyEndsAtMs: notAfterMs } : {}
    const caller: Caller = { organisation, role, identityKey, idempotencyKey, ...end }
    return { caller, key: { keyId: id, version } }
  }
  // Somebody not enrolled shows the key; what it may do is decided by the operation's roles.
  if (publicKey.length !== 32 || toHex(keyIdOf(publicKey)) !== id) return 'unknown key'
  const caller: Caller = { organisation: '', role: 'anyone', identityKey: publicKey, idempotencyKey }
  return { caller, key: { keyId: id } }
}
