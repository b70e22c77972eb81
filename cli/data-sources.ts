/** Where a holder's records come from: by it the privacy ledger knows them again, whatever schema they are read under. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, realpath, stat } from 'node:fs/promises'
import path from 'node:path'

/** The place of a file or folder, and what stands in it: a copy under another name is known, and so is a changed file at its place. */
export async function sourcesOf(data: string): Promise<readonly Uint8Array[]> {
  const place = await realpath(data)
  const digests: string[] = []
  // One at a time: a folder may hold more files than a process may have open.
  for (const file of await filesIn(place)) digests.push(await digestOf(file))
  // Of a folder as a set: names decide nothing.
  const contents = createHash('sha256').update(digests.sort().join('\n')).digest('hex')
  return [`place ${place}`, `contents ${contents}`].map(text => new TextEncoder().encode(text))
}

async function filesIn(place: string): Promise<readonly string[]> {
  if (!(await stat(place)).isDirectory()) return [place]
  const entries = await readdir(place, { recursive: true, withFileTypes: true })
  return entries
    .filter(entry => entry.isFile())
    .map(entry => path.join(entry.parentPath ?? entry.path, entry.name))
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}
