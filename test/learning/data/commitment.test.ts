import { createHash, hkdfSync } from 'node:crypto'
import { fc, testProp } from '@fast-check/ava'
import test from 'ava'
import { signerFromSeed } from '../../../aggregation/crypto/index.ts'
import { leadsToRoot, signAuditOpening } from '../../../aggregation/faults/index.ts'
import {
  auditedRecords,
  type ClassDataset,
  commitDataset,
  commitDatasetInSlices,
  type Dataset,
  hashedOpening,
  openRecords,
  type RecordOpening,
  verifyRecord,
} from '../../../learning/index.ts'

const dataset: ClassDataset = {
  features: Float32Array.of(0, 1, -2, 0.5, 4, 8),
  labels: Int32Array.of(1, 0, 2),
  examples: 3,
  featureShape: [2],
  classes: 3,
}
const salt = Uint8Array.from({ length: 16 }, (_, i) => 100 + i)
const sha256 = (...parts: readonly (Uint8Array | string)[]) => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}
const u32 = (value: number) => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
const node = (left: Uint8Array, right: Uint8Array) => sha256(Uint8Array.of(1), left, right)

/** Hash of a record with its place, as the module's head describes it. */
function leaf(i: number, place = i): Buffer {
  const info = Buffer.concat([Buffer.from('parley-dataset/v2/salt'), u32(i)])
  const recordSalt = new Uint8Array(hkdfSync('sha256', salt, '', info, 16))
  const values = Buffer.alloc(8)
  values.writeFloatLE(dataset.features[2 * i]!, 0)
  values.writeFloatLE(dataset.features[2 * i + 1]!, 4)
  const record = Buffer.concat([u32(place), recordSalt, u32(dataset.labels[i]!), values])
  return sha256(Uint8Array.of(0), sha256('parley-dataset/v2/record\0', record))
}

test('the root is a hash of the number of records and the RFC 9162 tree over records with their places and salts', t => {
  const tree = node(node(leaf(0), leaf(1)), leaf(2))
  const root = new Uint8Array(sha256('parley-dataset/v2/root\0', u32(3), tree))
  t.deepEqual(commitDataset(dataset, salt), { root, examples: 3 })
})

test('another salt, label, value or order gives another root', t => {
  const root = (changed: Partial<ClassDataset>, with_ = salt) =>
    Buffer.from(commitDataset({ ...dataset, ...changed }, with_).root).toString('hex')
  const roots = [
    root({}),
    root(
      {},
      salt.map(byte => byte + 1),
    ),
    root({ labels: Int32Array.of(1, 0, 1) }),
    root({ features: Float32Array.of(-0, 1, -2, 0.5, 4, 8) }),
    root({ features: Float32Array.of(-2, 0.5, 0, 1, 4, 8), labels: Int32Array.of(0, 1, 2) }),
  ]
  t.is(new Set(roots).size, roots.length)
})

test('hashed with pauses, a dataset has the same root, whatever is left over after the last of them', async t => {
  for (const examples of [1, 999, 1_000, 2_001])
    t.deepEqual(await commitDatasetInSlices(made(examples), salt), commitDataset(made(examples), salt))
})

test('a salt of another length is refused', t => {
  t.throws(() => commitDataset(dataset, salt.subarray(1)), { message: 'the salt has 16 bytes' })
})

const made = (examples: number): Dataset => ({
  features: Float32Array.from({ length: examples }, (_, i) => i / 4),
  labels: Int32Array.from({ length: examples }, (_, i) => i % 2),
  examples,
  featureShape: [1],
  classes: 2,
})

testProp(
  'every record opens at its place and nowhere else',
  [fc.integer({ min: 1, max: 40 }), fc.nat(), fc.nat()],
  (t, examples, one, other) => {
    const [index, elsewhere] = [one % examples, other % examples]
    const commitment = commitDataset(made(examples), salt)
    const [opening] = openRecords(made(examples), salt, [index])
    t.true(verifyRecord(opening!, commitment))
    t.deepEqual([...opening!.targets, ...opening!.features], [index % 2, index / 4])
    t.is(verifyRecord({ ...opening!, index: elsewhere }, commitment), elsewhere === index)
  },
)

