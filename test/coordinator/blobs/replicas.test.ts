import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { addressOf } from '../../../coordinator/blobs/address.ts'
import { BlobStoreUnavailableError, sourceOf } from '../../../coordinator/blobs/blob-store.ts'
import { openFileBlobs } from '../../../coordinator/blobs/file-blobs.ts'
import { replicate } from '../../../coordinator/blobs/replicated-blobs.ts'
import { scrub } from '../../../coordinator/blobs/scrub.ts'
import { behindSwitch, damage, damages, fileOf, someBlob, temporaryFolder } from './places.ts'

async function twoPlaces(t: ExecutionContext) {
  const folder = await temporaryFolder(t)
  const folders = [join(folder, 'one'), join(folder, 'two')] as const
  const [one, two] = [
    behindSwitch(await openFileBlobs(folders[0])),
    behindSwitch(await openFileBlobs(folders[1])),
  ]
  const told: string[] = []
  const health: boolean[] = []
  const tell = (_facts: object, message: string) => void told.push(message)
  const blobs = replicate([one, two], { warn: tell, info: tell }, isWell => void health.push(isWell))
  return { folders, one, two, blobs, told, health }
}

const read = async (folder: string, address: Parameters<typeof fileOf>[1]) =>
  new Uint8Array(await readFile(fileOf(folder, address)))

test('what is put lies in every place, and is deleted from every place', async t => {
  const { folders, blobs, one, two } = await twoPlaces(t)
  const { address, bytes } = someBlob()
  await blobs.put(address, sourceOf(bytes))
  for (const folder of folders) t.deepEqual(await read(folder, address), bytes)
  const listed = []
  for await (const found of blobs.list()) listed.push(found)
  t.deepEqual(listed, [address])
  await blobs.delete(address)
  t.false((await one.has(address)) || (await two.has(address)))
  t.is(await blobs.get(address), undefined)
})

test('a blob that one place lost or damaged comes from the other, and is mended there', async t => {
  const { folders, blobs } = await twoPlaces(t)
  const { address, bytes } = someBlob()
  await blobs.put(address, sourceOf(bytes))
  for (const [how, change] of Object.entries(damages)) {
    await damage(folders[0], address, change(bytes))
    t.deepEqual(new Uint8Array((await blobs.get(address))!), bytes, how)
    t.deepEqual(await read(folders[0], address), bytes, how)
  }
  await rm(fileOf(folders[0], address))
  t.deepEqual(new Uint8Array((await blobs.get(address))!), bytes)
  t.deepEqual(await read(folders[0], address), bytes)
})

test('while one place cannot be reached blobs are taken with the other, health says so, and it catches up later', async t => {
  const { folders, two, blobs, health } = await twoPlaces(t)
  const { address, bytes } = someBlob()
  two.isOff = true
  await blobs.put(address, sourceOf(bytes))
  t.like(blobs.health()[1], { name: folders[1], missing: 1, fault: `${folders[1]} cannot be reached` })
  t.is(await blobs.catchUp(), 0)
  two.isOff = false
  t.is(await blobs.catchUp(), 1)
  t.deepEqual(await read(folders[1], address), bytes)
  t.deepEqual(
    blobs.health().map(({ fault, missing }) => [fault, missing]),
    [
      [undefined, 0],
      [undefined, 0],
    ],
  )
  t.deepEqual(health, [false, true])
})

test('with no place left nothing is taken, and what cannot be read is not called absent', async t => {
  const { one, two, blobs } = await twoPlaces(t)
  const { address, bytes } = someBlob()
  await blobs.put(address, sourceOf(bytes))
  one.isOff = true
  two.isOff = true
  await t.throwsAsync(blobs.put(someBlob().address, sourceOf(bytes)), {
    instanceOf: BlobStoreUnavailableError,
  })
  await t.throwsAsync(blobs.get(address), { instanceOf: BlobStoreUnavailableError })
  await t.throwsAsync(blobs.has(address), { instanceOf: BlobStoreUnavailableError })
  one.isOff = false
  await t.throwsAsync(blobs.get(someBlob().address), { instanceOf: BlobStoreUnavailableError })
})

test('a scrub finds what is damaged or missing, mends it from the other place, and then finds nothing', async t => {
  const { folders, one, two } = await twoPlaces(t)
  const blobs = Object.values(damages).map(() => someBlob())
  for (const { address, bytes } of blobs) {
    await one.put(address, sourceOf(bytes))
    await two.put(address, sourceOf(bytes))
  }
  for (const [i, change] of Object.values(damages).entries()) {
    const { address, bytes } = blobs[i]!
    await damage(folders[i % 2]!, address, change(bytes))
  }
  const lone = someBlob()
  await two.put(lone.address, sourceOf(lone.bytes))
  const report = await scrub([one, two])
  t.true(report.isWhole)
  t.is(report.blobs, blobs.length + 1)
  const found = new Map(report.findings.map(({ address, ...finding }) => [address, finding]))
  t.is(found.size, blobs.length + 1)
  for (const [i, { address }] of blobs.entries()) {
    const [store, repairedFrom] = [folders[i % 2]!, folders[1 - (i % 2)]!]
    t.like(found.get(address), { fault: 'damaged', store, repairedFrom })
  }
  t.like(found.get(lone.address), { fault: 'missing', store: folders[0], repairedFrom: folders[1] })
  for (const { address, bytes } of [...blobs, lone])
    for (const folder of folders) t.deepEqual(await read(folder, address), bytes)
  const again = await scrub([one, two])
  t.deepEqual(again.findings, [])
  t.deepEqual(
    again.stores.map(({ blobs: count }) => count),
    [blobs.length + 1, blobs.length + 1],
  )
})

test('a scrub says what no place has whole, what the database misses, and what is no sealed file', async t => {
  const { folders, one, two } = await twoPlaces(t)
  const [damaged, lost] = [someBlob(), someBlob()]
  await one.put(damaged.address, sourceOf(damaged.bytes))
  await damage(folders[0], damaged.address, damages.flipped!(damaged.bytes))
  const planted = Uint8Array.of(1, 2, 3)
  await one.put(addressOf(planted), sourceOf(planted))
  const expected = new Set([damaged.address, lost.address])
  const report = await scrub([one, two], { expected })
  t.false(report.isWhole)
  const faults = report.findings.map(({ address, store, fault, repairedFrom }) => [
    address,
    folders.indexOf(store),
    fault,
    repairedFrom !== undefined,
  ])
  const wanted = [
    [damaged.address, 0, 'damaged', false],
    [damaged.address, 1, 'missing', false],
    [lost.address, 0, 'missing', false],
    [lost.address, 1, 'missing', false],
    [addressOf(planted), 0, 'not-sealed', false],
    [addressOf(planted), 1, 'missing', true],
  ]
  t.deepEqual(faults.map(String).sort(), wanted.map(String).sort())
  t.is(report.unnamed, 1)
  two.isOff = true
  const partial = await scrub([one, two])
  t.false(partial.isWhole)
  t.like(partial.unlisted[0], { store: folders[1] })
})
