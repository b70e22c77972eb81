/** Calls of much consequence over real gRPC: asked for beforehand, under codes, approved by somebody else. */
import test, { type ExecutionContext } from 'ava'
import { TOTP, URI } from 'otpauth'
import {
  generateSigner,
  keyIdOf,
  type Signer,
  sha256,
  systemRandom,
  toHex,
  utf8,
} from '../../../aggregation/index.ts'
import type { GrpcPortOptions } from '../../../client/index.ts'
import { usualConfirmation } from '../../../coordinator/auth/confirmation.ts'
import { secondFactorsOf } from '../../../coordinator/auth/second-factors.ts'
import { transactionOperations } from '../../../coordinator/auth/transactions.ts'
import { openStorage, type Storage } from '../../../coordinator/storage/index.ts'
import {
  type Answer,
  depositRequestCodec,
  inviteRequestCodec,
  operations,
  type Role,
  revokeKeyRequestCodec,
  signRotation,
  type Transaction,
} from '../../../protos/index.ts'
import { openGrpcDoor } from '../../support/grpc-door.ts'
import { type Cast, must, openCast } from '../../support/small-federation.ts'

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

const deposit = (amountUnits: bigint) => ({ organisation: 'acme', amountUnits, memo: '' })
const depositPath = operations.deposit.path
const told = (answer: Answer<unknown>) => (answer.kind === 'granted' ? 'granted' : answer.reason)
/** A key is drawn for each, so that only the transaction keeps a call from being made twice. */
let deposits = 0
const fresh = () => ({ idempotencyKey: `deposit ${deposits++}` })

/** Ports whose coordinator insists as one in this environment does, on a clock that can be moved. */
async function setStage(t: ExecutionContext, environment: string) {
  const { parts } = cast.federation
  const clock = { aheadMs: 0 }
  const world = { ...parts.world, nowMs: () => parts.world.nowMs() + clock.aheadMs }
  const alarms: string[] = []
  const events = {
    ...parts.events,
    publish: (news: Parameters<typeof parts.events.publish>[0]) =>
      void alarms.push(`${news.organisation}: ${news.reason}`),
  }
  const here = { ...parts, world, events, confirmation: usualConfirmation(environment) }
  const factors = secondFactorsOf(here)
  const open = await openGrpcDoor(t, cast, { ...factors.operations, ...transactionOperations(here, factors) })
  return { clock, world, open, alarms }
}

/** What an authenticator shows. */
function codeAt(uri: string, atMs: number): string {
  const totp = URI.parse(uri)
  if (!(totp instanceof TOTP)) throw new Error('not by time')
  return totp.generate({ timestamp: atMs })
}

test('a deposit is let in by a transaction of its key for its bytes, once; the same at once is as many calls', async t => {
  const { open } = await setStage(t, 'dev')
  const { signer: treasurer } = await cast.federation.enrol('till', 'treasurer')
  const port = open(treasurer)
  t.is(told(await port.deposit(deposit(1n), fresh())), 'granted')
  const request = depositRequestCodec.encode(deposit(2n))
  const { transactionId, state } = must(
    await port.requestTransaction({ method: depositPath, request, code: '' }),
  )
  t.is(state, 'good')
  const again = must(await port.requestTransaction({ method: depositPath, request, code: '' }))
  t.notDeepEqual(again.transactionId, transactionId)
  const many = await Promise.all(Array.from({ length: 6 }, () => port.deposit(deposit(2n), fresh())))
  t.deepEqual(many.map(told), Array(6).fill('granted'))
  const { transactions } = must(await port.listTransactions({}))
  t.deepEqual(
    transactions
      .filter(each => each.organisation === 'till')
      .map(each => each.state)
      .sort(),
    ['good', 'good', ...Array(7).fill('used')],
  )
})

