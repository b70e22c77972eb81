/** A member that has lost its keys comes back, through gRPC on loopback. */
import test from 'ava'
import { fromHex, generateSigner, type Signer, systemRandom, toHex } from '../../../aggregation/index.ts'
import { openStorage, type Storage } from '../../../coordinator/storage/index.ts'
import {
  isRecoverySigned,
  recoverySetSigningBytes,
  recoverySigningBytes,
  signRecovery,
} from '../../../protos/key-recovery.ts'
import { signRotation } from '../../../protos/key-rotation.ts'
import type { Answer } from '../../../protos/reasons.ts'
import { keyIdOf } from '../../../protos/signed-request.ts'
import type { RecoverKeyRequest, RecoverySetting, Role } from '../../../protos/types.ts'
import { openGrpcDoor } from '../../support/grpc-door.ts'
import { type Cast, must, openCast } from '../../support/small-federation.ts'

const dayMs = 86_400_000
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

const makeSigner = () => generateSigner(systemRandom).signer
const here = () => ({ environment: 'dev', audience: toHex(cast.coordinatorSigner.publicKey) })
const reasonOf = (answer: Answer<unknown>) =>
  answer.kind === 'refused' ? `${answer.reason} ${answer.field ?? ''}`.trim() : answer.kind

/** A holder with two of three recovery keys. */
async function enrol(name: string, role: Role = 'holder') {
  const member = await cast.federation.enrol(name, role)
  const people = [makeSigner(), makeSigner(), makeSigner()]
  const owner = { organisation: name, role }
  const setAtMs = Date.now()
  const setting = { threshold: 2, keys: people.map(({ publicKey }) => publicKey), counter: setAtMs }
  must(await member.port.setRecovery({ ...setting, signatures: [] }))
  const recovering = (
    fresh: Signer,
    signing: readonly Signer[],
    change: Partial<RecoverKeyRequest> = {},
  ): RecoverKeyRequest => {
    const { organisation = name, role: as = role, counter = setAtMs + 1 } = change
    const recovery = { counter, newKey: fresh.publicKey, notAfterMs: Date.now() + 60 * dayMs, ...change }
    const signed = recoverySigningBytes(here(), { organisation, role: as }, recovery)
    return {
      ...{ ...owner, ...recovery, newSignature: fresh.sign(signed) },
      signatures: signing.map(person => signRecovery(signed, person)),
    }
  }
  const changing = (next: RecoverySetting, signing: readonly Signer[]) => {
    const signed = recoverySetSigningBytes(here(), owner, next)
    return { ...next, signatures: signing.map(person => signRecovery(signed, person)) }
  }
  return { ...member, people, setting, recovering, changing }
}

test('with as many recovery keys as were agreed on a new key takes the place of all that were lost, and anybody can check it', async t => {
  const { port, signer, people, setting, recovering } = await enrol('alder')
  const rotated = makeSigner()
  const times = { oldVersion: 1, newVersion: 2, notBeforeMs: 0, notAfterMs: 0 }
  const owner = { organisation: 'alder', role: 'holder' } as const
  must(await port.rotateKey(signRotation(here(), owner, times, { old: signer, new: rotated })))
  const { apiKey } = must(await port.issueApiKey({ name: 'by a thief', scope: ['log'], lifeMs: 0 }))
  const door = await openGrpcDoor(t, cast)
  const fresh = makeSigner()
  const asFresh = door(fresh)
  const [a, b, c] = people as [Signer, Signer, Signer]
  const request = recovering(fresh, [c, a])
  t.is(reasonOf(await asFresh.getRegistry({})), 'unauthenticated')
  t.is(reasonOf(await asFresh.recoverKey(recovering(fresh, [b]))), 'signature-invalid signatures')
  t.is(reasonOf(await door(makeSigner()).recoverKey(request)), 'signature-invalid newKey')
  const back = must(await asFresh.recoverKey(request))
  t.like(back, { organisation: 'alder', role: 'holder', version: 3, state: 'active' })
  t.is(back.notAfterMs, request.notAfterMs)
  // Not having heard the answer, it asks again.
  t.like(must(await asFresh.recoverKey(request)), { version: 3, state: 'active', publicKey: back.publicKey })

  for (const lost of [signer, rotated]) t.is(reasonOf(await door(lost).getRegistry({})), 'unauthenticated')
  const own = door(() => ({ signer: fresh, keyVersion: 3 }))
  const { keys } = must(await own.listKeys({ organisation: '' }))
  t.deepEqual(
    keys.map(({ state, reason }) => [state, reason]),
    [
      ['revoked', 'recovered'],
      ['revoked', 'recovered'],
      ['active', ''],
    ],
  )
  t.like(must(await own.listApiKeys({ organisation: '' })).apiKeys, [{ id: apiKey.id, reason: 'recovered' }])
  t.is(must(await own.getRecovery({})).counter, request.counter)

  const { log } = cast.federation.parts
  const leaves = (await storage.transaction(tx => log.leaves(tx, 0, 200)))
    .map(({ body }) => JSON.parse(Buffer.from(body).toString()))
    .filter(leaf => leaf.organisation === 'alder')
  t.deepEqual(
    leaves.map(({ kind }) => kind),
    [
      ...['recovery-set', 'key-rotated', 'key-recovered'],
      ...['key-revoked', 'key-revoked', 'api-key-revoked'],
    ],
  )
  const [set, , told] = leaves
  const agreed = { threshold: set.threshold, keys: set.keys.map(fromHex) }
  t.deepEqual(agreed, { threshold: 2, keys: setting.keys })
  const read = {
    ...{ organisation: told.organisation, role: told.role, counter: told.counter },
    ...{ newKey: fromHex(told.key), notAfterMs: told.statedNotAfterMs },
    newSignature: fromHex(told.newSignature),
    signatures: (told.signatures as { key: string; signature: string }[]).map(each => ({
      key: fromHex(each.key),
      signature: fromHex(each.signature),
    })),
  }
  t.true(isRecoverySigned(here(), agreed, read))
  t.false(isRecoverySigned(here(), agreed, { ...read, counter: read.counter + 1 }))
})

