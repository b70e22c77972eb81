/**
 * Where holders leave the heads of the log that they were shown, and find those of others: folders that they share, and addresses at
 * which somebody else publishes. A coordinator that shows two logs cannot keep its readers apart there.
 */
import { mkdir, readdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { encodeFork, type Fork, sha256, toHex } from '../aggregation/index.ts'
import { replaceFile } from './durable-files.ts'

export interface PlaceFault {
  readonly place: string
  readonly detail: string
}

export interface PlacesRead {
  /** Signed notes, and proofs of forks in JSON, as they were found. Nothing in them is to be believed unchecked. */
  readonly texts: readonly string[]
  readonly faults: readonly PlaceFault[]
}

export interface HeadPlaces {
  read(signal: AbortSignal): Promise<PlacesRead>
  /** Leaves the holder's own head in the folders, in place of the one before. */
  leaveHead(note: string): Promise<readonly PlaceFault[]>
  /** Leaves a proof that the log was forked; it stays beside others. */
  leaveFork(fork: Fork): Promise<readonly PlaceFault[]>
}

export interface HeadPlacesOptions {
  /** Folders, and addresses that begin with http:// or https://. */
  readonly places: readonly string[]
  /** The holder's own, one word: what its file is called. */
  readonly name: string
  /** For one address; 5 s unless given. */
  readonly timeoutMs?: number
}

/** A file or an answer beyond this is not read: a proof has less. */
const maximumBytes = 128 * 1024
const maximumFiles = 1_000
const namePattern = /^[a-z0-9][a-z0-9-]{0,39}$/

/** Throws RangeError for a name that is no file name. Folders are made where they are missing. */
export function openHeadPlaces({ places, name, timeoutMs = 5_000 }: HeadPlacesOptions): HeadPlaces {
  if (!namePattern.test(name)) throw new RangeError(`${JSON.stringify(name)} names no holder`)
  const isAddress = (place: string) => /^https?:\/\//.test(place)
  const folders = places.filter(place => !isAddress(place))
  const ownFile = `${name}.checkpoint.txt`
  const inFolders = (file: string, contents: Uint8Array | string) =>
    faultsOf(folders, async folder => {
      await mkdir(folder, { recursive: true })
      // Others read it, whoever they are.
      replaceFile(path.join(folder, file), contents, 0o644)
    })
  return {
    read: async signal => {
      const texts: string[] = []
      const faults = await faultsOf(places, async place => {
        if (isAddress(place)) texts.push(await download(place, signal, timeoutMs))
        else texts.push(...(await readFolder(place, ownFile)))
      })
      return { texts, faults }
    },
    leaveHead: note => inFolders(ownFile, note),
    leaveFork: fork => {
      const bytes = encodeFork(fork)
      return inFolders(`fork-${toHex(sha256(bytes)).slice(0, 16)}.json`, bytes)
    },
  }
}

/** Goes on where one place fails. */
async function faultsOf(
  places: readonly string[],
  work: (place: string) => Promise<void>,
): Promise<readonly PlaceFault[]> {
  const faults: PlaceFault[] = []
  await Promise.all(
    places.map(place => work(place).catch((error: Error) => faults.push({ place, detail: error.message }))),
  )
  return faults
}

/** What others left in a folder. A file that is too large, or gone in between, is nobody's head. */
async function readFolder(folder: string, ownFile: string): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true })
  const names = (await readdir(folder)).filter(file => /\.(txt|json)$/.test(file) && file !== ownFile)
  if (names.length > maximumFiles)
    throw new Error(`it has ${names.length} files, and ${maximumFiles} are read at most; take old ones away`)
  const texts: string[] = []
  for (const name of names.sort()) {
    const file = path.join(folder, name)
    const found = await stat(file).catch(() => undefined)
    if (found === undefined || !found.isFile() || found.size > maximumBytes) continue
    const text = await readFile(file, 'utf8').catch(() => undefined)
    if (text !== undefined) texts.push(text)
  }
  return texts
}

async function download(address: string, signal: AbortSignal, timeoutMs: number): Promise<string> {
  const response = await fetch(address, {
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    redirect: 'error',
  })
  if (!response.ok) throw new Error(`it answers ${response.status}`)
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of response.body ?? []) {
    size += part.length
    if (size > maximumBytes) throw new Error(`it has more than ${maximumBytes} bytes`)
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}