test('a key that turns over between the question and the call asks once more', async t => {
  const { open } = await setStage(t, 'dev')
  const { signer } = await cast.federation.enrol('turner', 'treasurer')
  const next = generateSigner(systemRandom).signer
  const here = { environment: 'dev', audience: toHex(cast.coordinatorSigner.publicKey) }
  const times = { oldVersion: 1, newVersion: 2, notBeforeMs: 0, notAfterMs: 0 }
  const owner = { organisation: 'turner', role: 'treasurer' } as const
  must(await open(signer).rotateKey(signRotation(here, owner, times, { old: signer, new: next })))
  let calls = 0
  // The session and the question are signed by the old key, all that comes later by the new one.
  const port = open(() => {
    calls += 1
    return calls <= 4 ? { signer, keyVersion: 1 } : { signer: next, keyVersion: 2 }
  })
  t.is(told(await port.deposit(deposit(5n), fresh())), 'granted')
})

test('what is no transaction for these bytes of this key lets nothing in', async t => {
  const { open, clock } = await setStage(t, 'dev')
  const { signer: treasurer } = await cast.federation.enrol('vault', 'treasurer')
  const known: { id: Uint8Array | undefined } = { id: undefined }
  const asked: Transaction[] = []
  const port = open(treasurer)
  const other = await cast.federation.enrol('exchequer', 'treasurer')
  const theirs = open(other.signer)
  const request = depositRequestCodec.encode(deposit(3n))
  asked.push(must(await theirs.requestTransaction({ method: depositPath, request, code: '' })))
  const revoking = operations.revokeKey.path
  t.like(await port.requestTransaction({ method: revoking, request: Uint8Array.of(8, 1), code: '' }), {
    reason: 'malformed',
    field: 'request',
  })
  // A port that answers for the coordinator with what it was told to.
  const lying = async (id: Uint8Array) => {
    known.id = id
    const door = await openGrpcDoor(t, cast, {
      requestTransaction: async () => ({
        kind: 'granted',
        value: { ...asked[0]!, transactionId: known.id! },
      }),
    })
    return door(treasurer)
  }
  t.is(told(await (await lying(asked[0]!.transactionId)).deposit(deposit(3n), fresh())), 'transaction-needed')
  const own = must(await port.requestTransaction({ method: depositPath, request, code: '' }))
  t.is(told(await (await lying(own.transactionId)).deposit(deposit(4n), fresh())), 'transaction-needed')
  t.is(told(await (await lying(new Uint8Array(16))).deposit(deposit(3n), fresh())), 'transaction-needed')
  t.is(told(await (await lying(own.transactionId)).deposit(deposit(3n), fresh())), 'granted')
  t.is(told(await (await lying(own.transactionId)).deposit(deposit(3n), fresh())), 'transaction-needed')
  // One that has lapsed is none.
  clock.aheadMs = -61_000
  const lapsed = must(await port.requestTransaction({ method: depositPath, request, code: '' }))
  t.is(told(await (await lying(lapsed.transactionId)).deposit(deposit(3n), fresh())), 'transaction-needed')
})

test('only what is confirmed is asked for, by those who may call it', async t => {
  const { open } = await setStage(t, 'dev')
  const { signer: treasurer } = await cast.federation.enrol('chest', 'treasurer')
  const ask = (signer: Signer, method: string) =>
    open(signer).requestTransaction({
      method,
      request: depositRequestCodec.encode(deposit(1n)),
      code: '',
    })
  t.is(told(await ask(treasurer, operations.rotateKey.path)), 'malformed')
  t.is(told(await ask(treasurer, '/parley.v1.Ledger/Withdraw')), 'malformed')
  t.is(told(await ask(cast.buyer.signer, depositPath)), 'forbidden')
})

