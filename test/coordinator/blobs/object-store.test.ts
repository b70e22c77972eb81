import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import anyTest, { type ExecutionContext, type TestFn } from 'ava'
import {
  generateKeyPair,
  openSealedBox,
  openSealedStream,
  sha256,
  systemRandom,
  toHex,
} from '../../../aggregation/index.ts'
import type { BlobAddress } from '../../../coordinator/blobs/address.ts'
import { adoptOldFiles } from '../../../coordinator/blobs/adopt-old-files.ts'
import { openFileBlobs } from '../../../coordinator/blobs/file-blobs.ts'
import {
  type ObjectStore,
  openObjectStore,
  UnreadableObjectError,
} from '../../../coordinator/blobs/object-store.ts'
import { replicate } from '../../../coordinator/blobs/replicated-blobs.ts'
import { startUpkeep } from '../../../coordinator/blobs/upkeep.ts'
import { openStorage, type Storage } from '../../../coordinator/storage/index.ts'
import { damage, damages, fileOf, temporaryFolder } from './places.ts'

const test = anyTest as TestFn<{ storage: Storage }>
test.before(async t => {
  t.context.storage = await openStorage({ memory: true })
})
test.after.always(t => t.context.storage.close())

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined }
const storeKey = new Uint8Array(32).fill(9)

async function openObjects(t: ExecutionContext<{ storage: Storage }>, key = storeKey, folder?: string) {
  const place = folder ?? (await temporaryFolder(t))
  const blobs = replicate([await openFileBlobs(join(place, 'blobs'))], quiet)
  const { storage } = t.context
  const objects = await openObjectStore({
    storage,
    blobs,
    spoolFolder: join(place, 'spool'),
    storeKey: key,
    random: systemRandom,
    nowMs: () => 1_000,
  })
  return { storage, objects, blobs, place, folder: join(place, 'blobs') }
}

async function streamed(objects: ObjectStore, name: string): Promise<Uint8Array> {
  const pieces = []
  for await (const piece of objects.stream(name)) pieces.push(piece)
  return new Uint8Array(Buffer.concat(pieces))
}

/** More than one chunk, and another text each time. */
const someContents = () => systemRandom.bytes(150_000)

test('contents come back whole and in pieces under their SHA-256, and nothing of them lies in the folder', async t => {
  const { objects, folder } = await openObjects(t)
  const contents = someContents()
  const name = await objects.put(contents)
  t.is(name, toHex(sha256(contents)))
  t.deepEqual(new Uint8Array((await objects.get(name))!), contents)
  t.deepEqual(await streamed(objects, name), contents)
  t.true(await objects.has(name))
  const { address } = (await objects.find(name))!
  const stored = await readFile(fileOf(folder, address))
  t.is(stored.indexOf(contents.subarray(70_000, 70_032)), -1)
  t.is(await objects.get(toHex(sha256(stored))), undefined)
})

test('what is written in pieces is kept only if it is what was announced, and leaves no piece behind', async t => {
  const { objects, folder, place } = await openObjects(t)
  const contents = someContents()
  const name = toHex(sha256(contents))
  const write = async (expected: string) => {
    const writer = await objects.openWriter()
    for (let at = 0; at < contents.length; at += 40_000)
      await writer.write(contents.subarray(at, at + 40_000))
    return writer.finish(expected)
  }
  t.is(await write('00'.repeat(32)), 'mismatch')
  t.false(await objects.has(name))
  t.is(await write(name), 'stored')
  t.is(await write(name), 'stored', 'the same again is one object')
  t.deepEqual(new Uint8Array((await objects.get(name))!), contents)
  t.deepEqual(await readdir(join(place, 'spool')), [])
  const files = await readdir(join(folder, 'objects'), { recursive: true })
  t.is(files.filter(file => file.includes('bafkrei')).length, 1)
  const abandoned = await objects.openWriter()
  await abandoned.write(contents)
  await abandoned.abandon()
  t.deepEqual(await readdir(join(place, 'spool')), [])
})

test('a damaged object is refused, however it is read', async t => {
  const { objects, folder } = await openObjects(t)
  const name = await objects.put(someContents())
  const { address } = (await objects.find(name))!
  const stored = new Uint8Array(await readFile(fileOf(folder, address)))
  for (const [how, change] of Object.entries(damages)) {
    await damage(folder, address, change(stored))
    await t.throwsAsync(objects.get(name), undefined, how)
    await t.throwsAsync(streamed(objects, name), undefined, how)
  }
})

test('keys of another coordinator, and keys that were exchanged between rows, open nothing', async t => {
  const { objects, storage, place } = await openObjects(t)
  const [one, two] = [await objects.put(someContents()), await objects.put(someContents())]
  const other = await openObjects(t, new Uint8Array(32).fill(8), place)
  await t.throwsAsync(other.objects.get(one), {
    instanceOf: UnreadableObjectError,
    message: /key of this coordinator/,
  })
  const { wrapped_key } = await storage.db
    .selectFrom('stored_object')
    .select('wrapped_key')
    .where('sha256', '=', two)
    .executeTakeFirstOrThrow()
  await storage.db.updateTable('stored_object').set({ wrapped_key }).where('sha256', '=', one).execute()
  await t.throwsAsync(objects.get(one), { instanceOf: UnreadableObjectError })
})

