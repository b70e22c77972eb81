/**
 * NumPy's archive of arrays: a zip file with one array a member. What the directory of the archive claims is held
 * against limits before anything is unpacked, and unpacking that gives more is cut off.
 */
import { crc32 } from 'node:zlib'
import { type Entry, openPromise, type ZipFile } from 'yauzl'
import { DataError } from '../../errors.ts'
import { maximumArrayBytes, type NpyArray, type NpyHeader, readNpy } from './npy-format.ts'

const limits = {
  members: 20_000,
  totalBytes: 2 ** 33,
  /** Up to this size an array may be packed as tightly as it likes: zeros are. */
  trustedBytes: 2 ** 28,
  ratio: 200,
} as const

export interface Npz {
  /** Names of the arrays, without ".npy", in the order of the archive. */
  readonly names: readonly string[]
  /** Reads an array; `check` sees its header before its values are unpacked. */
  read(name: string, check: (header: NpyHeader) => void): Promise<NpyArray>
}

/** Opens an archive for as long as `use` runs. Throws `DataError` for what is not one, or claims too much. */
export async function withNpz<T>(file: string, use: (npz: Npz) => Promise<T>): Promise<T> {
  const zip = await unpacking(file, undefined, () =>
    openPromise(file, { autoClose: false, lazyEntries: true }),
  )
  try {
    const entries = await unpacking(file, undefined, () => readDirectory(file, zip))
    const names = [...entries.keys()]
    const read: Npz['read'] = (name, check) => {
      const entry = entries.get(name)
      if (entry === undefined) throw new RangeError(`the archive has no array ${name}`)
      return unpacking(file, entry.fileName, () => readMember(file, zip, entry, check))
    }
    return await use({ names, read })
  } finally {
    zip.close()
  }
}

/** Runs what the library throws plain errors at. */
async function unpacking<T>(file: string, member: string | undefined, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof DataError) throw error
    const { message } = error as Error
    throw new DataError(file, `it is not a sound NPZ archive (${message}); write it again with numpy.savez`, {
      member,
    })
  }
}

async function readDirectory(file: string, zip: ZipFile): Promise<ReadonlyMap<string, Entry>> {
  const entries = new Map<string, Entry>()
  let total = 0
  for await (const entry of zip.eachEntry()) {
    const refuse = (fault: string) => new DataError(file, fault, { member: entry.fileName })
    if (!entry.fileName.endsWith('.npy')) throw refuse('it is not a NumPy array (.npy); take it out')
    const name = entry.fileName.slice(0, -'.npy'.length)
    if (entries.has(name)) throw refuse('the archive has it twice; write it again with numpy.savez')
    if (entries.size === limits.members) throw refuse(`the archive has more than ${limits.members} arrays`)
    total += entry.uncompressedSize
    if (total > limits.totalBytes)
      throw refuse(`the archive unpacks to more than ${limits.totalBytes} bytes; split it`)
    requireRatio(file, entry)
    entries.set(name, entry)
  }
  if (entries.size === 0) throw new DataError(file, 'the archive is empty')
  return entries
}

function requireRatio(file: string, { fileName, compressedSize, uncompressedSize }: Entry): void {
  const isTight = uncompressedSize > limits.ratio * compressedSize
  if (uncompressedSize > maximumArrayBytes || (isTight && uncompressedSize > limits.trustedBytes)) {
    throw new DataError(
      file,
      `it has ${compressedSize} bytes and claims to unpack to ${uncompressedSize}: that is not data. Save it with numpy.savez, without compression, if it is`,
      { member: fileName },
    )
  }
}

async function readMember(
  file: string,
  zip: ZipFile,
  entry: Entry,
  check: (header: NpyHeader) => void,
): Promise<NpyArray> {
  const stream = await zip.openReadStreamPromise(entry)
  const place = { file, member: entry.fileName }
  let sum = 0
  async function* summed(): AsyncGenerator<Uint8Array> {
    for await (const chunk of stream) {
      sum = crc32(chunk as Uint8Array, sum)
      yield chunk as Uint8Array
    }
  }
  try {
    const array = await readNpy(summed(), entry.uncompressedSize, place, check)
    if (sum !== entry.crc32) throw new Error('its checksum is wrong')
    return array
  } finally {
    stream.destroy()
  }
}