test('whoever has a second factor gives its code, each once; who guesses has to wait', async t => {
  const { open, clock, world, alarms } = await setStage(t, 'dev')
  const { signer } = await cast.federation.enrol('treasury', 'treasurer')
  const codes: string[] = []
  const port = open(signer, { askCode: async () => codes.shift() })
  const paid = async (...typed: string[]) => {
    codes.splice(0, codes.length, ...typed)
    return told(await port.deposit(deposit(10n), fresh()))
  }
  const { uri } = must(await port.addSecondFactor({ code: '' }))
  t.regex(uri, /^otpauth:\/\/totp\/Parley:treasury/)
  // Until it is confirmed it is nothing.
  t.is(await paid(), 'granted')
  t.is(told(await port.confirmSecondFactor({ code: '000000' })), 'code-needed')
  t.is(told(await port.confirmSecondFactor({ code: codeAt(uri, world.nowMs()) })), 'granted')
  t.is(await paid(), 'code-needed')
  clock.aheadMs += 60_000
  const code = codeAt(uri, world.nowMs())
  t.is(await paid(code), 'granted')
  t.is(await paid(code), 'code-needed')
  // Of the step after, as a clock that is ahead shows it; an earlier one is over then.
  t.is(await paid(codeAt(uri, world.nowMs() + 30_000)), 'granted')
  t.is(await paid(codeAt(uri, world.nowMs())), 'code-needed')
  clock.aheadMs += 90_000
  t.is(await paid(codeAt(uri, world.nowMs() - 60_000)), 'code-needed')
  t.deepEqual(alarms, ['treasury: a second factor was added as treasurer: if it was not you, revoke the key'])
  for (let guess = 0; guess < 4; guess++) t.is(await paid('12345x'), 'code-needed')
  // Told with the fifth wrong one in a row, once.
  t.deepEqual(alarms.slice(1), [
    'treasury: wrong codes were given as treasurer: if it was not you, revoke the key',
  ])
  t.is(await paid(codeAt(uri, world.nowMs())), 'code-needed')
  clock.aheadMs += 15 * 60_000
  // Replaced by whoever has the present one.
  t.is(told(await port.addSecondFactor({ code: '' })), 'code-needed')
  const next = must(await port.addSecondFactor({ code: codeAt(uri, world.nowMs()) }))
  t.is(told(await port.confirmSecondFactor({ code: codeAt(next.uri, world.nowMs()) })), 'granted')
  clock.aheadMs += 60_000
  t.is(await paid(codeAt(uri, world.nowMs())), 'code-needed')
  t.is(await paid(codeAt(next.uri, world.nowMs())), 'granted')
})

test('where codes are insisted on, a first one counts a day later, unless its owner has just enrolled', async t => {
  const { open, clock, world } = await setStage(t, 'live')
  const { signer } = await cast.federation.enrol('steward', 'treasurer')
  let uri = ''
  const port = open(signer, { askCode: async () => codeAt(uri, world.nowMs()) })
  const add = async () => {
    uri = must(await port.addSecondFactor({ code: '' })).uri
    must(await port.confirmSecondFactor({ code: codeAt(uri, world.nowMs()) }))
  }
  const asked = async () => {
    const answer = await port.deposit(deposit(20n), fresh())
    return answer.kind === 'refused'
      ? [answer.reason, /counts a day after/.test(answer.message)]
      : ['granted']
  }
  const dayMs = 24 * 3_600_000
  const member = { organisation: 'steward', role: 'treasurer' } as const
  // Enrolled a moment ago: it counts, and only a second person is missing.
  await add()
  clock.aheadMs += 60_000
  t.deepEqual(await asked(), ['approval-needed', false])
  must(await cast.federation.operatorPort.resetSecondFactor(member))
  clock.aheadMs += dayMs
  await add()
  clock.aheadMs += 60_000
  t.deepEqual(await asked(), ['code-needed', true])
  // Whoever it is of may take it back meanwhile, and waits anew.
  await add()
  clock.aheadMs += dayMs - 120_000
  t.deepEqual(await asked(), ['code-needed', true])
  clock.aheadMs += 240_000
  t.deepEqual(await asked(), ['approval-needed', false])
})

