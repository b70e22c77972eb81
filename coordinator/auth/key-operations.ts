/**
 * The operations on keys: who may, what the pure rules say, then rows and a leaf of the public log in one transaction.
 */
import { equalBytes, toHex } from '../../aggregation/index.ts'
import { rotationFault } from '../../protos/key-rotation.ts'
import { type Answer, granted, type Refusal, refused } from '../../protos/reasons.ts'
import type { Caller, CoordinatorService } from '../../protos/service.ts'
import { type Destination, keyIdOf } from '../../protos/signed-request.ts'
import type { MemberKey, RotateKeyRequest } from '../../protos/types.ts'
import type { Parts } from '../parts.ts'
import { type KeyRing, type RingChange, retire, revoke, rollBack, rotate } from './key-ring.ts'
import { isOver, type KeyOwner, type KeyRecord } from './key-states.ts'
import { isRegistered, readRing, readRings, writeKeys } from './key-store.ts'
import { eventOfKey, type Happening, leafOfKey, shownKey } from './key-telling.ts'
import { endMadeBy } from './made-by-key.ts'
import { mayPutOut } from './sides.ts'
import { seesEveryKey } from './sight.ts'

type KeyOperations = Pick<
  CoordinatorService,
  'listKeys' | 'rotateKey' | 'rollBackKey' | 'retireKey' | 'revokeKey'
>
type KeyParts = Pick<Parts, 'members' | 'storage' | 'log' | 'audit' | 'events' | 'world' | 'journal'>

type Decide = (ring: KeyRing, nowMs: number) => Answer<RingChange>

export function keyOperations(parts: KeyParts, destination: Destination): KeyOperations {
  const { members, storage, log, audit, events, world, journal } = parts
  const { policy } = members.keys

  /** Decides on the rows as the transaction sees them, and writes what follows. */
  async function change(
    owner: KeyOwner,
    happening: Happening,
    decide: Decide,
    more: object = {},
  ): Promise<Answer<MemberKey>> {
    const { organisation } = owner
    // What was used a moment ago must not look idle.
    await members.keys.flushUses()
    const answer = await storage.transaction(async tx => {
      const nowMs = world.nowMs()
      const decided = decide(await readRing(tx, owner), nowMs)
      if (decided.kind === 'refused' || decided.value.changed.length === 0) return decided
      const { subject, changed } = decided.value
      if (happening === 'rotated' && (await isRegistered(tx, subject.publicKey))) return keyTaken()
      await writeKeys(tx, changed)
      await log.append(tx, leafOfKey(happening, subject, nowMs, more))
      await audit.record(tx, eventOfKey(happening, subject, nowMs))
      if (happening === 'revoked') await endMadeBy(tx, parts, subject)
      return decided
    })
    if (answer.kind === 'refused') return answer
    // Commit point.
    const { subject, changed } = answer.value
    await members.keys.refresh()
    if (happening === 'revoked') await members.apiKeys.refresh()
    if (changed.length > 0) {
      journal.info({ organisation, keyId: subject.keyId, version: subject.version }, `a key was ${happening}`)
      events.publish({ kind: 'key-changed', organisation, reason: happening })
    }
    return granted(shown(members.keys.find(subject.keyId) ?? subject))
  }

  const shown = (key: KeyRecord) => shownKey(key, world.nowMs(), policy)

  async function onOwnKey(
    caller: Caller,
    keyId: Uint8Array,
    happening: Happening,
    decide: Decide,
  ): Promise<Answer<MemberKey>> {
    const key = members.keys.find(toHex(keyId))
    if (key?.organisation !== caller.organisation || key.role !== caller.role)
      return noKey(caller.organisation, keyId)
    return change(key, happening, decide)
  }

  return {
    async listKeys(caller, { organisation }) {
      const whose = organisation === '' ? caller.organisation : organisation
      if (whose !== caller.organisation && !seesEveryKey(caller.role))
        return refused('forbidden', 'an organisation sees its own keys only')
      if (!members.has(whose))
        return refused('not-found', `${whose} is not enrolled`, { field: 'organisation' })
      await members.keys.flushUses()
      const ring = await readRings(storage.db, whose)
      return granted({ keys: ring.map(shown) })
    },
    async rotateKey({ organisation, role }, request) {
      // The door lets nobody in here who is not enrolled.
      if (role === 'anyone') return noKey(organisation, keyIdOf(request.oldKey))
      const owner = { organisation, role }
      const fault = rotationFault(destination, owner, request)
      if (fault !== undefined) return badSignature(fault)
      const { newKey: publicKey } = request
      const key = { keyId: toHex(keyIdOf(publicKey)), publicKey }
      // Versions are of the member's own ring: a key of somebody else is none of it.
      return change(
        owner,
        'rotated',
        (ring, nowMs) =>
          ring.some(each => each.version === request.oldVersion && equalBytes(each.publicKey, request.oldKey))
            ? rotate(ring, request, key, nowMs, policy)
            : refused(
                'not-found',
                `key ${request.oldVersion} of ${organisation} is not the one that signed`,
                {
                  field: 'oldKey',
                },
              ),
        statementOf(request),
      )
    },
    rollBackKey: (caller, { keyId }) =>
      onOwnKey(
        caller,
        keyId,
        'rolled-back',
        (ring, nowMs) => newerInUse(ring, keyId, caller) ?? rollBack(ring, toHex(keyId), nowMs, policy),
      ),
    retireKey: (caller, { keyId, isForced }) =>
      onOwnKey(caller, keyId, 'retired', (ring, nowMs) =>
        retire(ring, toHex(keyId), isForced, nowMs, policy),
      ),
    async revokeKey(caller, { keyId, reason }) {
      const key = members.keys.find(toHex(keyId))
      if (!mayRevoke(caller, keyId, key))
        return refused(
          'forbidden',
          'a key is revoked by itself, signing the request, by its organisation’s data-owner, a security officer or the operator: ask them where the key is lost',
          { field: 'keyId' },
        )
      if (key === undefined) return noKey('anybody', keyId)
      return change(key, 'revoked', (ring, nowMs) => revoke(ring, toHex(keyId), reason, nowMs, policy))
    },
  }
}

