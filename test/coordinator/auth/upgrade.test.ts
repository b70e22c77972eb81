/** What a database of before has, and what is left when every key of somebody has ended. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { type Kysely, sql } from 'kysely'
import { generateSigner, keyIdOf, systemRandom, toHex } from '../../../aggregation/index.ts'
import { registryAt, verifyRegistry } from '../../../client/agent/known-registry.ts'
import { openStorage } from '../../../coordinator/storage/index.ts'
import { migrateToLatest } from '../../../coordinator/storage/migrate.ts'
import { registryRoot } from '../../../protos/registry.ts'
import { openFederation } from '../../../simulator/index.ts'
import { must } from '../../support/small-federation.ts'

const dayMs = 86_400_000

/** Takes the tables of keys, and of what came after them, away, as if this version had never run. */
async function downgrade(db: Kysely<never>): Promise<void> {
  for (const statement of [
    'drop table session, second_factor, call_transaction, environment',
    'drop table webhook_outbox, webhook',
    'drop table recovery, api_key, key_use, member_key, key_counter',
    'drop function check_member_key, check_api_key, check_recovery',
    'alter table participation drop column identity_key',
    'alter table invitation drop column id, drop column revoked_at_ms',
    "delete from kysely_migration where name >= '0020'",
  ])
    await sql.raw(statement).execute(db)
}

test('keys of before are version 1 in the order of enrolment; an operator without a live key comes back with the data folder', async t => {
  const folder = await mkdtemp(join(tmpdir(), 'parley-upgrade-'))
  const storage = await openStorage({ memory: true })
  const signer = generateSigner(systemRandom).signer
  const operator = generateSigner(systemRandom).signer
  const open = (own = operator) => openFederation({ folder, storage, signer, operator: own })
  let federation = await open()
  t.teardown(async () => {
    await federation.close()
    await storage.close()
    await rm(folder, { recursive: true, force: true })
  })
  const names = ['birch', 'alder', 'cedar']
  const keys = []
  for (const name of names) keys.push((await federation.enrol(name, 'holder')).signer.publicKey)
  const before = must(await federation.operatorPort.getRegistry({}))
  await federation.close()
  await downgrade(storage.db as unknown as Kysely<never>)
  // Enrolled long ago, and never counted as used: it counts as used at the upgrade.
  await sql`update member set enrolled_at_ms = enrolled_at_ms - ${400 * dayMs} where organisation = 'birch'`.execute(
    storage.db,
  )
  await migrateToLatest(storage.db)
  federation = await open()

  const registry = must(await federation.operatorPort.getRegistry({}))
  t.deepEqual([registry.version, registry.root], [4, before.root])
  const [key] = must(await federation.operatorPort.listKeys({ organisation: 'alder' })).keys
  t.like(key, { version: 1, state: 'active', publicKey: keys[1] })
  t.like(must(await federation.operatorPort.listKeys({ organisation: 'birch' })).keys[0], { state: 'active' })
  t.true(Math.abs((key?.notAfterMs ?? 0) - Date.now() - 90 * dayMs) < 60_000)

  // Agents make the registry of two members ago of what they are told, also once one of those was revoked.
  const revoke = { keyId: keyIdOf(keys[0]!), reason: '' }
  must(await federation.operatorPort.revokeKey(revoke))
  const shown = must(await federation.operatorPort.getRegistry({}))
  t.is(shown.version, 5)
  const known = verifyRegistry(shown, signer.publicKey)!
  const standing = (version: number) =>
    [...shown.members, ...shown.removed].filter(
      ({ addedIn, removedIn = 6 }) => addedIn! <= version && removedIn > version,
    )
  t.deepEqual(
    standing(3)
      .map(({ organisation }) => organisation)
      .sort(),
    ['alder', 'birch', 'operator'],
  )
  t.is(registryAt(known, 3, registryRoot(standing(3)))?.members.length, 3)
  t.is(registryAt(known, 4, before.root)?.members.length, 4)
  t.is(registryAt(known, 4, shown.root), undefined)

  const another = generateSigner(systemRandom).signer
  await federation.close()
  await t.throwsAsync(open(another), { message: /not the one whose key is in the data folder/ })
  federation = await open()
  must(await federation.operatorPort.revokeKey({ keyId: keyIdOf(operator.publicKey), reason: 'lost' }))
  await federation.close()
  federation = await open(another)
  const operators = must(await federation.operatorPort.listKeys({ organisation: '' })).keys
  t.deepEqual(
    operators.map(({ version, state, publicKey }) => [version, state, toHex(publicKey)]),
    [
      [1, 'revoked', toHex(operator.publicKey)],
      [2, 'active', toHex(another.publicKey)],
    ],
  )
})
