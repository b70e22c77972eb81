/**
 * Recovery as operations. A member names recovery keys once under its own signature, and changes them by enough of those that stand;
 * with as many, somebody without a live key puts a new one in the place of all.
 */
import { canonicalJson, equalBytes, toHex, utf8 } from '../../aggregation/index.ts'
import { auditEvent } from '../../protos/audit/index.ts'
import {
  isApproved,
  isRecoverySigned,
  recoveryKeyCounts,
  recoveryKeysFault,
  recoverySetSigningBytes,
} from '../../protos/key-recovery.ts'
import { type Answer, granted, type Refusal, refused } from '../../protos/reasons.ts'
import type { CoordinatorService } from '../../protos/service.ts'
import { type Destination, keyIdOf } from '../../protos/signed-request.ts'
import type {
  RecoverKeyRequest,
  RecoveryPolicy,
  RecoverySetting,
  RecoverySignature,
  SetRecoveryRequest,
} from '../../protos/types.ts'
import type { Parts } from '../parts.ts'
import type { Transaction } from '../storage/index.ts'
import { revokeApiKeyIn } from './api-key-operations.ts'
import { readApiKeys } from './api-key-store.ts'
import { type RingChange, recover } from './key-ring.ts'
import type { KeyOwner, KeyRecord } from './key-states.ts'
import { isRegistered, readRing, writeKeys } from './key-store.ts'
import { eventOfKey, leafOfKey, shownKey } from './key-telling.ts'
import { readRecovery, writeRecovery } from './recovery-store.ts'

type RecoveryOperations = Pick<CoordinatorService, 'getRecovery' | 'setRecovery' | 'recoverKey'>
type RecoveryParts = Pick<Parts, 'members' | 'storage' | 'log' | 'audit' | 'events' | 'world' | 'journal'>

/** A counter is usually a time; one far ahead of ours would end all recovery. */
const longestAheadMs = 24 * 3_600_000

export function recoveryOperations(parts: RecoveryParts, destination: Destination): RecoveryOperations {
  const { members, storage, events, world, journal } = parts
  return {
    async getRecovery({ organisation, role }) {
      if (role === 'anyone') return refused('forbidden', 'recovery keys are of members')
      return granted(await readRecovery(storage.db, { organisation, role }))
    },
    async setRecovery({ organisation, role }, request) {
      if (role === 'anyone') return refused('forbidden', 'recovery keys are of members')
      if (role === 'operator')
        return refused(
          'forbidden',
          'an operator comes back with its data folder: move the keystore away and restart',
        )
      const owner = { organisation, role }
      const fault = recoveryKeysFault(request)
      if (fault !== undefined) return badKeys(fault)
      const answer = await storage.transaction(tx => setIn(tx, parts, destination, owner, request))
      if (answer.kind === 'granted') journal.info({ organisation, role }, 'recovery keys were set')
      return answer
    },
    async recoverKey(caller, request) {
      if (!equalBytes(caller.identityKey, request.newKey))
        return refused('signature-invalid', 'the request must be signed with the new key', {
          field: 'newKey',
        })
      const { organisation, role } = request
      await members.keys.flushUses()
      const answer = await storage.transaction(tx => recoverIn(tx, parts, destination, request))
      if (answer.kind === 'refused') return answer
      // Commit point.
      await members.keys.refresh()
      const { subject, changed } = answer.value
      if (changed.length > 0) {
        const { keyId, version } = subject
        journal.warn({ organisation, role, keyId, version }, 'a member came back by its recovery keys')
        events.publish({ kind: 'key-changed', organisation, reason: 'recovered' })
      }
      return granted(
        shownKey(members.keys.find(subject.keyId) ?? subject, world.nowMs(), members.keys.policy),
      )
    },
  }
}

async function setIn(
  tx: Transaction,
  { log, audit, world }: RecoveryParts,
  destination: Destination,
  owner: KeyOwner,
  request: SetRecoveryRequest,
): Promise<Answer<RecoveryPolicy>> {
  const nowMs = world.nowMs()
  const { threshold, keys, counter, signatures } = request
  const present = await readRecovery(tx, owner)
  if (isSame(present, request)) return granted(present)
  if (present.threshold === 0 && signatures.length > 0)
    return refused('malformed', 'there are no recovery keys yet, so none signs', { field: 'signatures' })
  const signed = recoverySetSigningBytes(destination, owner, request)
  if (present.threshold > 0 && !isApproved(present, signed, signatures))
    return refused(
      'signature-invalid',
      `${present.threshold} of the present recovery keys must sign what takes their place, for this coordinator`,
      { field: 'signatures' },
    )
  const fault = counterFault(present, counter, nowMs)
  if (fault !== undefined) return fault
  for (const key of keys)
    if (await isRegistered(tx, key))
      return refused('malformed', 'a recovery key signs nothing else: make it by parley keys recovery new', {
        field: 'keys',
      })
  const set = { threshold, keys, counter, setAtMs: nowMs }
  await writeRecovery(tx, owner, set)
  const { organisation, role } = owner
  const leaf = { kind: 'recovery-set', organisation, role, atMs: nowMs, counter, threshold }
  await log.append(
    tx,
    utf8(canonicalJson({ ...leaf, keys: keys.map(toHex), signatures: signaturesOf(signatures) })),
  )
  const detail = `${threshold} of ${keys.length} recovery keys`
  await audit.record(tx, auditEvent({ atMs: nowMs, kind: 'recovery-set', organisation, role, detail }))
  return granted(set)
}

