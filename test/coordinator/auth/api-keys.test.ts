/** API keys at the door: real members, real rows, gRPC on loopback; a second door stands for another process. */
import test, { type ExecutionContext } from 'ava'
import { systemRandom, toHex } from '../../../aggregation/index.ts'
import { signatureWindowMs } from '../../../coordinator/auth/clock-window.ts'
import { openDetectors } from '../../../coordinator/auth/detectors.ts'
import { openDoor } from '../../../coordinator/auth/door.ts'
import { openDoorWatch } from '../../../coordinator/auth/door-watch.ts'
import { openMembers } from '../../../coordinator/auth/members.ts'
import { openNonces } from '../../../coordinator/auth/nonces.ts'
import { openStorage, type Storage } from '../../../coordinator/storage/index.ts'
import { makeApiKey } from '../../../protos/api-key.ts'
import type { AuditEvent } from '../../../protos/audit/index.ts'
import type { OperationName } from '../../../protos/operations.ts'
import { keyIdOf } from '../../../protos/signed-request.ts'
import { watchOf } from '../../support/door-watch.ts'
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

/** A door with a memory of its own, its clock ahead by so much. */
async function openOther(t: ExecutionContext, environment = 'dev') {
  const { parts } = cast.federation
  const clock = { aheadMs: 0 }
  const world = { ...parts.world, nowMs: () => parts.world.nowMs() + clock.aheadMs }
  const told: string[] = []
  let looks = 0
  const found = await openMembers(storage, parts.ledger, parts.signer, world)
  const apiKeys: typeof found.apiKeys = {
    ...found.apiKeys,
    find(id) {
      looks += 1
      return found.apiKeys.find(id)
    },
  }
  const members = { ...found, apiKeys }
  const nonces = openNonces(storage, world, signatureWindowMs)
  t.teardown(() => nonces.close())
  const watch = watchOf((_seen, check, why) => told.push(`${check}: ${why}`))
  const door = openDoor({ members, nonces, world, watch, environment, audience: '' })
  const knock = async (apiKey: string, method: OperationName = 'getRegistry') => {
    const answer = await door.admitByApiKey({ method, apiKey, address: '192.0.2.7' })
    return answer.kind === 'granted' ? answer.value.organisation : answer.reason
  }
  return { door, members, clock, told, knock, looks: () => looks }
}

const issued = async (name: string, scope: readonly string[] = ['members', 'bounties'], lifeMs = 0) => {
  const holder = await cast.federation.enrol(name, 'holder')
  const { apiKey, text } = must(await holder.port.issueApiKey({ name: 'a dashboard', scope, lifeMs }))
  return { holder, apiKey, text }
}

test('a program that shows an API key reads what the key is for, and nothing else', async t => {
  const { holder, apiKey, text } = await issued('alder', ['bounties', 'getBalances'])
  t.like(apiKey, { organisation: 'alder', role: 'holder', environment: 'dev', uses: 0, revokedAtMs: 0 })
  t.true(Math.abs(apiKey.expiresAtMs - Date.now() - 90 * dayMs) < 60_000)
  t.regex(text, /^parley_dev_r/)
  const port = (await openGrpcDoor(t, cast))({ apiKey: text })
  t.deepEqual(
    must(await port.listBounties({ states: [], modelFamily: '', minimumPriceUnits: 0n, limit: 5, after: '' }))
      .bounties,
    [],
  )
  t.is(must(await port.getBalances({ organisation: '' })).balances[0]?.account, 'payable:alder')
  t.like(await port.getStatement({ organisation: '', afterJournal: 0n, limit: 1 }), { reason: 'forbidden' })
  t.like(await port.getCheckpoint({}), { reason: 'forbidden' })
  t.like(await port.leaveBounty({ bountyId: '00'.repeat(32) }), { reason: 'forbidden' })
  t.like(await port.issueApiKey({ name: 'x', scope: ['log'], lifeMs: 0 }), { reason: 'forbidden' })
  t.like(await port.revokeKey({ keyId: keyIdOf(holder.signer.publicKey), reason: '' }), {
    reason: 'forbidden',
  })
  const [listed] = must(await holder.port.listApiKeys({ organisation: '' })).apiKeys
  t.is(listed?.uses, 2)
  t.false(JSON.stringify(listed).includes(text.slice(-20)))
})

test('what is no API key, or is for elsewhere, is refused before anything is looked up, and a stranger is told one thing', async t => {
  const { text } = await issued('birch')
  const { knock, told, looks } = await openOther(t)
  const damaged = `${text.slice(0, 30)}${text[30] === 'x' ? 'y' : 'x'}${text.slice(31)}`
  const { text: foreign } = makeApiKey('live', 'reading', systemRandom)
  const { text: invitation } = makeApiKey('dev', 'invitation', systemRandom)
  for (const shown of ['', 'secret', text.repeat(300), damaged, `${text}0`, foreign, invitation])
    t.is(await knock(shown), 'unauthenticated')
  t.is(looks(), 0)
  t.is(await knock(makeApiKey('dev', 'reading', systemRandom).text), 'unauthenticated')
  t.is(await knock(text), 'birch')
  t.is(looks(), 2)
  t.deepEqual(told, [
    ...['other', 'other', 'other', 'damaged', 'other'].map(kind => `api-key: no API key: ${kind}`),
    ...['api-key: a key for live', 'api-key: an invitation', 'api-key: unknown API key'],
  ])
  const live = await openOther(t, 'live')
  t.is(await live.knock(text), 'unauthenticated')
  t.deepEqual(live.told, ['api-key: a key for dev'])
})

