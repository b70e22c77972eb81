/** Calls of much consequence over real gRPC: asked for beforehand, under codes, approved by somebody else. */
import test, { type ExecutionContext } from 'ava'
import { TOTP, URI } from 'otpauth'
import { type Signer, sha256, systemRandom, toHex, utf8 } from '../../../aggregation/index.ts'
import type { GrpcPortOptions } from '../../../client/index.ts'
import { secondFactorsOf } from '../../../coordinator/auth/second-factors.ts'
import { transactionOperations, usualConfirmation } from '../../../coordinator/auth/transactions.ts'
import { openStorage, type Storage } from '../../../coordinator/storage/index.ts'
import { type Answer, depositRequestCodec, operations, type Transaction } from '../../../protos/index.ts'
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
  const here = { ...parts, world, confirmation: usualConfirmation(environment) }
  const factors = secondFactorsOf(here)
  const open = await openGrpcDoor(t, cast, { ...factors.operations, ...transactionOperations(here, factors) })
  return { clock, world, open }
}

/** What an authenticator shows. */
function codeAt(uri: string, atMs: number): string {
  const totp = URI.parse(uri)
  if (!(totp instanceof TOTP)) throw new Error('not by time')
  return totp.generate({ timestamp: atMs })
}

test('a deposit is let in by a transaction of its key for its bytes, once', async t => {
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
  t.deepEqual(again.transactionId, transactionId)
  // The port takes what it had asked for before; and then it is used up.
  t.is(told(await port.deposit(deposit(2n), fresh())), 'granted')
  const { transactions } = must(await port.listTransactions({}))
  t.deepEqual(
    transactions.filter(each => each.organisation === 'till').map(each => each.state),
    ['used', 'used'],
  )
  const later = must(await port.requestTransaction({ method: depositPath, request, code: '' }))
  t.notDeepEqual(later.transactionId, transactionId)
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
  t.is(told(await ask(treasurer, operations.invite.path)), 'malformed')
  t.is(told(await ask(treasurer, '/parley.v1.Ledger/Withdraw')), 'malformed')
  t.is(told(await ask(cast.buyer.signer, depositPath)), 'forbidden')
})

test('whoever has a second factor gives its code, each once; who guesses has to wait', async t => {
  const { open, clock, world } = await setStage(t, 'dev')
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
  for (let guess = 0; guess < 5; guess++) t.is(await paid('12345x'), 'code-needed')
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
  clock.aheadMs += dayMs - 1_000
  t.deepEqual(await asked(), ['code-needed', true])
  clock.aheadMs += 61_000
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
    const { operations: factors, check } = secondFactorsOf({ ...parts, world })
    const { uri } = must(await factors.addSecondFactor(caller, { code: '' }))
    t.deepEqual(new Uint8Array((URI.parse(uri) as TOTP).secret.buffer), secret)
    t.is(told(await factors.confirmSecondFactor(caller, { code })), 'granted', `${seconds} s`)
    t.is(await storage.transaction(tx => check(tx, caller, code)), 'wrong')
    must(await factors.resetSecondFactor(caller, { organisation: 'vectors', role: 'holder' }))
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
  const approval = { transactionId, requestHash, code: '' }
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
