import { mkdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { datasetSaltBytes } from '../learning/index.ts'
import { UsageError } from './errors.ts'
import { writeFileAtomically } from './profile.ts'
import type { World } from './world.ts'

/** Where an agent keeps the salt of its dataset's root. */
export function datasetSaltFile(agentFolder: string): string {
  return path.join(agentFolder, 'dataset-salt')
}

/** The salt of the dataset's root: made once, kept by the holder, without which no record can be opened later. */
export async function readDatasetSalt(file: string, world: Pick<World, 'random'>): Promise<Uint8Array> {
  const found = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (found?.length === datasetSaltBytes) return new Uint8Array(found)
  if (found !== undefined)
    throw new UsageError(
      `${file} has ${found.length} bytes, not ${datasetSaltBytes}: restore it from a backup`,
    )
  const salt = world.random.bytes(datasetSaltBytes)
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
  await writeFileAtomically(file, salt)
  return salt
}