test('codes are those of RFC 6238, appendix B', async t => {
  const { parts } = cast.federation
  const secret = utf8('12345678901234567890')
  const { signer } = await cast.federation.enrol('vectors', 'holder')
  const caller = {
    organisation: 'vectors',
    role: 'holder',
    identityKey: signer.publicKey,
    idempotencyKey: '',
  } as const
  const vectors = [
    [59, '287082'],
    [1111111109, '081804'],
    [1234567890, '005924'],
    [20000000000, '353130'],
  ] as const
  for (const [seconds, code] of vectors) {
    const random = { ...systemRandom, bytes: (n: number) => (n === 20 ? secret : systemRandom.bytes(n)) }
    const world = { nowMs: () => seconds * 1000, random }
    const { operations: factors, withCodes } = secondFactorsOf({ ...parts, world })
    const { uri } = must(await factors.addSecondFactor(caller, { code: '' }))
    t.deepEqual(new Uint8Array((URI.parse(uri) as TOTP).secret.buffer), secret)
    t.is(told(await factors.confirmSecondFactor(caller, { code })), 'granted', `${seconds} s`)
    t.is(await withCodes((_tx, check) => check(caller, code)), 'wrong')
    must(
      await factors.resetSecondFactor(
        { ...caller, organisation: 'operator', role: 'operator' },
        { organisation: 'vectors', role: 'holder' },
      ),
    )
  }
})

test('a secret lies sealed in the database', async t => {
  const { open } = await setStage(t, 'dev')
  const { signer } = await cast.federation.enrol('sealed', 'holder')
  const { uri } = must(await open(signer).addSecondFactor({ code: '' }))
  const secret = Buffer.from((URI.parse(uri) as TOTP).secret.buffer)
  const row = await storage.db
    .selectFrom('second_factor')
    .selectAll()
    .where('organisation', '=', 'sealed')
    .executeTakeFirstOrThrow()
  t.is(secret.length, 20)
  t.false(Buffer.from(row.proposed!).includes(secret))
})

test('where money is real, a deposit needs codes and another person, who sees what it approves', async t => {
  const { open, world } = await setStage(t, 'live')
  const { signer: teller } = await cast.federation.enrol('exchange', 'treasurer')
  const officer = await cast.federation.enrol('mint', 'treasurer')
  const uris = new Map<Signer, string>()
  const codeOf = (signer: Signer) => codeAt(uris.get(signer)!, world.nowMs())
  const portOf = (signer: Signer, more: Partial<GrpcPortOptions> = {}) =>
    open(signer, { askCode: async () => (uris.has(signer) ? codeOf(signer) : undefined), ...more })
  const waiting: Transaction[] = []
  const asks = portOf(teller, { onWaiting: transaction => waiting.push(transaction) })
  const approver = portOf(officer.signer)
  t.is(told(await asks.deposit(deposit(70n), fresh())), 'code-needed')
  for (const [signer, port] of [
    [teller, asks],
    [officer.signer, approver],
  ] as const) {
    const { uri } = must(await port.addSecondFactor({ code: '' }))
    must(await port.confirmSecondFactor({ code: codeAt(uri, world.nowMs() - 30_000) }))
    uris.set(signer, uri)
  }
  t.is(told(await portOf(teller).deposit(deposit(70n), fresh())), 'approval-needed')
  const paid = asks.deposit(deposit(70n), fresh())
  while (waiting.length === 0) await new Promise(resolve => setTimeout(resolve, 10))
  const { transactionId } = waiting[0]!
  const requestHash = sha256(waiting[0]!.request)
  const approval = { transactionId, method: depositPath, requestHash, code: '' }
  t.like(await asks.approveTransaction(approval), { reason: 'forbidden', field: 'transactionId' })
  t.is(told(await cast.buyer.port.approveTransaction(approval)), 'not-found')
  t.deepEqual(must(await cast.buyer.port.listTransactions({})).transactions, [])
  const shown = must(await approver.listTransactions({})).transactions.find(
    each => toHex(each.transactionId) === toHex(transactionId),
  )!
  t.deepEqual(depositRequestCodec.decode(shown.request), deposit(70n))
  t.like(shown, { organisation: 'exchange', role: 'treasurer', method: depositPath, approvedBy: '' })
  t.is(told(await approver.approveTransaction(approval)), 'code-needed')
  const code = codeOf(officer.signer)
  t.like(await approver.approveTransaction({ ...approval, requestHash: new Uint8Array(32), code }), {
    field: 'requestHash',
  })
  t.like(must(await approver.approveTransaction({ ...approval, code })), {
    state: 'good',
    approvedBy: 'mint treasurer',
  })
  t.is(told(await paid), 'granted')
  t.is(told(await approver.approveTransaction({ ...approval, code: '' })), 'wrong-state')
})

