/** Sessions over real gRPC and rows, and the numbers of their calls. */
import test, { type ExecutionContext } from 'ava'
import fc from 'fast-check'
import { type Signer, systemRandom, toHex } from '../../../aggregation/index.ts'
import { checkWindow, signatureWindowMs } from '../../../coordinator/auth/clock-window.ts'
import { openDoor } from '../../../coordinator/auth/door.ts'
import { openNonces } from '../../../coordinator/auth/nonces.ts'
import { sessionLifeMs } from '../../../coordinator/auth/sessions.ts'
import { openStorage, type Storage, sequenceWindow, useSequence } from '../../../coordinator/storage/index.ts'
import {
  keyIdOf,
  type OperationName,
  operations,
  type SessionPlace,
  signRequest,
} from '../../../protos/index.ts'
import { watchOf } from '../../support/door-watch.ts'
import { openGrpcDoor } from '../../support/grpc-door.ts'
import { sessionFor } from '../../support/session-for.ts'
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

const fingerprint = (fill: number) => new Uint8Array(32).fill(fill)
const inNone: SessionPlace = { sessionId: new Uint8Array(), sequence: 0 }

/** A door of its own, whose clock can be moved, and a holder that knocks. */
async function setStage(t: ExecutionContext, name: string) {
  const { signer, port } = await cast.federation.enrol(name, 'holder')
  const { parts, coordinator } = cast.federation
  const clock = { aheadMs: 0 }
  const world = { ...parts.world, nowMs: () => parts.world.nowMs() + clock.aheadMs }
  const told: string[] = []
  const watch = watchOf((_seen, check) => told.push(check))
  const here = { environment: 'dev', audience: toHex(cast.coordinatorSigner.publicKey) }
  const nonces = openNonces(storage, world, signatureWindowMs)
  t.teardown(() => nonces.close())
  const door = openDoor({ members: parts.members, nonces, world, watch, ...here })
  const knock = async (
    session: SessionPlace,
    { method = 'leaveBounty', by = signer, certificate, skewMs = 0 }: Knock = {},
  ): Promise<string> => {
    const body = new Uint8Array()
    const { path } = operations[method]
    const unsigned = { destination: here, path, body, keyVersion: 1, unixMs: world.nowMs() + skewMs, session }
    const signature = signRequest({ ...unsigned, idempotencyKey: '', showPublicKey: false }, by, systemRandom)
    const answer = await door.admit({
      ...{ method, signature, body, address: '192.0.2.7' },
      ...(certificate !== undefined && { peerCertificateFingerprint: certificate }),
    })
    return answer.kind === 'granted' ? 'granted' : answer.reason
  }
  const caller = {
    organisation: name,
    role: 'holder',
    identityKey: signer.publicKey,
    idempotencyKey: '',
  } as const
  return {
    port,
    signer,
    coordinator,
    caller,
    clock,
    told,
    knock,
    nextPlace: await sessionFor(storage, signer.publicKey),
  }
}

interface Knock {
  readonly method?: OperationName
  readonly by?: Signer
  readonly certificate?: Uint8Array
  readonly skewMs?: number
}

test('what changes something is called in a session, whose numbers are used once; what only reads needs none', async t => {
  const { knock, nextPlace, told } = await setStage(t, 'alder')
  t.is(await knock(inNone, { method: 'getRegistry' }), 'granted')
  t.is(await knock(inNone), 'session-needed')
  const first = nextPlace()
  t.is(await knock(first), 'granted')
  t.is(await knock(first), 'session-needed')
  const [second, third] = [nextPlace(), nextPlace()]
  // One that was overtaken comes in, once.
  t.is(await knock(third), 'granted')
  t.is(await knock(second), 'granted')
  t.is(await knock(second), 'session-needed')
  t.deepEqual(told, ['session', 'sequence', 'sequence'])
})