async function recoverIn(
  tx: Transaction,
  parts: RecoveryParts,
  destination: Destination,
  request: RecoverKeyRequest,
): Promise<Answer<RingChange>> {
  const { members, log, audit, world } = parts
  const nowMs = world.nowMs()
  const { organisation, role, counter, newKey, notAfterMs } = request
  const owner = { organisation, role }
  const present = await readRecovery(tx, owner)
  // Whoever is not of the organisation learns nothing else, not even whether there are recovery keys.
  if (!isRecoverySigned(destination, present, request)) return notApproved()
  const ring = await readRing(tx, owner)
  const keyId = toHex(keyIdOf(newKey))
  const known = ring.find(key => key.keyId === keyId)
  if (known !== undefined && counter === present.counter) return granted({ subject: known, changed: [] })
  const fault = counterFault(present, counter, nowMs)
  if (fault !== undefined) return fault
  if (await isRegistered(tx, newKey))
    return refused('already-enrolled', 'this key was enrolled before; make a new one', { field: 'newKey' })
  const decided = recover(ring, { keyId, publicKey: newKey, notAfterMs }, nowMs, members.keys.policy)
  if (decided.kind === 'refused') return decided
  const { subject, changed } = decided.value
  await writeKeys(tx, changed)
  await writeRecovery(tx, owner, { ...present, counter })
  await log.append(tx, leafOfKey('recovered', subject, nowMs, statementOf(request)))
  await audit.record(tx, eventOfKey('recovered', subject, nowMs))
  for (const key of changed) if (key !== subject) await tellRevoked(tx, { log, audit }, key, nowMs)
  // Whoever had a key of the member may have issued these.
  for (const key of await readApiKeys(tx, organisation))
    if (key.role === role && key.revokedAtMs === 0) await revokeApiKeyIn(tx, parts, key, 'recovered')
  return decided
}

async function tellRevoked(
  tx: Transaction,
  { log, audit }: Pick<RecoveryParts, 'log' | 'audit'>,
  key: KeyRecord,
  nowMs: number,
): Promise<void> {
  await log.append(tx, leafOfKey('revoked', key, nowMs))
  await audit.record(tx, eventOfKey('revoked', key, nowMs))
}

/** What the keys signed, as it was signed; the rest stands in the leaf. */
function statementOf({ counter, notAfterMs, newSignature, signatures }: RecoverKeyRequest): object {
  return {
    ...{ counter, statedNotAfterMs: notAfterMs },
    ...{ newSignature: toHex(newSignature), signatures: signaturesOf(signatures) },
  }
}

function signaturesOf(signatures: readonly RecoverySignature[]): readonly object[] {
  return signatures.map(({ key, signature }) => ({ key: toHex(key), signature: toHex(signature) }))
}

function isSame(present: RecoveryPolicy, { threshold, keys, counter }: RecoverySetting): boolean {
  const isEach = keys.every((key, i) => equalBytes(key, present.keys[i] ?? new Uint8Array()))
  return (
    present.counter === counter &&
    present.threshold === threshold &&
    isEach &&
    keys.length === present.keys.length
  )
}

function counterFault(
  { counter: last }: RecoveryPolicy,
  counter: number,
  nowMs: number,
): Refusal | undefined {
  if (counter > last && counter <= nowMs + longestAheadMs) return undefined
  const why =
    counter <= last
      ? `a statement with the counter ${last} was used already; make another one`
      : 'the counter is a time in milliseconds, and at most a day ahead; set the clock and make another statement'
  return refused('wrong-state', why, { field: 'counter' })
}

function notApproved(): Refusal {
  return refused(
    'signature-invalid',
    'the recovery is not signed by its new key and enough of the recovery keys of this member, for this coordinator',
    { field: 'signatures' },
  )
}

function badKeys(field: 'keys' | 'threshold'): Refusal {
  const { least, most } = recoveryKeyCounts
  const message =
    field === 'keys'
      ? `there must be ${least} to ${most} recovery keys, all different`
      : 'at least 2 of the recovery keys must sign, and at most all'
  return refused('malformed', message, { field })
}
