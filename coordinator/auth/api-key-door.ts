/**
 * The door for calls that show an API key instead of a signature. In this order: size and checksum, before anything is looked up; the
 * environment in the prefix; the row and its hash; whether the key has ended; the method, the scope and the owner's role; whether the owner
 * still signs.
 * Whoever shows no key that is good learns only that; what a good one is not for is said.
 */
import { equalBytes, fromHex } from '../../aggregation/index.ts'
import { readApiKey } from '../../protos/api-key.ts'
import { isOpenToApiKeys } from '../../protos/api-key-scope.ts'
import { mayCall, type OperationName } from '../../protos/operations.ts'
import { type Answer, granted, type Refusal, refused } from '../../protos/reasons.ts'
import type { Caller } from '../../protos/service.ts'
import type { ApiKeyRequest } from '../grpc/index.ts'
import type { World } from '../world.ts'
import { type ApiKeyRecord, isInForce } from './api-key-store.ts'
import { type AtDoor, type DoorWatch, mustWait } from './door-watch.ts'
import type { Members } from './members.ts'

interface ApiKeyDoorParts {
  readonly members: Members
  readonly world: Pick<World, 'nowMs'>
  readonly watch: DoorWatch
  readonly environment: string
}

type Found =
  | { readonly kind: 'found'; readonly key: ApiKeyRecord }
  /** `key` where the secret was shown: then what follows is the key's doing. */
  | { readonly kind: 'not-found'; readonly why: string; readonly id?: string; readonly key?: ApiKeyRecord }

/** Lets a call with an API key in, or refuses it. */
export function admitByApiKey({ members, world, watch, environment }: ApiKeyDoorParts) {
  /** The key whose text was shown, if it is good. */
  async function look(text: string): Promise<Found> {
    const read = readApiKey(text)
    if (read.kind !== 'read') return { kind: 'not-found', why: `no API key: ${read.kind}` }
    const { id, kind, environment: its } = read.label
    if (kind !== 'reading') return { kind: 'not-found', id, why: 'an invitation' }
    if (its !== environment) return { kind: 'not-found', id, why: `a key for ${its}` }
    const key = await members.apiKeys.find(id)
    if (key === undefined || !equalBytes(fromHex(key.hash), fromHex(read.hash)))
      return { kind: 'not-found', id, why: 'unknown API key' }
    if (!isInForce(key, world.nowMs()))
      return { kind: 'not-found', id, key, why: key.revokedAtMs === 0 ? 'expired' : 'revoked' }
    return { kind: 'found', key }
  }

  return async (request: ApiKeyRequest): Promise<Answer<Caller>> => {
    const { method, address } = request
    const stranger: AtDoor = { request, isAuthentic: false }
    const waitMs = watch.waitMs(address)
    if (waitMs > 0) {
      watch.turnedAway(stranger, 'throttled', 'its address has to wait')
      return mustWait(waitMs)
    }
    const found = await look(request.apiKey)
    if (found.kind === 'not-found') {
      const { id, key, why } = found
      const seen = key === undefined ? stranger : { request, isAuthentic: true, caller: callerOf(key) }
      watch.turnedAway(id === undefined ? seen : { ...seen, apiKeyId: id }, 'api-key', why)
      return notGood()
    }
    const { key } = found
    const caller = callerOf(key)
    const seen: AtDoor = { request, caller, isAuthentic: true, apiKeyId: key.id }
    const refusal = outOfScope(key, method)
    if (refusal !== undefined) {
      watch.turnedAway(seen, 'api-key', 'not in its scope')
      return refusal
    }
    if (!(await members.signs(key))) {
      watch.turnedAway(seen, 'api-key', 'no key of its owner is live any more')
      return notGood()
    }
    members.apiKeys.noteUse(key)
    watch.admitted(seen)
    return granted(caller)
  }
}

/** Under the hash of its key: nobody's identity, so that nothing is taken for signed by it. */
function callerOf({ organisation, role, hash }: ApiKeyRecord): Caller {
  return { organisation, role, identityKey: fromHex(hash), idempotencyKey: '' }
}

function outOfScope({ id, methods, role }: ApiKeyRecord, method: OperationName): Refusal | undefined {
  if (!isOpenToApiKeys(method))
    return refused('forbidden', `${method} takes a signed request; API keys are for reading alone`)
  if (!methods.includes(method))
    return refused('forbidden', `API key ${id} is not for ${method}; it is for: ${methods.join(', ')}`)
  // What a role may call can have become less since the key was issued.
  if (!mayCall(method, role)) return refused('forbidden', `${role}s may not call ${method}`)
  return undefined
}

function notGood(): Refusal {
  return refused(
    'unauthenticated',
    'the API key is not good here: mistyped, ended, or of another coordinator; its owner issues another with parley keys api issue',
  )
}
