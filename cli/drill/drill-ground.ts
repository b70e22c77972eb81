/** Where a drill is played: a folder and a database that are thrown away. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Output } from '../output.ts'

export interface DrillGround {
  readonly folder: string
  /** Absent: the embedded database, in the folder. */
  readonly postgresUrl?: string
}

/** Plays on a database that was given, else on a PostgreSQL server of its own where one is installed, else on the embedded one. */
export async function onDrillGround(
  postgres: string | undefined,
  output: Output,
  play: (ground: DrillGround) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'parley-drill-'))
  try {
    const { startPostgres } = await import('../../simulator/bench/index.ts')
    const server = postgres === undefined ? await startPostgres(output.note) : null
    const postgresUrl = postgres ?? (await server?.createDatabase())
    const database = postgresUrl === undefined ? {} : { postgresUrl }
    await play({ folder, ...database }).finally(() => server?.stop())
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
