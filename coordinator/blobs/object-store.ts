/**
 * Models, test sets and proofs, named by the SHA-256 of their contents as the log and the terms name them. Each lies in the blob store under a
 * key of its own, for as long as the database has that key: a row of `stored_object` holds it, wrapped under the coordinator's store key. An
 * object belongs to a bounty or to none; the same contents of two bounties are two objects, so that the end of one takes nothing from the other.
 */

import { createReadStream } from 'node:fs'
import { mkdir, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import {
  contentKeyBytes,
  openSealedStream,
  openSealing,
  openSha256,
  openUnsealing,
  type RandomSource,
  sealBox,
  sha256,
  toHex,
  wipe,
} from '../../aggregation/index.ts'
import type { Storage } from '../storage/index.ts'
import { addressOfDigest, type BlobAddress } from './address.ts'
import type { BlobStore } from './blob-store.ts'
import { unwrapContentKey, wrapContentKey } from './content-keys.ts'
import { shareReads } from './shared-reads.ts'

/** Receives one object piece by piece. */
export interface ObjectWriter {
  write(data: Uint8Array): Promise<void>
  /** Keeps the object when the hash of its contents is `expected`; otherwise nothing of it remains. */
  finish(expectedSha256: string): Promise<'stored' | 'mismatch'>
  abandon(): Promise<void>
}

/** Whose an object is, and how long it is kept. */
export interface Belonging {
  /** Of the bounty at whose end it may go; of none unless given. */
  readonly bountyId?: string
  /** Stays beyond the bounty's end. */
  readonly isKept?: boolean
}

/** An object as it lies in the store. */
export interface StoredObject {
  readonly sha256: string
  readonly address: BlobAddress
  /** Bytes as stored. */
  readonly size: number
}

export interface ObjectStore {
  openWriter(belonging?: Belonging): Promise<ObjectWriter>
  /** Stores the contents unless they are there; answers their SHA-256. */
  put(contents: Uint8Array, belonging?: Belonging): Promise<string>
  has(sha256: string): Promise<boolean>
  /** The contents, checked; undefined when there is no such object. Throws where it is there and cannot be read. */
  get(sha256: string): Promise<Uint8Array | undefined>
  /** The contents in pieces, for sending on; the receiver checks the hash. */
  stream(sha256: string): AsyncIterable<Uint8Array>
  find(sha256: string): Promise<StoredObject | undefined>
  /** The object whose stored bytes have this SHA-256. */
  findStored(storedSha256: Uint8Array): Promise<StoredObject | undefined>
  /** The stored bytes, which tell nothing without the key. */
  readStored(object: StoredObject): Promise<Uint8Array>
  /** The content key in a box for one X25519 key. */
  sealKeyTo(object: StoredObject, boxKey: Uint8Array): Promise<Uint8Array>
  /** Erases the keys of a bounty's objects but for those that are kept and `stay`, then their bytes; answers how many. */
  shred(bountyId: string, stay: readonly string[]): Promise<number>
  addresses(): Promise<ReadonlySet<BlobAddress>>
}

export interface ObjectStoreOptions {
  readonly storage: Storage
  readonly blobs: BlobStore
  /** For what is on its way in, sealed already. */
  readonly spoolFolder: string
  /** Of 32 bytes, and nowhere in the database or the blob store. */
  readonly storeKey: Uint8Array
  readonly random: RandomSource
  readonly nowMs: () => number
}

/** An object's key cannot be opened, or its contents are not those that it is named by. */
export class UnreadableObjectError extends Error {
  override readonly name = 'UnreadableObjectError'
}

const hexPattern = /^[0-9a-f]{64}$/
const pieceBytes = 512 * 1024

export async function openObjectStore(options: ObjectStoreOptions): Promise<ObjectStore> {
  const { storage, blobs, spoolFolder, storeKey, random, nowMs } = options
  // What an earlier process did not finish is of no use to anybody: its key is gone.
  await rm(spoolFolder, { recursive: true, force: true })
  await mkdir(spoolFolder, { recursive: true, mode: 0o700 })
  let writers = 0

  const rowsOf = (name: string) => {
    if (!hexPattern.test(name)) throw new RangeError(`${JSON.stringify(name)} is not a SHA-256`)
    return storage.db
      .selectFrom('stored_object')
      .selectAll()
      .where('sha256', '=', name)
      .orderBy('bounty_id')
      .execute()
  }
  const find = async (name: string): Promise<StoredObject | undefined> => {
    const [row] = await rowsOf(name)
    return row && objectOf(row)
  }

  async function openWriter(belonging: Belonging = {}): Promise<ObjectWriter> {
    writers += 1
    const file = join(spoolFolder, `${process.pid}-${writers}`)
    const handle = await open(file, 'wx', 0o600)
    const contentKey = random.bytes(contentKeyBytes)
    const sealing = openSealing(contentKey, { random })
    const [ofContents, ofStored] = [openSha256(), openSha256()]
    let size = 0
    const writeSealed = async (sealed: Uint8Array) => {
      ofStored.update(sealed)
      size += sealed.length
      await handle.writeFile(sealed)
    }
    const abandon = async () => {
      wipe([contentKey])
      await handle.close().catch(() => undefined)
      await rm(file, { force: true })
    }
    return {
      async write(data) {
        ofContents.update(data)
        await writeSealed(sealing.push(data))
      },
      async finish(expected) {
        try {
          if (toHex(ofContents.digest()) !== expected) return 'mismatch'
          await writeSealed(sealing.finish())
          const address = addressOfDigest(ofStored.digest())
          await blobs.put(address, {
            size,
            read: () => createReadStream(file, { highWaterMark: pieceBytes }),
          })
          await record({ sha256: expected, address, size }, contentKey, belonging)
          return 'stored'
        } finally {
          await abandon()
        }
      },
      abandon,
    }
  }

  /** Commit point of a stored object: its key is in the database. The first of two that are stored at once is kept. */
  async function record(object: StoredObject, contentKey: Uint8Array, belonging: Belonging): Promise<void> {
    const { bountyId = '', isKept = false } = belonging
    const inserted = await storage.db
      .insertInto('stored_object')
      .values({
        sha256: object.sha256,
        bounty_id: bountyId,
        address: object.address,
        wrapped_key: Buffer.from(wrapContentKey(contentKey, storeKey, object, random)),
        size: BigInt(object.size),
        is_kept: isKept,
        stored_at_ms: BigInt(nowMs()),
      })
      .onConflict(conflict => conflict.columns(['sha256', 'bounty_id']).doNothing())
      .executeTakeFirst()
    if (inserted.numInsertedOrUpdatedRows === 0n) await blobs.delete(object.address)
  }

  function keyOf(row: { readonly wrapped_key: Uint8Array }, object: StoredObject): Uint8Array {
    const key = unwrapContentKey(row.wrapped_key, storeKey, object)
    if (key !== undefined) return key
    throw new UnreadableObjectError(
      `the key of ${object.sha256} cannot be opened with the key of this coordinator: the row was altered, or the database is another coordinator's`,
    )
  }

  const readShared = shareReads(blobs)

  async function readStored({ sha256: name, address }: StoredObject): Promise<Uint8Array> {
    const stored = await readShared(address)
    if (stored !== undefined) return stored
    throw new UnreadableObjectError(`the stored file ${name} (${address}) is in no place of the model store`)
  }

  async function contentsOf(row: ObjectRow): Promise<Uint8Array> {
    const object = objectOf(row)
    const stored = await readStored(object)
    const key = keyOf(row, object)
    try {
      const contents = openSealedStream(stored, key)
      if (toHex(sha256(contents)) === object.sha256) return contents
    } finally {
      wipe([key])
    }
    throw new UnreadableObjectError(`the stored file ${object.sha256} is damaged: its hash differs`)
  }

  /** The first of the rows with which `read` succeeds: each has bytes and a key of its own. */
  async function anyOf<T>(rows: readonly ObjectRow[], read: (row: ObjectRow) => Promise<T>): Promise<T> {
    let fault: unknown
    for (const row of rows) {
      try {
        return await read(row)
      } catch (error) {
        fault ??= error
      }
    }
    throw fault
  }

  return {
    openWriter,
    async put(contents, belonging = {}) {
      const name = toHex(sha256(contents))
      const { bountyId = '' } = belonging
      if ((await rowsOf(name)).some(({ bounty_id }) => bounty_id === bountyId)) return name
      const writer = await openWriter(belonging)
      await writer.write(contents)
      await writer.finish(name)
      return name
    },
    has: async name => (await rowsOf(name)).length > 0,
    async get(name) {
      const rows = await rowsOf(name)
      return rows.length === 0 ? undefined : anyOf(rows, contentsOf)
    },
    async *stream(name) {
      const rows = await rowsOf(name)
      const { stored, key } = await anyOf(rows, async row => {
        const object = objectOf(row)
        return { stored: await readStored(object), key: keyOf(row, object) }
      })
      try {
        const unsealing = openUnsealing(key)
        for (let at = 0; at < stored.length; at += pieceBytes)
          yield unsealing.push(stored.subarray(at, at + pieceBytes))
        yield unsealing.finish()
      } finally {
        wipe([key])
      }
    },
    find,
    async findStored(storedSha256) {
      const address = addressOfDigest(storedSha256)
      const row = await storage.db
        .selectFrom('stored_object')
        .selectAll()
        .where('address', '=', address)
        .executeTakeFirst()
      return row && objectOf(row)
    },
    readStored,
    async sealKeyTo(object, boxKey) {
      const row = (await rowsOf(object.sha256)).find(({ address }) => address === object.address)
      if (row === undefined) throw new UnreadableObjectError(`the key of ${object.sha256} was erased`)
      const key = keyOf(row, object)
      const box = sealBox(key, boxKey, random)
      wipe([key])
      return box
    },
    async shred(bountyId, stay) {
      if (bountyId === '') throw new Error('what belongs to no bounty is not shredded')
      let erasing = storage.db
        .deleteFrom('stored_object')
        .where('bounty_id', '=', bountyId)
        .where('is_kept', '=', false)
      if (stay.length > 0) erasing = erasing.where('sha256', 'not in', stay)
      const erased = await erasing.returning('address').execute()
      // Commit point: without their keys the bytes are noise, also where they cannot be deleted.
      for (const { address } of erased) await blobs.delete(address as BlobAddress)
      return erased.length
    },
    async addresses() {
      const rows = await storage.db.selectFrom('stored_object').select('address').execute()
      return new Set(rows.map(({ address }) => address as BlobAddress))
    },
  }
}

interface ObjectRow {
  readonly sha256: string
  readonly address: string
  readonly size: bigint
  readonly wrapped_key: Uint8Array
}

function objectOf({ sha256: name, address, size }: ObjectRow): StoredObject {
  return { sha256: name, address: address as BlobAddress, size: Number(size) }
}
