import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { DurableNodeFiles, syncPath, syncTree } from './durable-files.ts'
import { readEmptyCluster } from './empty-cluster.ts'
import { lockFolder } from './folder-lock.ts'
import type { ConnectionSource } from './pool.ts'
import { createTurnstile } from './turnstile.ts'
import { int8TypeId, numericTypeId, parseWholeNumber } from './whole-numbers.ts'

const parsers = { [int8TypeId]: parseWholeNumber, [numericTypeId]: parseWholeNumber }
const turnDeadlineMs = 60_000

/** PGlite's own start parameters without `-F`, which turns fsync off, and with fsync on by name. */
const durableStart = [
  ...PGlite.defaultStartParams.filter(parameter => parameter !== '-F'),
  ...['-c', 'fsync=on', '-c', 'wal_sync_method=fsync'],
]

/** An embedded database in this process, with what its checks need to see. */
export interface EmbeddedSource extends ConnectionSource {
  /** Forced writes to the disk since the database was opened. */
  syncCount(): number
  /** Throws when the folder's lock was lost to another process. */
  assertHeld(): void
}

/** An embedded database that lives in memory and dies with the process: for tests and trials. */
export async function openMemorySource(): Promise<EmbeddedSource> {
  const database = await PGlite.create({ parsers, ...beginning() })
  return overOneConnection(database, {
    syncCount: () => 0,
    assertHeld: () => undefined,
    release: () => undefined,
  })
}

/**
 * An embedded database in `dataDir`, held by an exclusive lock while it is open.
 *
 * @throws StorageLockedError when a live process holds the folder.
 */
export async function openFolderSource(dataDir: string): Promise<EmbeddedSource> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const lock = await lockFolder(dataDir)
  try {
    const cluster = join(dataDir, 'cluster')
    if (!existsSync(cluster)) await createCluster(dataDir, cluster)
    let syncs = 0
    const database = await startDurable(cluster, () => {
      syncs += 1
    })
    return overOneConnection(database, {
      syncCount: () => syncs,
      assertHeld: lock.assertHeld,
      release: lock.release,
    })
  } catch (error) {
    lock.release()
    throw error
  }
}

/** Makes the cluster aside and renames it when all of it is on the disk, so that a half-made one is never opened. */
async function createCluster(dataDir: string, cluster: string): Promise<void> {
  const unfinished = `${cluster}.unfinished`
  rmSync(unfinished, { recursive: true, force: true })
  const database = await startDurable(unfinished, () => undefined, beginning())
  await database.close()
  syncTree(unfinished)
  renameSync(unfinished, cluster)
  syncPath(dataDir)
}

/** What a new database begins with, as one of PGlite's options: it takes none that is there and undefined. */
function beginning(): { loadDataDir?: Blob } {
  const archive = readEmptyCluster()
  return archive === undefined ? {} : { loadDataDir: archive }
}

async function startDurable(
  folder: string,
  onSync: () => void,
  more: { loadDataDir?: Blob } = {},
): Promise<PGlite> {
  const files = new DurableNodeFiles(folder, onSync)
  return PGlite.create({ fs: files, startParams: durableStart, parsers, ...more })
}

interface Holding {
  readonly syncCount: () => number
  readonly assertHeld: () => void
  readonly release: () => void
}

function overOneConnection(database: PGlite, holding: Holding): EmbeddedSource {
  const turnstile = createTurnstile()
  return {
    syncCount: holding.syncCount,
    assertHeld: holding.assertHeld,
    async acquire() {
      const release = await turnstile.enter(turnDeadlineMs)
      return {
        async query(sql, parameters) {
          holding.assertHeld()
          const { command, affectedRows, rows } = await database.query(sql, [...parameters])
          return { command: command ?? '', rowCount: affectedRows ?? 0, rows }
        },
        release,
      }
    },
    async end() {
      const leave = await turnstile.enter(turnDeadlineMs)
      try {
        if (!database.closed) await database.close()
      } finally {
        holding.release()
        leave()
      }
    },
  }
}
