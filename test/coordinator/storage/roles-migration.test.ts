import test from 'ava'
import { type Kysely, sql } from 'kysely'
import { createCoordinatorTables } from '../../../coordinator/storage/migrations/0003-coordinator.ts'
import { addDeclines } from '../../../coordinator/storage/migrations/0008-declines.ts'
import { addScoring } from '../../../coordinator/storage/migrations/0017-scoring.ts'
import { addRoles } from '../../../coordinator/storage/migrations/0018-roles.ts'
import { useDatabases } from '../../support/databases.ts'
import { undone } from '../../support/ledger.ts'

const databases = useDatabases(test)

test('members of an earlier version stay, and what belonged to them belongs to their organisations', async t => {
  for (const storage of databases.all())
    await undone(storage, async tx => {
      // Migrations know no tables; a transaction of ours knows those of today.
      const db = tx as unknown as Kysely<unknown>
      const run = (statement: string) => sql.raw(statement).execute(tx)
      const fails = async (statement: string, problem: RegExp) => {
        await run('savepoint before')
        await t.throwsAsync(run(statement), { message: problem })
        await run('rollback to before')
      }
      await run('create schema earlier')
      await run('set local search_path to earlier')
      await createCoordinatorTables(db)
      await addDeclines(db)
      await addScoring(db)
      const member = (organisation: string, role: string, key: string) =>
        `insert into member values ('${organisation}', 'N', '${role}', decode(repeat('${key}', 32), 'hex'), 5)`
      const owns = (organisation: string) =>
        `insert into blob_owner values (repeat('a', 64), '${organisation}')`
      await run(member('acme', 'buyer', '01'))
      await run(member('north', 'holder', '02'))
      await run(owns('acme'))
      await addRoles(db)
      const { rows } = await sql`select organisation, role from member order by 1`.execute(tx)
      t.deepEqual(rows, [
        { organisation: 'acme', role: 'buyer' },
        { organisation: 'north', role: 'holder' },
      ])
      await run(member('north', 'data-owner', '03'))
      await run(owns('north'))
      await fails(owns('nobody'), /blob_owner_organisation_fkey/)
      await fails(member('north', 'holder', '04'), /member_pkey/)
      await fails(member('north', 'treasurer', '02'), /member_identity_key_key/)
      await fails(member('acme', 'janitor', '05'), /member_role_check/)
      await fails(member('unknown', 'buyer', '06'), /member_organisation_fkey/)
      const { rows: left } = await sql<{
        place: string
      }>`select conrelid::regclass::text as place from pg_constraint
        where contype = 'f' and confrelid = 'organisation'::regclass order by 1`.execute(tx)
      t.deepEqual(
        left.map(({ place }) => place),
        ['blob_owner', 'bounty', 'bounty_evaluator', 'decline', 'member', 'participation'],
      )
    })
})