test('a secret under the id of another key lets nobody in', async t => {
  const { text } = await issued('cedar')
  const [one, other] = [text, makeApiKey('dev', 'reading', systemRandom)]
  const { knock, told } = await openOther(t)
  // The row is made to say another hash: what is compared is the whole text, and not its id.
  t.is(await knock(one), 'cedar')
  t.not(one.slice(0, 24), other.text.slice(0, 24))
  const { apiKeys, ...rest } = cast.federation.parts.members
  const swapped = { ...rest, apiKeys: { ...apiKeys, find: async () => apiKeys.find(one.slice(12, 24)) } }
  const door = openDoor({
    ...{ members: swapped, world: cast.federation.parts.world, environment: 'dev', audience: '' },
    watch: watchOf((_seen, _check, why) => told.push(why)),
    nonces: { take: async () => 'first', close: () => undefined },
  })
  const shown = { method: 'getRegistry', apiKey: other.text, address: '192.0.2.7' } as const
  t.like(await door.admitByApiKey(shown), { reason: 'unauthenticated' })
  t.deepEqual(told, ['unknown API key'])
})

test('an API key ends with its time, when it is revoked, and with the last key of its owner, on every door at once', async t => {
  const { text } = await issued('damson', ['members'], 5 * dayMs)
  const other = await openOther(t)
  t.is(await other.knock(text), 'damson')
  other.clock.aheadMs = 5 * dayMs + 1_000
  t.is(await other.knock(text), 'unauthenticated')
  other.clock.aheadMs = 0

  const second = await issued('elm')
  t.is(await other.knock(second.text), 'elm')
  const revoke = { id: second.apiKey.id, reason: 'was in a log file' }
  t.like(await cast.buyer.port.revokeApiKey(revoke), { kind: 'refused', reason: 'not-found' })
  const revoked = must(await second.holder.port.revokeApiKey(revoke))
  t.deepEqual(must(await cast.federation.operatorPort.revokeApiKey({ ...revoke, reason: 'again' })), revoked)
  t.is(await other.knock(second.text), 'unauthenticated')

  const third = await issued('fir')
  t.is(await other.knock(third.text), 'fir')
  await third.holder.port.revokeKey({ keyId: keyIdOf(third.holder.signer.publicKey), reason: '' })
  t.is(await other.knock(third.text), 'unauthenticated')
  t.deepEqual(other.told, [
    ...['api-key: expired', 'api-key: revoked', 'api-key: no key of its owner is live any more'],
  ])
  const row = { revoked_at_ms: 0n, reason: '' }
  await t.throwsAsync(
    storage.transaction(tx => tx.updateTable('api_key').set(row).where('id', '=', revoke.id).execute()),
    { message: /revoked for good/ },
  )
})

test('what is open for an API key is ended with it, also where another process revoked it', async t => {
  const { apiKey, holder, text } = await issued('gorse')
  const other = await openOther(t)
  const answer = must(await other.door.admitByApiKey({ method: 'watch', apiKey: text, address: '192.0.2.7' }))
  const ended: string[] = []
  const shown = toHex(answer.identityKey)
  other.door.onKeyEnded(key => void (toHex(key) === shown && ended.push(shown)))
  t.true(other.door.isStillGood(answer))
  await other.members.keys.refresh()
  t.deepEqual(ended, [])
  const open = (await openGrpcDoor(t, cast))({ apiKey: text })
  const stop = new AbortController()
  const streaming = (async () => {
    for await (const _ of open.watch({ bountyId: '', after: 0 }, stop.signal)) if (ended.length > 9) return
  })()
  // Once it has been let in there.
  while (!cast.federation.parts.members.apiKeys.isStillGood(shown))
    await new Promise(resolve => setTimeout(resolve, 20))
  must(await holder.port.revokeApiKey({ id: apiKey.id, reason: '' }))
  await streaming
  stop.abort()
  await other.members.keys.refresh()
  t.deepEqual(ended, [shown])
  t.false(other.door.isStillGood(answer))
})

