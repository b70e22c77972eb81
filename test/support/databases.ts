import type { TestFn } from 'ava'
import { openStorage, type Storage, type StorageKind } from '../../coordinator/storage/index.ts'
import { type PrivatePostgres, startPostgres } from './postgres.ts'

/** Every database that the coordinator runs on, opened once for a test file. */
export interface TestDatabases {
  /** The embedded database, and PostgreSQL where a server is installed. */
  all(): readonly Storage[]
  /** One of them; null where no PostgreSQL server is installed. */
  find(kind: StorageKind): Storage | null
  /** The server, for tests that want databases of their own. */
  postgres(): PrivatePostgres | null
}

/** Opens the databases before the tests of the file and closes them after. */
export function useDatabases(test: TestFn): TestDatabases {
  let postgres: PrivatePostgres | null = null
  const opened: Storage[] = []
  test.before('the databases open', async t => {
    t.timeout(120_000)
    opened.push(await openStorage({ memory: true }))
    postgres = await startPostgres(line => t.log(line))
    if (postgres !== null) opened.push(await openStorage({ postgresUrl: await postgres.createDatabase() }))
    t.pass()
  })
  test.after.always('the databases close', async t => {
    for (const storage of opened) await storage.close()
    await postgres?.stop()
    t.pass()
  })
  return {
    all: () => opened,
    find: kind => opened.find(storage => storage.kind === kind) ?? null,
    postgres: () => postgres,
  }
}
