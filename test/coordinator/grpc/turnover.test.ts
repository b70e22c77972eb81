/** Keys and certificates that change while connections are open. */
import { setTimeout as sleep } from 'node:timers/promises'
import test, { type ExecutionContext } from 'ava'
import { systemRandom } from '../../../aggregation/index.ts'
import { openGrpcPort } from '../../../client/index.ts'
import { type Door, openGrpcServer } from '../../../coordinator/grpc/index.ts'
import { type CoordinatorService, granted, type ParleyEvent } from '../../../protos/index.ts'
import { testAuthority } from '../../support/certificates.ts'
import {
  fakeBlobs,
  fakeDoor,
  fakeService,
  fakeWatch,
  testDestination,
  testSigner,
} from '../../support/fake-coordinator.ts'

const authority = testAuthority()

async function open(t: ExecutionContext, service: Partial<CoordinatorService>, change: Partial<Door> = {}) {
  const { ca, server: tls, issueClient } = await authority
  const inner = fakeDoor(testDestination, testSigner.publicKey, 'holder')
  const door = { ...inner, ...change }
  const server = await openGrpcServer({
    listen: '127.0.0.1:0',
    tls: { ...tls, clientCa: ca },
    service: fakeService(service),
    door,
    random: systemRandom,
  })
  const told: number[] = []
  const port = openGrpcPort({
    address: server.address,
    tls: { ca, ...(await issueClient('first')) },
    signer: testSigner,
    onKeyEnds: endsAtMs => void told.push(endsAtMs),
    ...testDestination,
    clock: { nowMs: () => Date.now() },
    random: systemRandom,
  })
  t.teardown(async () => {
    await port.close()
    await server.close(200)
  })
  return { port, inner, told, ca, issueClient }
}

const balances = { getBalances: async () => granted({ balances: [] }) }

test('a caller whose key ends soon is told so with the answer', async t => {
  const inner = fakeDoor(testDestination, testSigner.publicKey, 'holder')
  const admit: Door['admit'] = async request => {
    const answer = await inner.admit(request)
    return answer.kind === 'refused' ? answer : granted({ ...answer.value, keyEndsAtMs: 1_767_225_600_000 })
  }
  const { port, told } = await open(t, balances, { admit })
  t.is((await port.getBalances({ organisation: '' })).kind, 'granted')
  t.deepEqual(told, [1_767_225_600_000])
})

test('a key that ends while a call is under way gets no answer to a read, and no upload taken', async t => {
  const state = { isGood: true }
  const blobs = fakeBlobs()
  const ending: Partial<CoordinatorService> = {
    ...blobs,
    getBalances: async () => {
      state.isGood = false
      return granted({ balances: [] })
    },
    deposit: async () => granted({ balances: [] }),
  }
  const { port } = await open(t, ending, { isStillGood: () => state.isGood })
  t.is((await port.uploadBlob(new Uint8Array(3))).kind, 'granted')
  t.like(await port.getBalances({ organisation: '' }), { kind: 'refused', reason: 'unauthenticated' })
  t.like(await port.uploadBlob(new Uint8Array(4)), { kind: 'refused', reason: 'unauthenticated' })
  t.deepEqual([blobs.kept.size, blobs.abandoned], [1, 1])
  // What was changed is told: the key was good when it was let in.
  const deposit = { organisation: 'acme', amountUnits: 1n, memo: '' }
  t.is((await port.deposit(deposit)).kind, 'granted')
})

test('a stream ends with the key that opened it', async t => {
  const { state, watch } = fakeWatch(2)
  let tell: (identityKey: Uint8Array) => void = () => undefined
  const { port } = await open(
    t,
    { watch },
    {
      onKeyEnded: listener => {
        tell = listener
        return () => undefined
      },
    },
  )
  const seen: ParleyEvent[] = []
  for await (const event of port.watch({ bountyId: '', after: 0 }, new AbortController().signal)) {
    seen.push(event)
    if (seen.length === 2) {
      tell(new Uint8Array(32))
      t.false(state.ended)
      tell(testSigner.publicKey)
    }
  }
  t.is(seen.length, 2)
  t.true(state.ended)
})

test('a renewed certificate is shown from the next call on, and a call under way ends as it would have', async t => {
  let finish: () => void = () => undefined
  const held = new Promise<void>(resolve => {
    finish = resolve
  })
  const slow = { ...balances, getRegistry: fakeService({}).getRegistry, audit: fakeService({}).audit }
  const service: Partial<CoordinatorService> = {
    ...slow,
    getBalances: async () => {
      await held
      return granted({ balances: [] })
    },
  }
  const { port, inner, ca, issueClient } = await open(t, service)
  const waiting = port.getBalances({ organisation: '' })
  while (inner.seen.length === 0) await sleep(5)
  port.reloadTls({ ca, ...(await issueClient('second')) })
  await port.getRegistry({})
  t.throws(() => port.reloadTls({ ca: 'no certificate', certificate: 'none', key: 'none' }))
  await port.audit({})
  finish()
  t.is((await waiting).kind, 'granted')
  const [first, second, third] = inner.seen.map(({ fingerprint }) => fingerprint)
  t.not(first, second)
  t.is(second, third)
})