test('an opening that was altered in any way does not verify, and none makes the verifier fail', t => {
  const commitment = commitDataset(made(5), salt)
  const [opening] = openRecords(made(5), salt, [2]) as [RecordOpening]
  const altered: readonly Partial<RecordOpening>[] = [
    { targets: Int32Array.of(1) },
    { targets: new Int32Array() },
    { task: 'multi-label' },
    { features: Float32Array.of(0.75) },
    { salt: new Uint8Array(16) },
    { salt: new Uint8Array(3) },
    { index: 7 },
    { index: -1 },
    { index: 0.5 },
    { path: opening.path.slice(1) },
    { path: [...opening.path, new Uint8Array(32)] },
    { tree: new Uint8Array(32) },
  ]
  for (const change of altered)
    t.false(verifyRecord({ ...opening, ...change }, commitment), JSON.stringify(change))
})

test('attack: one record hashed once and its subtree used again and again claims no more than one record', t => {
  // A tree of four leaves out of one: every path leads to the same leaf, at no cost.
  const pair = node(leaf(0), leaf(0))
  const tree = new Uint8Array(node(pair, pair))
  const commitment = { root: new Uint8Array(sha256('parley-dataset/v2/root\0', u32(4), tree)), examples: 4 }
  const [honest] = openRecords(dataset, salt, [0]) as [RecordOpening]
  const path = [new Uint8Array(leaf(0)), new Uint8Array(pair)]
  const opens = (index: number) => verifyRecord({ ...honest, index, tree, path }, commitment)
  t.deepEqual([0, 1, 2, 3].map(opens), [true, false, false, false])
})

test('attack: the number of records is no free claim beside the root', t => {
  const { root } = commitDataset(made(3), salt)
  const [opening] = openRecords(made(3), salt, [0]) as [RecordOpening]
  // The path of record 0 in a tree of three is as long as in one of four.
  t.true(verifyRecord(opening, { root, examples: 3 }))
  t.false(verifyRecord(opening, { root, examples: 4 }))
})

test('an audit draws records that depend on the commitment and on the nonce, evenly', t => {
  const commitment = commitDataset(made(40), salt)
  const nonce = Uint8Array.of(1, 2, 3)
  const drawn = auditedRecords(commitment, nonce, 4000)
  t.deepEqual(auditedRecords(commitment, nonce, 4000), drawn)
  t.notDeepEqual(auditedRecords(commitment, Uint8Array.of(1, 2, 4), 4000), drawn)
  t.notDeepEqual(auditedRecords({ ...commitment, root: new Uint8Array(32) }, nonce, 4000), drawn)
  const counts = Array.from({ length: 40 }, (_, i) => drawn.filter(index => index === i).length)
  t.is(
    counts.reduce((sum, count) => sum + count, 0),
    4000,
  )
  // 100 each, a standard deviation of 10.
  t.true(
    counts.every(count => count > 50 && count < 150),
    counts.join(' '),
  )
})

test('the root of another task binds to the task and to every target', t => {
  const features = Float32Array.of(1, 2)
  const root = (data: Dataset) => Buffer.from(commitDataset(data, salt).root).toString('hex')
  const common = { features, examples: 1, featureShape: [2, 1], classes: 2 }
  const roots = [
    root({ ...common, labels: Int32Array.of(1, 0) }),
    root({ ...common, task: 'multi-label', labels: Int32Array.of(1, 0) }),
    root({ ...common, task: 'multi-label', labels: Int32Array.of(1, 1) }),
    root({ ...common, task: 'segmentation', labels: Int32Array.of(1, 0) }),
    root({
      features,
      examples: 1,
      featureShape: [2, 1],
      task: 'regression',
      targets: Float32Array.of(1, 0),
      outputs: 2,
    }),
  ]
  t.is(new Set(roots).size, roots.length)
  t.is(
    root({ ...common, labels: Int32Array.of(1) }),
    root({ ...common, task: 'classification', labels: Int32Array.of(1) }),
  )
})

test('what a holder signs of an opened record is its hash, which leads to the root that it consented with', t => {
  const { root, examples } = commitDataset(dataset, salt)
  const challenge = new Uint8Array(32).fill(3)
  const signer = signerFromSeed(new Uint8Array(32).fill(4))
  const consented = { bountyId: new Uint8Array(32).fill(5), datasetRoot: root, examples, challenge }
  for (const opening of openRecords(dataset, salt, [2, 0, 1])) {
    const hashed = hashedOpening(opening)
    t.deepEqual(sha256(Uint8Array.of(0), hashed.record), leaf(opening.index))
    t.true(leadsToRoot(signAuditOpening({ ...consented, ...hashed }, signer)))
  }
  // Records that have changed since are found out before anything is signed.
  const changed = { ...dataset, labels: Int32Array.of(1, 1, 2) }
  const [opening] = openRecords(changed, salt, [1])
  t.throws(() => signAuditOpening({ ...consented, ...hashedOpening(opening!) }, signer), {
    message: /^record 1 does not lead/,
  })
})
