/** Documents on the disk. */
import { readFile, stat, writeFile } from 'node:fs/promises'
import { bountyLogLimits } from '../protos/market-log/index.ts'
import { DocumentError } from './document-error.ts'

/** The bytes of a document; editors may have ended it with a line break, which is no part of it. */
export async function readDocumentFile(file: string): Promise<Uint8Array> {
  const { size } = await stat(file)
  if (size > bountyLogLimits.bytes)
    throw new DocumentError(`${file} has ${size} bytes; documents have at most ${bountyLogLimits.bytes}`)
  const bytes = new Uint8Array(await readFile(file))
  return bytes.at(-1) === 0x0a ? bytes.subarray(0, -1) : bytes
}

/** Writes a file that was not there before. `option` is what named it. */
export async function writeNew(file: string, bytes: Uint8Array, option: string): Promise<void> {
  try {
    await writeFile(file, bytes, { flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    throw new DocumentError(`${file} exists already; name another file with ${option}, or move it away`)
  }
}
