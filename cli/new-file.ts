import { writeFile } from 'node:fs/promises'
import { UsageError } from './errors.ts'

/** Writes a file that was not there before. `option` is what named it. */
export async function writeNew(file: string, bytes: Uint8Array, option: string): Promise<void> {
  try {
    await writeFile(file, bytes, { flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    throw new UsageError(`${file} exists already; name another file with ${option}, or move it away`)
  }
}
