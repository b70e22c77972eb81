import { createHash, hkdfSync } from 'node:crypto'
import test from 'ava'
import { type ClassDataset, commitDataset, type Dataset } from '../../../learning/index.ts'

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

test('the root is the RFC 9162 tree over records hashed with their own salts', t => {
  const leaf = (i: number) => {
    const info = Buffer.concat([Buffer.from('parley-dataset/v1/salt'), Buffer.from([i, 0, 0, 0])])
    const recordSalt = new Uint8Array(hkdfSync('sha256', salt, '', info, 16))
    const record = Buffer.alloc(12)
    record.writeUInt32LE(dataset.labels[i]!, 0)
    record.writeFloatLE(dataset.features[2 * i]!, 4)
    record.writeFloatLE(dataset.features[2 * i + 1]!, 8)
    const hashed = sha256('parley-dataset/v1/record\0', recordSalt, record)
    return sha256(Uint8Array.of(0), hashed)
  }
  const node = (left: Uint8Array, right: Uint8Array) => sha256(Uint8Array.of(1), left, right)
  const root = node(node(leaf(0), leaf(1)), leaf(2))
  t.deepEqual(commitDataset(dataset, salt), { root: new Uint8Array(root), examples: 3 })
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

test('two equal records have different leaves, so the tree does not show that they are equal', t => {
  const twice: ClassDataset = {
    ...dataset,
    features: Float32Array.of(3, 3, 3, 3),
    labels: Int32Array.of(1, 1),
    examples: 2,
  }
  const swapped = commitDataset(twice, salt)
  const alone = commitDataset(
    { ...twice, features: Float32Array.of(3, 3), labels: Int32Array.of(1), examples: 1 },
    salt,
  )
  const naive = sha256(Uint8Array.of(1), alone.root, alone.root)
  t.notDeepEqual(swapped.root, new Uint8Array(naive))
})

test('a salt of another length is refused', t => {
  t.throws(() => commitDataset(dataset, salt.subarray(1)), { message: 'the salt has 16 bytes' })
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