test('clocks may differ by a minute, and by half of that where keys or money hang on the call', async t => {
  const { knock, nextPlace } = await setStage(t, 'acorn')
  for (const sign of [-1, 1]) {
    t.is(await knock(nextPlace(), { skewMs: sign * 59_000 }), 'granted')
    t.is(await knock(nextPlace(), { skewMs: sign * 61_000 }), 'unauthenticated')
    t.is(await knock(nextPlace(), { method: 'revokeKey', skewMs: sign * 29_000 }), 'transaction-needed')
    t.is(await knock(nextPlace(), { method: 'revokeKey', skewMs: sign * 31_000 }), 'unauthenticated')
  }
  t.is(checkWindow(5_000), 5_000)
  t.is(checkWindow(300_000), 300_000)
  for (const windowMs of [4_999, 300_001, Number.NaN])
    t.throws(() => checkWindow(windowMs), { instanceOf: RangeError })
})

test('a session is of one key: another member who knows its name cannot call in it', async t => {
  const { nextPlace } = await setStage(t, 'birch')
  const { knock } = await setStage(t, 'cedar')
  t.is(await knock(nextPlace()), 'session-needed')
})

test('a session ends with its time, on the clock of the coordinator', async t => {
  const { coordinator, caller, clock, knock } = await setStage(t, 'damson')
  const { challenge } = must(await coordinator.getSessionChallenge(caller, {}))
  const begun = must(await coordinator.beginSession(caller, { challenge, certificate: new Uint8Array() }))
  t.is(begun.lastsMs, sessionLifeMs)
  const { sessionId } = begun
  clock.aheadMs = sessionLifeMs - 5_000
  t.is(await knock({ sessionId, sequence: 1 }), 'granted')
  clock.aheadMs = sessionLifeMs + 1
  t.is(await knock({ sessionId, sequence: 2 }), 'session-needed')
})

test('a challenge is good for the key that asked, once, unaltered and for a minute', async t => {
  const { coordinator, caller } = await setStage(t, 'elm')
  const other = await setStage(t, 'fir')
  const certificate = new Uint8Array()
  const begin = async (challenge: Uint8Array, by = caller) => {
    const answer = await coordinator.beginSession(by, { challenge, certificate })
    return answer.kind === 'granted' ? 'granted' : answer.field
  }
  const { challenge } = must(await coordinator.getSessionChallenge(caller, {}))
  t.is(await begin(challenge, other.caller), 'challenge')
  for (const at of [0, 16, 23, 24, 55]) {
    const altered = Uint8Array.from(challenge, (byte, index) => (index === at ? byte ^ 1 : byte))
    t.is(await begin(altered), 'challenge', `byte ${at}`)
  }
  t.is(await begin(challenge), 'granted')
  t.is(await begin(challenge), 'challenge')
  const again = must(await coordinator.getSessionChallenge(caller, {}))
  t.notDeepEqual(again.challenge, challenge)
})

test('where certificates are shown, a session holds for the one that the key named and for no other connection', async t => {
  const { coordinator, caller, knock } = await setStage(t, 'gorse')
  const shown = { ...caller, certificate: fingerprint(7) }
  const begin = async (named: Uint8Array, by: typeof caller = shown) => {
    const { challenge } = must(await coordinator.getSessionChallenge(by, {}))
    return coordinator.beginSession(by, { challenge, certificate: named })
  }
  t.like(await begin(fingerprint(8)), { kind: 'refused', field: 'certificate' })
  t.like(await begin(new Uint8Array()), { kind: 'refused', field: 'certificate' })
  const { sessionId } = must(await begin(fingerprint(7)))
  const place = (sequence: number) => ({ sessionId, sequence })
  t.is(await knock(place(1), { certificate: fingerprint(8) }), 'session-needed')
  t.is(await knock(place(1)), 'session-needed')
  t.is(await knock(place(1), { certificate: fingerprint(7) }), 'granted')
  // One who has a certificate, where none is asked for.
  t.is((await begin(fingerprint(7), caller)).kind, 'granted')
})

