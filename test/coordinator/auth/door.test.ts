/** The door before keys that turn over: real members, real rows; a second door over the same database stands for another process. */
import test, { type ExecutionContext } from 'ava'
import { generateSigner, type Signer, systemRandom, toHex } from '../../../aggregation/index.ts'
import { signatureWindowMs } from '../../../coordinator/auth/clock-window.ts'
import { openDoor } from '../../../coordinator/auth/door.ts'
import { type Members, openMembers } from '../../../coordinator/auth/members.ts'
import { openNonces } from '../../../coordinator/auth/nonces.ts'
import type { Door } from '../../../coordinator/grpc/index.ts'
import { openStorage, type Storage } from '../../../coordinator/storage/index.ts'
import { type OperationName, operations, signRequest, signRotation } from '../../../protos/index.ts'
import type { CoordinatorPort } from '../../../protos/service.ts'
import { keyIdOf } from '../../../protos/signed-request.ts'
import type { RotateKeyRequest } from '../../../protos/types.ts'
import { watchOf } from '../../support/door-watch.ts'
import { sessionFor } from '../../support/session-for.ts'
import { type Cast, must, openCast } from '../../support/small-federation.ts'

const dayMs = 86_400_000

interface Stage {
  readonly door: Door
  /** Of another process, which reads what changed only when it is asked to. */
  readonly otherDoor: Door
  readonly otherMembers: Members
  readonly told: string[]
  readonly clock: { aheadMs: number }
  readonly holder: { readonly port: CoordinatorPort; readonly signer: Signer }
  statement(old: Signer, fresh: Signer, more?: Partial<RotateKeyRequest>): RotateKeyRequest
}

let storage: Storage
let cast: Cast
test.before(async () => {
  storage = await openStorage({ memory: true })
  cast = await openCast(storage, [])
})
test.after.always(async () => {
  await cast.federation.close()
  await storage.close()
})

/** A holder of its own for each test, which is enrolled under the name; all in one database. */
async function setStage(t: ExecutionContext, name: string): Promise<Stage> {
  const holder = await cast.federation.enrol(name, 'holder')
  const { parts } = cast.federation
  const clock = { aheadMs: 0 }
  const world = { ...parts.world, nowMs: () => parts.world.nowMs() + clock.aheadMs }
  const told: string[] = []
  const watch = watchOf((_seen, _check, why) => told.push(why))
  const audience = toHex(cast.coordinatorSigner.publicKey)
  const doorOf = (members: Members) => {
    const nonces = openNonces(storage, world, signatureWindowMs)
    t.teardown(() => nonces.close())
    return openDoor({ members, nonces, world, watch, environment: 'dev', audience })
  }
  const members = await openMembers(storage, parts.ledger, parts.signer, world)
  const otherMembers = await openMembers(storage, parts.ledger, parts.signer, world)
  return {
    door: doorOf(members),
    otherDoor: doorOf(otherMembers),
    otherMembers,
    told,
    clock,
    holder,
    statement: (old, fresh, more = {}) => {
      const rotation = { oldVersion: 1, newVersion: 2, notBeforeMs: 0, notAfterMs: 0, ...more }
      const owner = { organisation: name, role: 'holder' } as const
      return signRotation({ environment: 'dev', audience }, owner, rotation, { old, new: fresh })
    },
  }
}

/** What the door says of a call signed by a key under a version. */
async function knock(
  { clock }: Stage,
  door: Door,
  signer: Signer,
  keyVersion: number,
  method: OperationName = 'getRegistry',
): Promise<string> {
  const body = new Uint8Array()
  const destination = { environment: 'dev', audience: toHex(cast.coordinatorSigner.publicKey) }
  const unixMs = Date.now() + clock.aheadMs
  const { path } = operations[method]
  const { needsSession } = operations[method]
  const session = needsSession ? (await sessionFor(storage, signer.publicKey))() : undefined
  const request = {
    ...{ destination, path, body, keyVersion, unixMs, idempotencyKey: '', showPublicKey: true },
    ...(session !== undefined && { session }),
  }
  const signature = signRequest(request, signer, systemRandom)
  const answer = await door.admit({ method, signature, body, address: '192.0.2.7' })
  return answer.kind === 'granted' ? answer.value.organisation : answer.reason
}

test('while a key turns over, calls under the old one and the new one are both let in', async t => {
  const stage = await setStage(t, 'alder')
  const { holder, statement, otherMembers, otherDoor } = stage
  const fresh = generateSigner(systemRandom).signer
  const rotated = must(await holder.port.rotateKey(statement(holder.signer, fresh)))
  t.like(rotated, { version: 2, state: 'active', organisation: 'alder' })
  await otherMembers.keys.refresh()
  for (const method of ['getRegistry', 'leaveBounty'] as const) {
    t.is(await knock(stage, otherDoor, holder.signer, 1, method), 'alder')
    t.is(await knock(stage, otherDoor, fresh, 2, method), 'alder')
  }
  t.is(await knock(stage, otherDoor, fresh, 1), 'unauthenticated')
  t.deepEqual(stage.told, ['key of version 2, signed as 1'])
})