test('a scope has only what reads, what the role may call, and what is known', async t => {
  const { port } = await cast.federation.enrol('hazel', 'researcher')
  const tried = async (scope: readonly string[], lifeMs = 0) => {
    const answer = await port.issueApiKey({ name: 'a try', scope, lifeMs })
    return answer.kind === 'refused' ? answer.field : answer.value.apiKey.methods
  }
  t.deepEqual(await tried(['log', 'getBounty', 'log']), [
    ...['getBounty', 'getCheckpoint', 'getLeaves', 'getInclusionProof', 'getConsistencyProof'],
  ])
  for (const scope of [[], ['joinBounty'], ['describe'], ['getDelivery'], ['books'], ['__proto__']])
    t.is(await tried(scope), 'scope', scope.join())
  t.is(await tried(['log'], 181 * dayMs), 'lifeMs')
  t.deepEqual(await tried(['getRegistry'], 180 * dayMs), ['getRegistry'])
  t.like(await port.issueApiKey({ name: ' ', scope: ['log'], lifeMs: 0 }), { field: 'name' })
  for (let i = 0; i < 18; i++) t.is((await tried(['getRegistry']))?.length, 1)
  t.like(await port.issueApiKey({ name: 'one more', scope: ['log'], lifeMs: 0 }), { reason: 'wrong-state' })
  t.like(await port.listApiKeys({ organisation: 'acme' }), { reason: 'forbidden' })
  t.is(must(await cast.federation.operatorPort.listApiKeys({ organisation: 'hazel' })).apiKeys.length, 20)
})

test('use of an API key is counted; its revocation is a leaf of the log, and both its ends are events', async t => {
  const { apiKey, holder, text } = await issued('ivy')
  const other = await openOther(t)
  for (let i = 0; i < 3; i++) await other.knock(text)
  await other.members.keys.flushUses()
  const [listed] = must(await holder.port.listApiKeys({ organisation: '' })).apiKeys
  t.is(listed?.uses, 3)
  t.true(Math.abs(Date.now() - (listed?.lastUsedAtMs ?? 0)) < 60_000)
  must(await holder.port.revokeApiKey({ id: apiKey.id, reason: 'not needed' }))
  const { log, audit } = cast.federation.parts
  const leaves = await storage.transaction(tx => log.leaves(tx, 0, 200))
  const own = leaves
    .map(({ body }) => JSON.parse(Buffer.from(body).toString()))
    .filter(({ organisation }) => organisation === 'ivy')
  t.like(own, [{ kind: 'api-key-revoked', id: apiKey.id, role: 'holder' }])
  await audit.seal()
  const rows = await storage.db
    .selectFrom('security_event')
    .select('body')
    .where('organisation', '=', 'ivy')
    .execute()
  const told = rows
    .map(({ body }) => JSON.parse(body) as AuditEvent)
    .filter(({ kind }) => kind.startsWith('api-key'))
  t.deepEqual(
    told.map(({ kind, detail }) => [kind, detail]),
    [
      ['api-key-issued', `API key ${apiKey.id}`],
      ['api-key-revoked', `API key ${apiKey.id}: not needed`],
    ],
  )
  t.false(JSON.stringify(rows).includes(text.slice(-30)))
})

test('whoever goes on showing what is no API key has to wait, and a key outside its scope costs its address nothing', async t => {
  const { apiKey, text } = await issued('juniper', ['log'])
  const { parts } = cast.federation
  const counted: string[] = []
  const noted: AuditEvent[] = []
  const watch = openDoorWatch({
    audit: { ...parts.audit, note: event => void noted.push(event) },
    metrics: {
      turnedAway: check => void counted.push(check),
      admitted: version => void counted.push(`admitted ${version}`),
      alarmed: kind => void counted.push(kind),
    },
    detectors: openDetectors({ windowMs: signatureWindowMs }),
    addressKey: new Uint8Array(32).fill(5),
    events: parts.events,
    journal: parts.journal,
    world: parts.world,
  })
  const { members, world } = parts
  const nonces = { take: async () => 'first' as const, close: () => undefined }
  const door = openDoor({ members, nonces, world, watch, environment: 'dev', audience: '' })
  const knock = async (shown: string, address: string, method: OperationName = 'getCheckpoint') => {
    const answer = await door.admitByApiKey({ method, apiKey: shown, address })
    return answer.kind === 'granted' ? 'granted' : answer.reason
  }
  for (let i = 0; i < 40; i++) await knock(text, '192.0.2.7', 'getBounty')
  t.is(await knock(text, '192.0.2.7'), 'granted')
  t.like(noted.at(-1), {
    ...{ kind: 'request-refused', organisation: 'juniper', role: 'holder', method: 'getBounty', keyId: '' },
    detail: `API key ${apiKey.id}: not in its scope`,
  })
  for (let i = 0; i < 31; i++) await knock('parley_dev_guess', '198.51.100.9')
  t.is(await knock(text, '198.51.100.9'), 'unavailable')
  t.is(await knock(text, '192.0.2.7'), 'granted')
  t.like(
    noted.find(({ kind }) => kind === 'alarm'),
    { organisation: '', keyId: '' },
  )
  t.deepEqual([...new Set(counted)], ['api-key', 'admitted 0', 'failing-signatures', 'throttled'])
  t.false(JSON.stringify(noted).includes('guess'))
})