test('of fifty calls under one number at once, one is let in', async t => {
  const { knock, nextPlace } = await setStage(t, 'hazel')
  const place = nextPlace()
  const answers = await Promise.all(Array.from({ length: 50 }, () => knock(place)))
  t.is(answers.filter(answer => answer === 'granted').length, 1)
  t.is(answers.filter(answer => answer === 'session-needed').length, 49)
})

test('when the database is gone, what changes something is let in by nobody', async t => {
  const { signer } = await cast.federation.enrol('ilex', 'holder')
  const nextPlace = await sessionFor(storage, signer.publicKey)
  const { parts } = cast.federation
  const gone = await openStorage({ memory: true })
  await gone.close()
  const nonces = openNonces(gone, parts.world, signatureWindowMs)
  t.teardown(() => nonces.close())
  const here = { environment: 'dev', audience: toHex(cast.coordinatorSigner.publicKey) }
  const door = openDoor({ members: parts.members, nonces, world: parts.world, watch: watchOf(), ...here })
  const knock = async (method: OperationName) => {
    const { path, needsSession } = operations[method]
    const unsigned = { destination: here, path, body: new Uint8Array(), keyVersion: 1, unixMs: Date.now() }
    const session = needsSession ? { session: nextPlace() } : {}
    const request = { ...unsigned, ...session, idempotencyKey: '', showPublicKey: false }
    const signature = signRequest(request, signer, systemRandom)
    return door.admit({ method, signature, body: unsigned.body, address: '192.0.2.7' })
  }
  await t.throwsAsync(knock('leaveBounty'))
  t.is((await knock('getRegistry')).kind, 'granted')
})

test('a port begins its session by itself, and another where the coordinator has lost it', async t => {
  const { signer } = await cast.federation.enrol('juniper', 'holder')
  const port = (await openGrpcDoor(t, cast))(signer)
  const bountyId = '00'.repeat(32)
  const keyId = toHex(keyIdOf(signer.publicKey))
  const sessions = () => storage.db.selectFrom('session').selectAll().where('key_id', '=', keyId)
  for (let call = 0; call < 3; call++) t.like(await port.leaveBounty({ bountyId }), { reason: 'not-found' })
  const used = await sessions().execute()
  t.deepEqual(
    used.map(({ highest, seen }) => [highest, seen]),
    [[3n, 7n]],
  )
  await storage.transaction(tx => tx.deleteFrom('session').where('id', '=', used[0]!.id).execute())
  t.like(await port.leaveBounty({ bountyId }), { reason: 'not-found' })
  const bytes = systemRandom.bytes(2_000)
  await storage.transaction(tx => tx.deleteFrom('session').where('key_id', '=', keyId).execute())
  t.is((await port.uploadBlob(bytes)).kind, 'refused')
})

test('numbers are used up as a plain list of them has it, whatever order they come in', async t => {
  const { signer } = await cast.federation.enrol('kale', 'holder')
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: 200 }), { minLength: 1, maxLength: 40 }),
      async numbers => {
        const { sessionId } = (await sessionFor(storage, signer.publicKey))()
        const { key_id: keyId } = await storage.db
          .selectFrom('session')
          .select('key_id')
          .where('id', '=', toHex(sessionId))
          .executeTakeFirstOrThrow()
        const used = new Set<number>()
        for (const sequence of numbers) {
          const highest = Math.max(0, ...used)
          const isFresh = sequence > 0 && !used.has(sequence) && highest - sequence < sequenceWindow
          const call = { id: toHex(sessionId), keyId, certificate: '', sequence, atMs: 0 }
          const answer = await storage.transaction(tx => useSequence(tx, call))
          if (answer !== (isFresh ? 'used' : 'used-before')) return false
          if (isFresh) used.add(sequence)
        }
        return true
      },
    ),
    { numRuns: 30 },
  )
  t.pass()
})