/** A member of the coordinator's side in live, with a factor that counts, and what its authenticator shows. */
async function ofHouse(
  t: ExecutionContext,
  stage: Awaited<ReturnType<typeof setStage>>,
  name: string,
  role: Role,
) {
  const { signer } = await cast.federation.enrol(name, role)
  let uri = ''
  const code = () => codeAt(uri, stage.world.nowMs())
  const port = stage.open(signer, { askCode: async () => code() })
  uri = must(await port.addSecondFactor({ code: '' })).uri
  must(await port.confirmSecondFactor({ code: codeAt(uri, stage.world.nowMs() - 30_000) }))
  t.not(uri, '')
  return { signer, port, code, keyId: keyIdOf(signer.publicKey) }
}

test('a key revokes itself without a code, whatever was added under it; those of others need one, and nobody ends who is above', async t => {
  const stage = await setStage(t, 'live')
  const { signer } = await cast.federation.enrol('robbed', 'holder')
  const keyId = keyIdOf(signer.publicKey)
  const thief = stage.open(signer)
  const { uri } = must(await thief.addSecondFactor({ code: '' }))
  must(await thief.confirmSecondFactor({ code: codeAt(uri, stage.world.nowMs()) }))
  const officer = await cast.federation.enrol('guards', 'security-officer')
  const withoutCode = stage.open(officer.signer)
  t.is(told(await withoutCode.revokeKey({ keyId, reason: '' })), 'code-needed')
  t.is(told(await stage.open(signer).revokeKey({ keyId, reason: 'stolen' })), 'granted')
  const guard = await ofHouse(t, stage, 'watch', 'security-officer')
  const operators = keyIdOf(cast.operatorSigner.publicKey)
  t.is(told(await guard.port.revokeKey({ keyId: operators, reason: '' })), 'forbidden')
})

test('whoever is let in on the coordinator’s own side is let in by two', async t => {
  const stage = await setStage(t, 'live')
  const teller = await ofHouse(t, stage, 'tellers', 'security-officer')
  const inviting = (role: Role) => ({ organisation: `new-${role}`, role, validForMs: 60_000 })
  t.is(told(await teller.port.invite(inviting('holder'))), 'granted')
  const request = inviteRequestCodec.encode(inviting('treasurer'))
  stage.clock.aheadMs += 60_000
  const { state } = must(
    await teller.port.requestTransaction({ method: operations.invite.path, request, code: teller.code() }),
  )
  t.is(state, 'waiting')
  // The first of all has nobody beside it.
  const alone = transactionOperations(
    {
      ...cast.federation.parts,
      confirmation: { needsSecondFactor: false, needsSecondPerson: true },
      members: { keys: { ...cast.federation.parts.members.keys, all: () => [] } },
    },
    secondFactorsOf(cast.federation.parts),
  )
  const operator = {
    organisation: 'operator',
    role: 'operator',
    identityKey: cast.operatorSigner.publicKey,
    idempotencyKey: '',
  } as const
  t.is(
    must(await alone.requestTransaction(operator, { method: operations.invite.path, request, code: '' }))
      .state,
    'good',
  )
})

test('an approval is worth nothing once the key that gave it is revoked', async t => {
  const stage = await setStage(t, 'live')
  const asker = await ofHouse(t, stage, 'askers', 'treasurer')
  const giver = await ofHouse(t, stage, 'givers', 'treasurer')
  const request = depositRequestCodec.encode(deposit(90n))
  const asked = must(
    await asker.port.requestTransaction({ method: depositPath, request, code: asker.code() }),
  )
  stage.clock.aheadMs += 60_000
  const { transactionId } = asked
  const approval = { transactionId, method: depositPath, requestHash: sha256(request), code: giver.code() }
  t.like(await giver.port.approveTransaction({ ...approval, method: operations.invite.path }), {
    field: 'method',
  })
  t.is(must(await giver.port.approveTransaction(approval)).state, 'good')
  must(await cast.federation.operatorPort.revokeKey({ keyId: giver.keyId, reason: 'stolen' }))
  t.is(told(await asker.port.deposit(deposit(90n), fresh())), 'transaction-needed')
  const kept = await storage.db
    .selectFrom('security_event')
    .select('body')
    .where('kind', '=', 'transaction-approved')
    .execute()
  t.true(
    kept.some(({ body }) => body.includes(toHex(transactionId)) && body.includes(toHex(sha256(request)))),
  )
})