function mayRevoke(
  { organisation, role, identityKey }: Caller,
  keyId: Uint8Array,
  key: KeyRecord | undefined,
): boolean {
  if (equalBytes(keyIdOf(identityKey), keyId)) return true
  if (role === 'operator' || (key !== undefined && mayPutOut(role, key.role))) return true
  if (key?.organisation !== organisation) return false
  // What signs nothing any more may be ended for good by whichever key does: nobody is locked out by that.
  return role === 'data-owner' || isOver(key.state)
}

/**
 * Once the newer key has signed, it works, and it alone gives its place back: with a stolen copy of the older one nobody turns the
 * clock back. One that never signed anything may be unusable, and is not asked.
 */
function newerInUse(ring: KeyRing, keyId: Uint8Array, { identityKey }: Caller): Refusal | undefined {
  const older = ring.find(key => key.keyId === toHex(keyId))
  const newer = ring.find(key => key.keyId === older?.supersededBy)
  if (newer === undefined || newer.uses === 0 || equalBytes(newer.publicKey, identityKey)) return undefined
  return refused(
    'forbidden',
    'the newer key signs already, and must sign the roll-back; where it is lost, ask the operator to revoke it',
    { field: 'keyId' },
  )
}

/** What the two keys signed, as it was signed. */
function statementOf(request: RotateKeyRequest): object {
  const { oldKey, oldVersion, notBeforeMs, notAfterMs, oldSignature, newSignature } = request
  return {
    ...{ oldKey: toHex(oldKey), oldVersion, statedNotBeforeMs: notBeforeMs, statedNotAfterMs: notAfterMs },
    ...{ oldSignature: toHex(oldSignature), newSignature: toHex(newSignature) },
  }
}

function noKey(organisation: string, keyId: Uint8Array) {
  return refused('not-found', `there is no key ${toHex(keyId)} of ${organisation}`, { field: 'keyId' })
}

function keyTaken() {
  return refused('already-enrolled', 'this key is of another member, or was; make a new one', {
    field: 'newKey',
  })
}

function badSignature(field: 'oldSignature' | 'newSignature') {
  const which = field === 'oldSignature' ? 'the key to replace' : 'the new key'
  return refused('signature-invalid', `the rotation is not signed by ${which}, for this coordinator`, {
    field,
  })
}