test('the end of a bounty erases what is its own, and neither what stays nor what another bounty has', async t => {
  const { objects, folder } = await openObjects(t)
  const contents = {
    first: someContents(),
    past: someContents(),
    shared: someContents(),
    last: someContents(),
  }
  const first = await objects.put(contents.first, { bountyId: 'one', isKept: true })
  const past = await objects.put(contents.past, { bountyId: 'one' })
  const shared = await objects.put(contents.shared, { bountyId: 'one' })
  t.is(await objects.put(contents.shared, { bountyId: 'two' }), shared)
  const last = await objects.put(contents.last, { bountyId: 'one' })
  const { address } = (await objects.find(past))!
  const kept = await readFile(fileOf(folder, address))
  t.is(await objects.shred('one', [last]), 2)
  t.is(await objects.shred('one', [last]), 0)
  t.is(await objects.get(past), undefined)
  for (const [name, bytes] of [
    [first, contents.first],
    [shared, contents.shared],
    [last, contents.last],
  ] as const)
    t.deepEqual(new Uint8Array((await objects.get(name))!), bytes)
  // A copy that somebody kept of the bytes has no key any more.
  await writeFile(fileOf(folder, address), kept)
  t.is(await objects.get(past), undefined)
  t.is(await objects.findStored(sha256(kept)), undefined)
})

test('an object’s key is sealed to one box key, and opens the stored bytes', async t => {
  const { objects } = await openObjects(t)
  const contents = someContents()
  const object = (await objects.find(await objects.put(contents)))!
  const [buyer, other] = [generateKeyPair(systemRandom), generateKeyPair(systemRandom)]
  const box = await objects.sealKeyTo(object, buyer.publicKey)
  t.is(openSealedBox(box, other.secretKey), undefined)
  const key = openSealedBox(box, buyer.secretKey)!
  t.deepEqual(new Uint8Array(openSealedStream(await objects.readStored(object), key)), contents)
})

test('files of before there were addresses are sealed and go; a damaged one stays where it is', async t => {
  const { objects, folder } = await openObjects(t)
  const [whole, damaged] = [someContents(), someContents()]
  const place = async (contents: Uint8Array, bytes: Uint8Array) => {
    const name = toHex(sha256(contents))
    await mkdir(join(folder, name.slice(0, 2)), { recursive: true })
    await writeFile(join(folder, name.slice(0, 2), name), bytes)
    return name
  }
  const name = await place(whole, whole)
  const bad = await place(damaged, damages.truncated!(damaged))
  const warned: object[] = []
  const journal = { ...quiet, warn: (facts: object) => void warned.push(facts) }
  t.is(await adoptOldFiles(folder, objects, journal), 1)
  t.is(await adoptOldFiles(folder, objects, quiet), 0)
  t.deepEqual(new Uint8Array((await objects.get(name))!), whole)
  t.deepEqual(
    await readdir(join(folder, name.slice(0, 2))),
    name.slice(0, 2) === bad.slice(0, 2) ? [bad] : [],
  )
  t.deepEqual(warned, [{ file: join(folder, bad.slice(0, 2), bad) }])
})

test('upkeep scrubs when its hour has come, by the clock it is given, and mends from the other place', async t => {
  const folder = await temporaryFolder(t)
  const places = [await openFileBlobs(join(folder, 'one')), await openFileBlobs(join(folder, 'two'))]
  const blobs = replicate(places, quiet)
  const options = {
    storage: t.context.storage,
    blobs,
    spoolFolder: join(folder, 'spool'),
    storeKey,
    random: systemRandom,
  }
  const objects = await openObjectStore({ ...options, nowMs: () => 0 })
  const { address } = (await objects.find(await objects.put(someContents())))!
  await rm(fileOf(join(folder, 'two'), address))
  const ours = { ...objects, addresses: async (): Promise<ReadonlySet<BlobAddress>> => new Set([address]) }
  let [nowMs, shreds] = [0, 0]
  let tick: () => void = () => undefined
  const delays: number[] = []
  const told: string[] = []
  let isTold: () => void = () => undefined
  const upkeep = startUpkeep({
    blobs,
    objects: ours,
    scrubEveryMs: 86_400_000,
    shredEnded: async () => void shreds++,
    world: {
      nowMs: () => nowMs,
      after: (delayMs, action) => {
        delays.push(delayMs)
        tick = action
        isTold()
        return () => undefined
      },
    },
    journal: { ...quiet, info: (_facts, message) => void told.push(message) },
  })
  const run = async (atMs: number) => {
    nowMs = atMs
    const done = new Promise<void>(resolve => {
      isTold = resolve
    })
    tick()
    await done
  }
  await run(300_000)
  t.is(shreds, 0)
  t.false(await places[1]!.has(address))
  await run(3_600_000)
  t.is(shreds, 1)
  t.true(await places[1]!.has(address))
  t.deepEqual(told, ['the model store was read through and is whole'])
  await run(86_400_000)
  t.is(shreds, 1)
  await run(90_000_000)
  t.is(shreds, 2)
  await upkeep.close()
  t.deepEqual(new Set(delays), new Set([300_000]))
})
