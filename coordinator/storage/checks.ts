import { type Kysely, sql } from 'kysely'
import { appliedMigrations } from './migrate.ts'
import { migrations } from './migrations/index.ts'
import type { EmbeddedSource } from './pglite-source.ts'
import type { Database } from './schema.ts'
import type { StorageKind } from './storage.ts'

/** One thing that should be true of the database, and what was found. */
export interface StorageCheck {
  readonly name: 'reachable' | 'migrated' | 'durable' | 'locked'
  readonly ok: boolean
  readonly detail: string
}

/** Looks at the database as an operator would; a check that cannot be made counts as failed. */
export async function runChecks(
  db: Kysely<Database>,
  kind: StorageKind,
  embedded: EmbeddedSource | null,
): Promise<readonly StorageCheck[]> {
  const checks = [
    await attempt('reachable', () => checkReachable(db)),
    await attempt('migrated', () => checkMigrated(db)),
    await attempt('durable', () => checkDurable(db, kind, embedded)),
  ]
  if (kind === 'folder') checks.push(await attempt('locked', async () => checkLocked(embedded)))
  return checks
}

type Finding = Omit<StorageCheck, 'name'>

async function attempt(name: StorageCheck['name'], look: () => Promise<Finding>): Promise<StorageCheck> {
  try {
    return { name, ...(await look()) }
  } catch (error) {
    return { name, ok: false, detail: error instanceof Error ? error.message : String(error) }
  }
}

async function checkReachable(db: Kysely<Database>): Promise<Finding> {
  const { rows } = await sql<{
    version: string
  }>`select current_setting('server_version') as version`.execute(db)
  return { ok: true, detail: `PostgreSQL ${rows[0]?.version}` }
}

async function checkMigrated(db: Kysely<Database>): Promise<Finding> {
  const applied = await appliedMigrations(db)
  const missing = migrations.filter(({ name }) => !applied.includes(name)).map(({ name }) => name)
  if (missing.length > 0)
    return { ok: false, detail: `not applied: ${missing.join(', ')}; restart to apply them` }
  return { ok: true, detail: `${applied.length} of ${migrations.length} steps applied` }
}

async function checkDurable(
  db: Kysely<Database>,
  kind: StorageKind,
  embedded: EmbeddedSource | null,
): Promise<Finding> {
  if (kind === 'memory') return { ok: false, detail: 'the database is in memory and ends with the process' }
  const { rows } = await sql<{ fsync: string; commit: string }>`
    select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit`.execute(db)
  const { fsync, commit } = rows[0] ?? { fsync: 'unknown', commit: 'unknown' }
  const written = embedded === null ? '' : `, ${embedded.syncCount()} forced writes since it was opened`
  return {
    ok: fsync === 'on' && commit !== 'off',
    detail: `fsync ${fsync}, synchronous_commit ${commit}${written}`,
  }
}

function checkLocked(embedded: EmbeddedSource | null): Finding {
  embedded?.assertHeld()
  return { ok: true, detail: 'this process holds the data folder' }
}