test('a revocation is effective at once for calls that change something, on a door that has not heard of it', async t => {
  const stage = await setStage(t, 'birch')
  const { holder, otherMembers, otherDoor } = stage
  const keyId = keyIdOf(holder.signer.publicKey)
  must(await holder.port.revokeKey({ keyId, reason: 'the laptop was stolen' }))
  t.is(await knock(stage, otherDoor, holder.signer, 1, 'leaveBounty'), 'unauthenticated')
  t.deepEqual(stage.told, ['the database has this key as not live'])
  // Reads rely on what was read last.
  t.is(await knock(stage, otherDoor, holder.signer, 1), 'birch')
  const ended: string[] = []
  otherDoor.onKeyEnded(key => void ended.push(toHex(key)))
  await otherMembers.keys.refresh()
  t.is(await knock(stage, otherDoor, holder.signer, 1), 'unauthenticated')
  t.true(ended.includes(toHex(holder.signer.publicKey)))
})

test('a revoked key comes back neither as a stranger nor with an invitation', async t => {
  const stage = await setStage(t, 'cedar')
  const { holder, otherDoor, otherMembers } = stage
  must(await holder.port.revokeKey({ keyId: keyIdOf(holder.signer.publicKey), reason: 'lost' }))
  t.is(await knock(stage, otherDoor, holder.signer, 1, 'enrol'), 'unauthenticated')
  await otherMembers.keys.refresh()
  t.is(await knock(stage, otherDoor, holder.signer, 1, 'enrol'), 'unauthenticated')
  const { federation } = cast
  const request = { organisation: 'cedar', role: 'holder', validForMs: 60_000 } as const
  const { code } = must(await federation.operatorPort.invite(request))
  const enrolment = (signer: Signer) =>
    federation.portFor('', 'anyone', signer).enrol({
      invitation: code,
      organisation: 'cedar',
      displayName: '',
      identityKey: signer.publicKey,
    })
  t.like(await enrolment(holder.signer), { kind: 'refused', reason: 'already-enrolled' })
  const fresh = generateSigner(systemRandom).signer
  must(await enrolment(fresh))
  await otherMembers.keys.refresh()
  t.is(await knock(stage, otherDoor, fresh, 2), 'cedar')
  // Whoever enrols again, not having heard the answer, does not know its version yet.
  t.is(await knock(stage, otherDoor, fresh, 1, 'enrol'), 'cedar')
  t.is(await knock(stage, otherDoor, fresh, 1, 'leaveBounty'), 'unauthenticated')
  t.like(await federation.operatorPort.invite(request), { kind: 'refused', reason: 'organisation-taken' })
})

test('a key that begins later signs from its first instant on, and not before', async t => {
  const stage = await setStage(t, 'damson')
  const { holder, statement, otherDoor, otherMembers, clock } = stage
  const fresh = generateSigner(systemRandom).signer
  const notBeforeMs = Date.now() + dayMs
  const rotated = must(await holder.port.rotateKey(statement(holder.signer, fresh, { notBeforeMs })))
  t.is(rotated.state, 'pending')
  await otherMembers.keys.refresh()
  t.is(await knock(stage, otherDoor, fresh, 2, 'leaveBounty'), 'unauthenticated')
  clock.aheadMs = dayMs + 1_000
  t.is(await knock(stage, otherDoor, fresh, 2, 'leaveBounty'), 'damson')
  t.is(await knock(stage, otherDoor, holder.signer, 1, 'leaveBounty'), 'damson')
})

test('a key ends with its time, and its owner is told from 30 days before', async t => {
  const stage = await setStage(t, 'elm')
  const { holder, otherDoor, clock } = stage
  t.is(await knock(stage, otherDoor, holder.signer, 1), 'elm')
  clock.aheadMs = 90 * dayMs + 1_000
  for (const method of ['getRegistry', 'leaveBounty'] as const)
    t.is(await knock(stage, otherDoor, holder.signer, 1, method), 'unauthenticated')
  t.deepEqual(stage.told, ['key expired', 'key expired'])
})

test('a rotation needs both signatures, over this coordinator, this member and these versions', async t => {
  const { holder, statement } = await setStage(t, 'fir')
  const fresh = generateSigner(systemRandom).signer
  const good = statement(holder.signer, fresh)
  const tried = async (change: Partial<RotateKeyRequest>) => {
    const answer = await holder.port.rotateKey({ ...good, ...change })
    return answer.kind === 'refused' ? answer.reason : 'granted'
  }
  t.is(await tried({ oldSignature: good.newSignature }), 'signature-invalid')
  t.is(await tried({ newSignature: good.oldSignature }), 'signature-invalid')
  t.is(await tried({ notAfterMs: Date.now() + dayMs }), 'signature-invalid')
  t.is(await tried(statement(fresh, fresh)), 'not-found')
  t.is(await tried(statement(holder.signer, fresh, { newVersion: 3 })), 'wrong-state')
  // Another member's keys are none of one's own.
  t.is(await tried(statement(cast.buyer.signer, fresh)), 'not-found')
  t.is(await tried(statement(holder.signer, cast.buyer.signer)), 'already-enrolled')
  t.is(await tried(good), 'granted')
  t.is(await tried(good), 'granted')
  const { keys } = must(await holder.port.listKeys({ organisation: '' }))
  t.deepEqual(
    keys.map(({ version, state }) => [version, state]),
    [
      [1, 'retiring'],
      [2, 'active'],
    ],
  )
})