test('a statement is used once, has an end, and is for one member; a key that was enrolled does not come back by it', async t => {
  const { people, setting, recovering, signer } = await enrol('birch')
  const other = await enrol('cedar')
  const recover = (fresh: Signer, request: RecoverKeyRequest) =>
    cast.federation.portFor('', 'anyone', fresh).recoverKey(request)
  const tried = async (change: Partial<RecoverKeyRequest>, fresh = makeSigner()) =>
    reasonOf(await recover(fresh, recovering(fresh, people, change)))
  t.is(await tried({ notAfterMs: Date.now() - 1 }), 'malformed notAfterMs')
  t.is(await tried({ notAfterMs: Date.now() + 181 * dayMs }), 'malformed notAfterMs')
  t.is(await tried({ counter: setting.counter }), 'wrong-state counter')
  t.is(await tried({ counter: Date.now() + 2 * dayMs }), 'wrong-state counter')
  t.is(await tried({ organisation: 'cedar' }), 'signature-invalid signatures')
  t.is(await tried({ organisation: 'nobody' }), 'signature-invalid signatures')
  t.is(await tried({ role: 'buyer' }), 'signature-invalid signatures')
  t.is(await tried({}, signer), 'already-enrolled newKey')
  const [first, second] = [makeSigner(), makeSigner()]
  t.is(reasonOf(await recover(first, recovering(first, people))), 'granted')
  // Signed before, and brought later: it would bring an older key back.
  t.is(reasonOf(await recover(second, recovering(second, people))), 'wrong-state counter')
  const mine = recovering(second, people, { counter: setting.counter + 2 })
  t.is(
    reasonOf(
      await recover(second, {
        ...mine,
        signatures: other.people.map(p => signRecovery(new Uint8Array(), p)),
      }),
    ),
    'signature-invalid signatures',
  )
  t.is(reasonOf(await recover(second, mine)), 'granted')
})

test('recovery keys are changed by those that stand, and by no member key alone', async t => {
  const { port, people, setting, changing } = await enrol('damson')
  const next = {
    threshold: 3,
    keys: [1, 2, 3, 4].map(() => makeSigner().publicKey),
    counter: setting.counter + 1,
  }
  const [a, b] = people as [Signer, Signer]
  const tried = async (request: ReturnType<typeof changing>) => reasonOf(await port.setRecovery(request))
  t.is(await tried(changing(next, [])), 'signature-invalid signatures')
  t.is(await tried(changing(next, [a, a])), 'signature-invalid signatures')
  t.is(await tried(changing({ ...next, threshold: 1 }, people)), 'malformed threshold')
  t.is(await tried(changing({ ...next, counter: setting.counter }, people)), 'wrong-state counter')
  const signing = { ...next, keys: [...next.keys.slice(1), cast.buyer.signer.publicKey] }
  t.is(await tried(changing(signing, people)), 'malformed keys')
  t.is(await tried({ ...changing(next, [a, b]), threshold: 2 }), 'signature-invalid signatures')
  t.is(await tried(changing(next, [a, b])), 'granted')
  t.is(await tried(changing(next, [a, b])), 'granted')
  t.like(must(await port.getRecovery({})), { threshold: 3, counter: next.counter })
  t.is(
    await tried(changing({ ...setting, counter: next.counter + 1 }, people)),
    'signature-invalid signatures',
  )
})

test('a member that was ended by others does not come back by its recovery keys', async t => {
  const { people, recovering, setting } = await enrol('elm')
  const ending = { organisation: 'elm', reason: 'left the federation' }
  must(await cast.federation.operatorPort.revokeMember(ending))
  const fresh = makeSigner()
  const port = cast.federation.portFor('', 'anyone', fresh)
  t.is(reasonOf(await port.recoverKey(recovering(fresh, people))), 'signature-invalid signatures')
  await t.throwsAsync(
    storage.transaction(tx =>
      tx.updateTable('recovery').set({ counter: 1n }).where('organisation', '=', 'elm').execute(),
    ),
    { message: /turn back/ },
  )
  const { operatorPort } = cast.federation
  t.is(reasonOf(await operatorPort.setRecovery({ ...setting, signatures: [] })), 'forbidden')
})

test('a member whose keys have all been revoked comes back without anybody’s help', async t => {
  const { port, signer, people, recovering } = await enrol('fir', 'buyer')
  must(await port.revokeKey({ keyId: keyIdOf(signer.publicKey), reason: 'the laptop was stolen' }))
  const fresh = makeSigner()
  const back = await cast.federation.portFor('', 'anyone', fresh).recoverKey(recovering(fresh, people))
  t.like(must(back), { version: 2, state: 'active', role: 'buyer' })
  t.true(cast.federation.parts.members.hasLiveKey({ organisation: 'fir', role: 'buyer' }))
})
