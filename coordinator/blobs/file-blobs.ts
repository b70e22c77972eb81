/** Blobs as files: FOLDER/objects/LAST TWO LETTERS/ADDRESS. Written aside, synced, renamed; whoever reads one checks its hash. */
import { randomBytes } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { equalBytes, openSha256, sha256 } from '../../aggregation/index.ts'
import { type BlobAddress, digestOf, readAddress } from './address.ts'
import {
  type BlobSource,
  type BlobStore,
  DamagedBlobError,
  maximumStoredBytes,
  requireStorable,
} from './blob-store.ts'

export interface FileBlobsOptions {
  /** Called between the file aside and its rename, where a test ends the process. */
  readonly beforeRename?: () => void
}

/** Opens the folder, which is made where it is not there. */
export async function openFileBlobs(
  folder: string,
  { beforeRename }: FileBlobsOptions = {},
): Promise<BlobStore> {
  const [objects, incoming] = [join(folder, 'objects'), join(folder, 'incoming')]
  for (const one of [objects, incoming]) await mkdir(one, { recursive: true, mode: 0o700 })
  const folderOf = (address: BlobAddress) => join(objects, address.slice(-2))
  const pathOf = (address: BlobAddress) => join(folderOf(address), address)
  const size = async (address: BlobAddress) => (await unlessMissing(stat(pathOf(address))))?.size
  return {
    name: folder,
    async put(address, source) {
      requireStorable(source.size)
      const aside = join(incoming, `${process.pid}-${randomBytes(8).toString('hex')}`)
      try {
        if (!(await writeAside(aside, address, source))) throw new DamagedBlobError(folder, address)
        await mkdir(folderOf(address), { recursive: true, mode: 0o700 })
        beforeRename?.()
        await rename(aside, pathOf(address))
      } catch (error) {
        await rm(aside, { force: true })
        throw error
      }
      await syncFolder(folderOf(address))
      await syncFolder(objects)
    },
    async get(address) {
      const found = await size(address)
      if (found === undefined) return undefined
      if (found > maximumStoredBytes) throw new DamagedBlobError(folder, address)
      const bytes = await unlessMissing(readFile(pathOf(address)))
      if (bytes !== undefined && !equalBytes(sha256(bytes), digestOf(address)))
        throw new DamagedBlobError(folder, address)
      return bytes
    },
    has: async address => (await size(address)) !== undefined,
    size,
    async delete(address) {
      await rm(pathOf(address), { force: true })
    },
    async *list() {
      for (const part of await readdir(objects)) {
        for (const file of await readdir(join(objects, part))) {
          const address = readAddress(file)
          if (address !== undefined) yield address
        }
      }
    },
  }
}

/** Removes what was begun and not finished. For whoever alone writes into the folder. */
export async function clearIncoming(folder: string): Promise<void> {
  await rm(join(folder, 'incoming'), { recursive: true, force: true })
  await mkdir(join(folder, 'incoming'), { recursive: true, mode: 0o700 })
}

/** Whether the bytes are those of the address; they are on the disk when it answers. */
async function writeAside(file: string, address: BlobAddress, source: BlobSource): Promise<boolean> {
  const handle = await open(file, 'wx', 0o600)
  try {
    const hash = openSha256()
    for await (const piece of source.read()) {
      hash.update(piece)
      // writeFile goes on from where the last one ended, and writes everything or fails.
      await handle.writeFile(piece)
    }
    await handle.sync()
    return equalBytes(hash.digest(), digestOf(address))
  } finally {
    await handle.close()
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  await handle.sync().finally(() => handle.close())
}

async function unlessMissing<T>(found: Promise<T>): Promise<T | undefined> {
  try {
    return await found
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
