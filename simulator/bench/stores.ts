/** The databases that are measured: the embedded one in a folder, and a PostgreSQL server of one's own where one is installed. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStorage, type Storage } from '../../coordinator/storage/index.ts'
import { startPostgres } from './private-postgres.ts'

/** A figure for each database; null where there is none. */
export interface PerStore<Figure> {
  readonly pglite: Figure
  readonly postgres: Figure | null
}

/** What could not be measured here, and why. */
export interface Missing {
  readonly what: string
  readonly reason: string
}

export interface OnStores<Measured> {
  /** One figure of what was measured, from each database. */
  each<Figure>(pick: (measured: Measured) => Figure): PerStore<Figure>
  readonly missing: readonly Missing[]
}

/** Does the same work on each database that there is. */
export async function onEachStore<Measured>(
  work: (storage: Storage) => Promise<Measured>,
  {
    connections,
    report,
  }: { readonly connections: number; readonly report: ((progress: string) => void) | undefined },
): Promise<OnStores<Measured>> {
  const found: string[] = []
  const pglite = await onEmbedded(work)
  report?.('the same on PostgreSQL')
  const postgres = await onPostgres(work, connections, line => found.push(line))
  return {
    each: pick => ({ pglite: pick(pglite), postgres: postgres === null ? null : pick(postgres) }),
    missing: postgres === null ? [{ what: 'postgres', reason: found.join('; ') }] : [],
  }
}

async function onEmbedded<T>(work: (storage: Storage) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-bench-'))
  const storage = await openStorage({ dataDir: folder })
  try {
    return await work(storage)
  } finally {
    await storage.close()
    await rm(folder, { recursive: true })
  }
}

async function onPostgres<T>(
  work: (storage: Storage) => Promise<T>,
  connections: number,
  log: (line: string) => void,
): Promise<T | null> {
  const server = await startPostgres(log)
  if (server === null) return null
  try {
    const storage = await openStorage({ postgresUrl: await server.createDatabase(), poolSize: connections })
    return await work(storage).finally(() => storage.close())
  } finally {
    await server.stop()
  }
}

/** All writers take from one pile until it is empty. */
export async function byWriters(writers: number, count: number, work: () => Promise<void>): Promise<void> {
  let left = count
  const write = async () => {
    while (left-- > 0) await work()
  }
  await Promise.all(Array.from({ length: writers }, write))
}
