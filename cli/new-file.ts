import { writeFile } from 'node:fs/promises'
import { UsageError } from './errors.ts'

/** Writes a file that is not there yet. Throws `UsageError` where there is one. */
export async function writeNewFile(file: string, content: string): Promise<void> {
  try {
    await writeFile(file, content, { flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    throw new UsageError(`${file} exists already; name another file, or move it away`)
  }
}
