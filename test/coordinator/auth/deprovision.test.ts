/** The end of a member, through gRPC on loopback, and what is left of it. */
import test from 'ava'
import { generateSigner, systemRandom, toHex } from '../../../aggregation/index.ts'
import { openStorage, type Storage } from '../../../coordinator/storage/index.ts'
import type { AuditEvent } from '../../../protos/audit/index.ts'
import { signRotation } from '../../../protos/key-rotation.ts'
import type { Role } from '../../../protos/types.ts'
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

const inviting = (organisation: string, role: Role) =>
  cast.federation.operatorPort.invite({ organisation, role, validForMs: 3_600_000 })

async function leavesOf(organisation: string) {
  const { log } = cast.federation.parts
  const leaves = await storage.transaction(tx => log.leaves(tx, 0, 200))
  return leaves
    .map(({ body }) => JSON.parse(Buffer.from(body).toString()))
    .filter(leaf => leaf.organisation === organisation)
}

test('a member that is ended has nothing live left: keys, API keys, invitations, open streams', async t => {
  const { federation, coordinatorSigner } = cast
  const { port, signer } = await federation.enrol('alder', 'holder')
  const fresh = generateSigner(systemRandom).signer
  const times = { oldVersion: 1, newVersion: 2, notBeforeMs: 0, notAfterMs: 0 }
  const here = { environment: 'dev', audience: toHex(coordinatorSigner.publicKey) }
  const owner = { organisation: 'alder', role: 'holder' } as const
  must(await port.rotateKey(signRotation(here, owner, times, { old: signer, new: fresh })))
  const { apiKey, text } = must(await port.issueApiKey({ name: 'a dashboard', scope: ['log'], lifeMs: 0 }))
  const revoked = must(await port.issueApiKey({ name: 'another', scope: ['log'], lifeMs: 0 })).apiKey
  must(await port.revokeApiKey({ id: revoked.id, reason: 'before' }))
  const owners = must(await inviting('alder', 'data-owner'))
  const [open] = must(await federation.operatorPort.listInvitations({ organisation: 'alder' })).invitations
  t.like(open, { organisation: 'alder', role: 'data-owner' })
  t.is(owners.code.slice(12, 24), open!.id)

  const door = await openGrpcDoor(t, cast)
  const officer = await federation.enrol('house', 'security-officer')
  const asOfficer = door(officer.signer)
  const reading = door({ apiKey: text })
  must(await reading.getCheckpoint({}))
  const stop = new AbortController()
  const streaming = (async () => {
    for await (const _ of door(signer).watch({ bountyId: '', after: 0 }, stop.signal));
  })()
  must(await port.addSecondFactor({ code: '' }))
  const secondFactors = () =>
    storage.db.selectFrom('second_factor').select('role').where('organisation', '=', 'alder').execute()
  t.is((await secondFactors()).length, 1)
  const request = { organisation: 'alder', reason: 'left the federation' }
  t.like(await cast.buyer.port.revokeMember(request), { kind: 'refused', reason: 'forbidden' })
  const ended = must(await asOfficer.revokeMember(request))
  await streaming
  stop.abort()
  t.deepEqual(await secondFactors(), [])
  t.deepEqual(
    ended.keys.map(({ version, state, reason }) => [version, state, reason]),
    [1, 2].map(version => [version, 'revoked', 'left the federation']),
  )
  t.deepEqual(
    ended.apiKeys.map(({ id }) => id),
    [apiKey.id],
  )
  t.deepEqual(ended.invitations, [open!])

  t.like(await reading.getCheckpoint({}), { reason: 'unauthenticated' })
  for (const key of [signer, fresh]) t.like(await door(key).getRegistry({}), { reason: 'unauthenticated' })
  const identityKey = generateSigner(systemRandom).signer.publicKey
  const enrolment = { invitation: owners.code, organisation: 'alder', displayName: '', identityKey }
  t.like(await federation.parts.members.enrol(enrolment, identityKey), { reason: 'invitation-invalid' })
  t.deepEqual(must(await federation.operatorPort.listInvitations({ organisation: 'alder' })).invitations, [])
  const again = must(await asOfficer.revokeMember(request))
  t.deepEqual(again, { keys: [], apiKeys: [], invitations: [] })

  t.deepEqual(
    (await leavesOf('alder')).map(({ kind, version, id }) => [kind, version ?? id]),
    [
      ['key-rotated', 2],
      ['api-key-revoked', revoked.id],
      ['key-revoked', 1],
      ['key-revoked', 2],
      ['api-key-revoked', apiKey.id],
      ['invitation-revoked', open?.id],
    ],
  )
  await federation.parts.audit.seal()
  const rows = await storage.db
    .selectFrom('security_event')
    .select('body')
    .where('organisation', '=', 'alder')
    .execute()
  const kinds = rows.map(({ body }) => (JSON.parse(body) as AuditEvent).kind)
  t.deepEqual(kinds.filter(kind => kind === 'key-revoked').length, 2)
  t.true(kinds.includes('invitation-revoked'))
  // It comes back as any member does whose keys have ended.
  t.is((await inviting('alder', 'holder')).kind, 'granted')
})

test('one role of an organisation is ended, and the others stay', async t => {
  const { federation } = cast
  const node = await federation.enrol('birch', 'holder')
  const owner = await federation.enrol('birch', 'data-owner')
  must(await owner.port.issueApiKey({ name: 'its own', scope: ['log'], lifeMs: 0 }))
  const request = { organisation: 'birch', role: 'holder', reason: 'a new node comes' } as const
  const ended = must(await federation.operatorPort.revokeMember(request))
  t.deepEqual(
    ended.keys.map(({ role, publicKey }) => [role, toHex(publicKey)]),
    [['holder', toHex(node.signer.publicKey)]],
  )
  t.deepEqual(ended.apiKeys, [])
  t.true(federation.parts.members.hasLiveKey({ organisation: 'birch', role: 'data-owner' }))
})

test('a security officer ends nobody that it may not invite, and nobody ends the operator', async t => {
  const { federation } = cast
  await federation.enrol('oak', 'auditor')
  const officer = await federation.enrol('elm', 'security-officer')
  const ending = { organisation: 'oak', reason: 'a try' }
  t.like(await officer.port.revokeMember(ending), { reason: 'forbidden', field: 'role' })
  t.is(must(await federation.operatorPort.revokeMember(ending)).keys.length, 1)
  for (const port of [officer.port, federation.operatorPort])
    t.like(await port.revokeMember({ organisation: 'operator', reason: 'a try' }), { reason: 'forbidden' })
  t.like(await federation.operatorPort.revokeMember({ organisation: 'nobody', reason: 'a try' }), {
    ...{ reason: 'not-found', field: 'organisation' },
  })
  t.like(await federation.operatorPort.revokeMember({ organisation: 'acme', reason: '' }), {
    field: 'reason',
  })
})
