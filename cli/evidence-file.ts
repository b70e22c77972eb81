import { readFile } from 'node:fs/promises'
import { sha256, toHex } from '../aggregation/index.ts'
import { UsageError } from './errors.ts'

/** The SHA-256 by which a file is named as evidence, in hex. The file stays where it is: arbiters are given it by other means. */
export async function hashOfEvidence(file: string): Promise<string> {
  const bytes = await readFile(file)
  if (bytes.length === 0)
    throw new UsageError(`${file} is empty; evidence is a file that an arbiter can read`)
  return toHex(sha256(bytes))
}
