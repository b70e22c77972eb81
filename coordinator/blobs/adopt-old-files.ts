/**
 * Files of before there were addresses: FOLDER/AB/ABCD…, unsealed, named by their SHA-256 in hexadecimal. Each is stored as an object, and
 * removed once that is certain. A damaged one is left where it is, and told.
 */
import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { sha256, toHex } from '../../aggregation/index.ts'
import type { ObjectStore } from './object-store.ts'

export interface AdoptionJournal {
  info(facts: object, message: string): void
  warn(facts: object, message: string): void
}

/** Answers how many files became objects. Safe to repeat, and to break off. */
export async function adoptOldFiles(
  folder: string,
  objects: ObjectStore,
  journal: AdoptionJournal,
): Promise<number> {
  let adopted = 0
  for (const part of await namesIn(folder, /^[0-9a-f]{2}$/)) {
    for (const name of await namesIn(join(folder, part), /^[0-9a-f]{64}$/)) {
      const file = join(folder, part, name)
      const bytes = await readFile(file)
      if (toHex(sha256(bytes)) !== name) {
        journal.warn(
          { file },
          'a file of the model store is damaged: its hash differs; put it back from a backup',
        )
        continue
      }
      await objects.put(bytes)
      await rm(file)
      adopted += 1
    }
  }
  if (adopted > 0) journal.info({ files: adopted }, 'files of the model store were sealed')
  return adopted
}

async function namesIn(folder: string, pattern: RegExp): Promise<readonly string[]> {
  const names = await readdir(folder).catch(error => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  })
  return names.filter(name => pattern.test(name))
}