test('keys are listed by their owner and the operator, and revoked by themselves or the operator', async t => {
  const { holder } = await setStage(t, 'gorse')
  const { operatorPort } = cast.federation
  const keyId = keyIdOf(holder.signer.publicKey)
  t.like(await cast.buyer.port.listKeys({ organisation: 'gorse' }), { kind: 'refused', reason: 'forbidden' })
  t.like(await cast.buyer.port.revokeKey({ keyId, reason: '' }), { kind: 'refused', reason: 'forbidden' })
  t.like(await cast.buyer.port.retireKey({ keyId, isForced: true }), { kind: 'refused', reason: 'not-found' })
  t.is(must(await operatorPort.listKeys({ organisation: 'gorse' })).keys.length, 1)
  t.is(must(await operatorPort.revokeKey({ keyId, reason: 'left the federation' })).state, 'revoked')
  t.like(must(await operatorPort.listKeys({ organisation: 'gorse' })).keys[0], {
    state: 'revoked',
    reason: 'left the federation',
  })
})

test('every change of a key is a leaf of the public log, and a repeated request none', async t => {
  const { holder, statement } = await setStage(t, 'hazel')
  const fresh = generateSigner(systemRandom).signer
  const request = statement(holder.signer, fresh)
  must(await holder.port.rotateKey(request))
  must(await holder.port.rotateKey(request))
  const keyId = keyIdOf(holder.signer.publicKey)
  must(await holder.port.rollBackKey({ keyId }))
  const { log } = cast.federation.parts
  const leaves = await storage.transaction(tx => log.leaves(tx, 0, 50))
  const told = leaves.map(({ body }) => JSON.parse(Buffer.from(body).toString()))
  t.deepEqual(
    told.filter(({ organisation }) => organisation === 'hazel').map(({ kind, version }) => [kind, version]),
    [
      ['key-rotated', 2],
      ['key-rolled-back', 1],
    ],
  )
  const { keys } = must(await holder.port.listKeys({ organisation: '' }))
  t.deepEqual(
    keys.map(({ state }) => state),
    ['active', 'retired'],
  )
})

test('once the newer key has signed, the older one alone does not turn the clock back', async t => {
  const stage = await setStage(t, 'larch')
  const { holder, statement, otherDoor, otherMembers } = stage
  const fresh = generateSigner(systemRandom).signer
  must(await holder.port.rotateKey(statement(holder.signer, fresh)))
  await otherMembers.keys.refresh()
  t.is(await knock(stage, otherDoor, fresh, 2), 'larch')
  await otherMembers.keys.flushUses()
  const request = { keyId: keyIdOf(holder.signer.publicKey) }
  t.like(await holder.port.rollBackKey(request), { kind: 'refused', reason: 'forbidden' })
  const asNewer = cast.federation.portFor('larch', 'holder', fresh)
  t.like(must(await asNewer.rollBackKey(request)), { version: 1, state: 'active' })
})

test('the database itself keeps a revoked key revoked, and forgets none', async t => {
  const { holder } = await setStage(t, 'ivy')
  const keyId = keyIdOf(holder.signer.publicKey)
  must(await holder.port.revokeKey({ keyId, reason: '' }))
  const row = toHex(keyId)
  await t.throwsAsync(
    storage.transaction(tx =>
      tx.updateTable('member_key').set({ state: 'active' }).where('key_id', '=', row).execute(),
    ),
    { message: /revoked for good/ },
  )
  await t.throwsAsync(
    storage.transaction(tx => tx.deleteFrom('member_key').where('key_id', '=', row).execute()),
    { message: /cannot be deleted/ },
  )
})

test('use of keys is counted, and the operator and its owner see it', async t => {
  const stage = await setStage(t, 'juniper')
  const { holder, otherDoor, otherMembers } = stage
  for (let i = 0; i < 3; i++) await knock(stage, otherDoor, holder.signer, 1)
  await otherMembers.keys.flushUses()
  await knock(stage, otherDoor, holder.signer, 1, 'leaveBounty')
  await otherMembers.keys.flushUses()
  const [key] = must(await holder.port.listKeys({ organisation: '' })).keys
  t.is(key?.uses, 4)
  t.true(Math.abs(Date.now() - (key?.lastUsedAtMs ?? 0)) < 60_000)
})