test('nobody hides what waits by asking for much', async t => {
  const stage = await setStage(t, 'live')
  const asker = await ofHouse(t, stage, 'patient', 'treasurer')
  const request = depositRequestCodec.encode(deposit(33n))
  const waiting = must(
    await asker.port.requestTransaction({ method: depositPath, request, code: asker.code() }),
  )
  const { signer } = await cast.federation.enrol('loud', 'researcher')
  const loud = stage.open(signer)
  const keyId = keyIdOf(signer.publicKey)
  const ask = (reason: string) =>
    loud.requestTransaction({
      method: operations.revokeKey.path,
      request: revokeKeyRequestCodec.encode({ keyId, reason }),
      code: '',
    })
  const answers = new Set<string>()
  for (let count = 0; count < 17; count++) answers.add(told(await ask(`${count}`)))
  t.deepEqual([...answers], ['granted'])
  const { transactions } = must(await cast.federation.operatorPort.listTransactions({}))
  t.true(transactions.some(each => toHex(each.transactionId) === toHex(waiting.transactionId)))
  t.false(transactions.some(each => each.organisation === 'loud'))
  const wait = async (units: bigint) =>
    told(
      await asker.port.requestTransaction({
        method: depositPath,
        request: depositRequestCodec.encode(deposit(units)),
        code: asker.code(),
      }),
    )
  const waits: string[] = []
  for (let units = 100n; units < 116n; units++) {
    stage.clock.aheadMs += 30_000
    waits.push(await wait(units))
  }
  t.deepEqual(waits, [...Array(15).fill('granted'), 'wrong-state'])
})

test('what a stolen key made ends with it, and whoever comes back under an invitation finds nothing of it', async t => {
  const { open } = await setStage(t, 'dev')
  const { operatorPort } = cast.federation
  const officer = await cast.federation.enrol('house', 'security-officer')
  const port = open(officer.signer)
  const { apiKey } = must(await port.issueApiKey({ name: 'mine', scope: ['log'], lifeMs: 0 }))
  must(await port.invite({ organisation: 'puppet', role: 'holder', validForMs: 3_600_000 }))
  must(await port.addSecondFactor({ code: '' }))
  const open_ = async () => must(await operatorPort.listInvitations({ organisation: '' })).invitations
  t.true((await open_()).some(({ organisation }) => organisation === 'puppet'))
  must(await operatorPort.revokeKey({ keyId: keyIdOf(officer.signer.publicKey), reason: 'stolen' }))
  t.false((await open_()).some(({ organisation }) => organisation === 'puppet'))
  const listed = must(await operatorPort.listApiKeys({ organisation: 'house' })).apiKeys
  t.true(listed.find(({ id }) => id === apiKey.id)!.revokedAtMs > 0)
  await cast.federation.enrol('house', 'security-officer')
  const factors = await storage.db
    .selectFrom('second_factor')
    .select('role')
    .where('organisation', '=', 'house')
    .execute()
  t.deepEqual(factors, [])
})

test('what a stranger tries leaves no event behind, but for what comes of it', async t => {
  const { open } = await setStage(t, 'dev')
  const { signer } = generateSigner(systemRandom)
  const identityKey = signer.publicKey
  const code = 'no such invitation'
  const enrolment = { invitation: code, organisation: 'stranger', displayName: '', identityKey }
  t.is(told(await open(signer).enrol(enrolment)), 'invitation-invalid')
  const kept = await storage.db
    .selectFrom('security_event')
    .select('kind')
    .where('key_id', '=', toHex(keyIdOf(identityKey)))
    .execute()
  t.deepEqual(kept, [])
})
