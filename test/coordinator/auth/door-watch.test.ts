import test from 'ava'
import { generateSigner, keyIdOf, type Signer, systemRandom, toHex } from '../../../aggregation/index.ts'
import { openAudit } from '../../../coordinator/audit/index.ts'
import { signatureWindowMs } from '../../../coordinator/auth/clock-window.ts'
import { openDetectors } from '../../../coordinator/auth/detectors.ts'
import { openDoor } from '../../../coordinator/auth/door.ts'
import { openDoorWatch } from '../../../coordinator/auth/door-watch.ts'
import { openNonces } from '../../../coordinator/auth/nonces.ts'
import type { News } from '../../../coordinator/events/event-hub.ts'
import { realWorld } from '../../../coordinator/index.ts'
import { createLog } from '../../../coordinator/log/index.ts'
import type { AuditEvent } from '../../../protos/audit/index.ts'
import { type OperationName, operations } from '../../../protos/operations.ts'
import { signRequest } from '../../../protos/signed-request.ts'
import { enrolEveryRole } from '../../support/enrolled-roles.ts'
import { testSealKey } from '../../support/ledger.ts'
import { sessionFor } from '../../support/session-for.ts'

test('what becomes of requests is written down, counted and watched; who only claims a key is not written down as its owner', async t => {
  const { members, storage, signers } = await enrolEveryRole()
  t.teardown(() => storage.close())
  const world = realWorld(systemRandom)
  const journal = { info: () => undefined, warn: () => undefined, error: () => undefined }
  const coordinator = generateSigner(systemRandom).signer
  const log = createLog({ signer: coordinator, origin: 'watch.example/log', sealKey: testSealKey })
  const audit = openAudit({ storage, log, world, journal })
  const counted: string[] = []
  const metrics = {
    turnedAway: (check: string) => void counted.push(check),
    admitted: (version: number) => void counted.push(`admitted ${version}`),
    alarmed: (kind: string) => void counted.push(`alarm ${kind}`),
  }
  const addressKey = new Uint8Array(32).fill(5)
  const detectors = openDetectors({ windowMs: signatureWindowMs })
  const told: string[] = []
  const hub = {
    publish: ({ kind, organisation, reason }: News) => void told.push(`${kind} ${organisation}: ${reason}`),
  }
  const watch = openDoorWatch({ audit, events: hub, metrics, detectors, addressKey, journal, world })
  const nonces = openNonces(storage, world, signatureWindowMs, audit)
  t.teardown(() => nonces.close())
  const here = { environment: 'dev', audience: toHex(coordinator.publicKey) }
  const door = openDoor({ members, nonces, world, watch, ...here })
  const body = new Uint8Array(3)
  const [holder, buyer] = [signers.get('holder')!, signers.get('buyer')!]
  const places = new Map([
    [holder, await sessionFor(storage, holder.publicKey)],
    [buyer, await sessionFor(storage, buyer.publicKey)],
  ])
  const signed = (method: OperationName, signer: Signer) => {
    const session = operations[method].needsSession ? places.get(signer)?.() : undefined
    const unsigned = { destination: here, path: operations[method].path, body, keyVersion: 1 }
    const request = {
      ...unsigned,
      unixMs: world.nowMs(),
      idempotencyKey: '',
      showPublicKey: false,
      ...(session && { session }),
    }
    return { method, signature: signRequest(request, signer, systemRandom), body }
  }
  const knock = async (request: ReturnType<typeof signed>, address = '192.0.2.7') => {
    const answer = await door.admit({ ...request, address })
    return answer.kind === 'granted' ? 'granted' : answer.reason
  }
  const events = async () => {
    await audit.seal()
    const rows = await storage.db.selectFrom('security_event').select('body').orderBy('id').execute()
    return rows.map(row => JSON.parse(row.body) as AuditEvent)
  }

  const joining = signed('joinBounty', holder)
  t.is(await knock(joining), 'granted')
  t.is(await knock(joining), 'unauthenticated')
  t.is(await knock(signed('getRegistry', holder)), 'granted')
  t.is(await knock(signed('joinBounty', buyer)), 'forbidden')
  const forged = { ...signed('joinBounty', holder), body: new Uint8Array(4) }
  t.is(await knock(forged, '198.51.100.9'), 'unauthenticated')
  const found = await events()
  const keyId = toHex(keyIdOf(holder.publicKey))
  t.deepEqual(
    found.map(({ kind, organisation, role, detail }) => [kind, organisation, role, detail]),
    [
      ['request-accepted', 'of-holder', 'holder', ''],
      ['request-refused', 'of-holder', 'holder', 'nonce used before'],
      ['request-refused', 'of-buyer', 'buyer', 'buyers may not call it'],
      ['request-refused', '', '', 'signature'],
    ],
  )
  t.like(found[0], { keyId, keyVersion: 1, method: 'joinBounty', requestedMs: joining.signature.unixMs })
  t.is(found[0]!.peer, found[1]!.peer)
  t.not(found[0]!.peer, found[3]!.peer)
  t.false(JSON.stringify(found).includes('192.0.2'))
  t.deepEqual(counted, ['admitted 1', 'nonce', 'admitted 1', 'role', 'signature'])

  // Whoever goes on forging waits; nobody else does, nor the key that is named.
  for (let i = 0; i < 40; i++)
    await knock({ ...signed('getRegistry', holder), body: new Uint8Array(4) }, 'there')
  t.is(await knock(signed('getRegistry', holder), 'there'), 'unavailable')
  t.is(await knock(signed('getRegistry', holder)), 'granted')
  for (let i = 0; i < 40; i++)
    await knock({ ...signed('getRegistry', holder), body: new Uint8Array(4) }, '127.0.0.1')
  t.is(await knock(signed('getRegistry', holder), '127.0.0.1'), 'granted')
  const later = (await events()).slice(found.length)
  t.true(counted.includes('throttled') && counted.includes('alarm failing-signatures'))
  t.true(later.some(({ kind, keyId: about }) => kind === 'alarm' && about === ''))

  // Of an alarm about a key its owner is told, of one about an address nobody.
  t.deepEqual(told, [])
  for (let i = 0; i < 2; i++) t.is(await knock(joining), 'unauthenticated')
  t.deepEqual(told, ['key-alarm of-holder: replay: 3 requests came a second time within ten minutes'])
})
