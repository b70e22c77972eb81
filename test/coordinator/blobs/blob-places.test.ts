import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import test from 'ava'
import { sha256, toHex, utf8 } from '../../../aggregation/index.ts'
import { addressOf, addressOfDigest, digestOf, readAddress } from '../../../coordinator/blobs/address.ts'
import { type BlobStore, DamagedBlobError, sourceOf } from '../../../coordinator/blobs/blob-store.ts'
import { clearIncoming, openFileBlobs } from '../../../coordinator/blobs/file-blobs.ts'
import { openS3Blobs } from '../../../coordinator/blobs/s3-blobs.ts'
import { type S3Server, startMoto, startSmallS3 } from '../../support/s3-servers.ts'
import { damage, damages, fileOf, someBlob, temporaryFolder } from './places.ts'

test('an address is the CID that other programs compute of the same bytes', t => {
  // Put together by hand: base32 of 01 55 12 20 and the SHA-256.
  const address = addressOf(utf8('hello world'))
  t.is(String(address), 'bafkreifzjut3te2nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e')
  t.is(toHex(digestOf(address)), toHex(sha256(utf8('hello world'))))
  t.is(readAddress(address), address)
})

test('no other text is an address', t => {
  const { address } = someBlob()
  for (const text of [
    '',
    'x',
    address.toUpperCase(),
    `${address}a`,
    'QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPBdG',
  ])
    t.is(readAddress(text), undefined, text)
  // The same digest as dag-pb.
  t.is(readAddress('bafybeifzjut3te2nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e'), undefined)
  t.throws(() => addressOfDigest(new Uint8Array(20)), { instanceOf: RangeError })
})

async function listed(store: BlobStore): Promise<readonly string[]> {
  const found = []
  for await (const address of store.list()) found.push(address)
  return found.sort()
}

/** What every place does. */
async function behaves(t: import('ava').ExecutionContext, store: BlobStore): Promise<void> {
  const blobs = Array.from({ length: 5 }, someBlob)
  for (const { address, bytes } of blobs) {
    t.is(await store.get(address), undefined)
    t.false(await store.has(address))
    await store.put(address, sourceOf(bytes))
    await store.put(address, sourceOf(bytes))
    t.deepEqual(new Uint8Array((await store.get(address))!), bytes)
    t.is(await store.size(address), bytes.length)
  }
  t.deepEqual(await listed(store), blobs.map(({ address }) => address).sort())
  const [gone, kept] = [blobs[0]!, blobs[1]!]
  await t.throwsAsync(store.put(gone.address, sourceOf(kept.bytes)), { instanceOf: DamagedBlobError })
  await store.delete(gone.address)
  await store.delete(gone.address)
  t.is(await store.size(gone.address), undefined)
  t.is((await listed(store)).length, 4)
}

test('a folder keeps blobs, and names nothing that is none', async t => {
  const folder = await temporaryFolder(t)
  const store = await openFileBlobs(folder)
  await behaves(t, store)
  const { address, bytes } = someBlob()
  await store.put(address, sourceOf(bytes))
  await writeFile(join(folder, 'objects', address.slice(-2), 'notes.txt'), 'not a blob')
  t.is((await listed(store)).length, 5)
  t.deepEqual(await readdir(join(folder, 'incoming')), [])
})

test('a blob of a folder that was flipped, cut off, lengthened or emptied is refused', async t => {
  const folder = await temporaryFolder(t)
  const store = await openFileBlobs(folder)
  const { address, bytes } = someBlob()
  for (const [how, change] of Object.entries(damages)) {
    await store.put(address, sourceOf(bytes))
    t.deepEqual(new Uint8Array((await store.get(address))!), bytes)
    await damage(folder, address, change(bytes))
    await t.throwsAsync(store.get(address), { instanceOf: DamagedBlobError }, how)
  }
})

test('a writer that is killed between the file aside and its rename leaves no half blob, and loses no other', async t => {
  const folder = await temporaryFolder(t)
  const store = await openFileBlobs(folder)
  const [before, lost] = [someBlob(), someBlob()]
  await store.put(before.address, sourceOf(before.bytes))
  await writeFile(join(folder, 'source'), lost.bytes)
  const program = fileURLToPath(new URL('./killed-writer-process.js', import.meta.url))
  const child = spawn(process.execPath, [program, folder, join(folder, 'source')], { stdio: 'inherit' })
  t.deepEqual(await once(child, 'exit'), [null, 'SIGKILL'])
  t.is(await store.get(lost.address), undefined)
  t.deepEqual(new Uint8Array((await store.get(before.address))!), before.bytes)
  const [left, ...others] = await readdir(join(folder, 'incoming'))
  t.deepEqual(others, [])
  t.deepEqual(new Uint8Array(await readFile(join(folder, 'incoming', left!))), lost.bytes)
  await clearIncoming(folder)
  await store.put(lost.address, sourceOf(lost.bytes))
  t.deepEqual(new Uint8Array(await readFile(fileOf(folder, lost.address))), lost.bytes)
  t.deepEqual(await readdir(join(folder, 'incoming')), [])
})

/** One bucket of one server, as a place. */
async function bucketOf(t: import('ava').ExecutionContext, { endpoint }: S3Server): Promise<void> {
  process.env.AWS_ACCESS_KEY_ID = 'testing'
  process.env.AWS_SECRET_ACCESS_KEY = 'testing'
  const { S3Client, CreateBucketCommand, PutObjectCommand } = await import('@aws-sdk/client-s3')
  const client = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true })
  t.teardown(() => client.destroy())
  await client.send(new CreateBucketCommand({ Bucket: 'models' }))
  const options = { bucket: 'models', prefix: 'parley/', region: 'us-east-1', endpoint, pathStyle: true }
  const store = await openS3Blobs(options)
  t.teardown(store.close)
  await behaves(t, store)
  const { address, bytes } = someBlob()
  await store.put(address, sourceOf(bytes))
  for (const [how, change] of Object.entries(damages)) {
    await client.send(
      new PutObjectCommand({ Bucket: 'models', Key: `parley/${address}`, Body: change(bytes) }),
    )
    await t.throwsAsync(store.get(address), { instanceOf: DamagedBlobError }, how)
  }
  await client.send(
    new PutObjectCommand({ Bucket: 'models', Key: 'parley/notes.txt', Body: utf8('not a blob') }),
  )
  t.is((await listed(store)).length, 5)
  const elsewhere = await openS3Blobs({ ...options, bucket: 'nowhere' })
  t.teardown(elsewhere.close)
  await t.throwsAsync(elsewhere.get(address), { name: 'NoSuchBucket' })
}

test.serial('a bucket of a small server that holds to the contract of S3 keeps blobs', async t => {
  const server = await startSmallS3()
  t.teardown(() => server.close())
  await bucketOf(t, server)
})

test.serial('a bucket of moto keeps blobs', async t => {
  t.timeout(60_000)
  const server = await startMoto()
  if ('missing' in server) {
    t.log(`${server.missing}: not compared with moto`)
    return t.pass()
  }
  t.teardown(() => server.close())
  await bucketOf(t, server)
})
