import test from 'ava'
import {
  type ClassDataset,
  commitDataset,
  decodeTestSet,
  encodeDatasetBlob,
  encodeRawBlob,
  encodeTestSet,
  type RawDataset,
  type TableSchema,
  testSetRoot,
  testSetRootFault,
} from '../../../learning/index.ts'

const data: ClassDataset = {
  features: Float32Array.of(0.3, 1, -2, 0.5, 4, 8),
  labels: Int32Array.of(1, 0, 2),
  examples: 3,
  featureShape: [2],
  classes: 3,
}
const schema: TableSchema = {
  kind: 'table',
  features: [
    { name: 'a', kind: 'number', mean: 0, deviation: 1 },
    { name: 'b', kind: 'number', mean: 0, deviation: 1 },
  ],
  label: { name: 'label', classes: ['x', 'y', 'z'] },
}
const salt = Uint8Array.from({ length: 16 }, (_, i) => 100 + i)
const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes)

test('the file of a test set is its salt and then the file of its records, and is read as it was written', t => {
  const file = encodeTestSet({ data, salt })
  t.is(textOf(file.subarray(0, 16)), 'parley-testset/1')
  t.deepEqual(file.subarray(16, 32), salt)
  t.deepEqual(file.subarray(32), encodeDatasetBlob(data))
  t.deepEqual(decodeTestSet(file, schema).salt, salt)
  t.deepEqual(encodeTestSet(decodeTestSet(file, schema)), file)
})

test('a file of records alone is that of a bounty without a root', t => {
  const file = encodeTestSet({ data })
  t.deepEqual(file, encodeDatasetBlob(data))
  t.false('salt' in decodeTestSet(file, schema))
})

test('raw records have a salt and a root as well', async t => {
  const features = schema.features.map(({ name }) => ({
    name,
    kind: 'number' as const,
    minimum: -9,
    maximum: 9,
  }))
  const open: TableSchema = { ...schema, statistics: 'federated', features }
  const raw: RawDataset = { kind: 'raw', schema: open, records: data }
  const file = encodeTestSet({ data: raw, salt })
  t.deepEqual(file.subarray(32), encodeRawBlob(raw))
  const read = decodeTestSet(file, open)
  t.is(await testSetRootFault(read, await testSetRoot({ data: raw, salt })), undefined)
})

test('the root is the one of the records under the salt in the file, and any other is told', async t => {
  const root = Buffer.from(commitDataset(data, salt).root).toString('hex')
  t.is(await testSetRoot({ data, salt }), root)
  t.is(await testSetRootFault({ data, salt }, root), undefined)
  t.regex((await testSetRootFault({ data }, root))!, /without a salt/)
  const swapped = { ...data, labels: Int32Array.of(0, 1, 2) }
  for (const other of [
    { data: swapped, salt },
    { data, salt: salt.toReversed() },
  ])
    t.regex(
      (await testSetRootFault(other, root))!,
      new RegExp(`has the root .*, and the terms name ${root.slice(0, 16)}…`),
    )
})

test('a file that ends within its salt or holds no records is refused', t => {
  const file = encodeTestSet({ data, salt })
  t.throws(() => decodeTestSet(file.subarray(0, 31), schema), { message: /ends within its salt/ })
  t.throws(() => decodeTestSet(file.subarray(0, 32), schema), { message: /is not a dataset file/ })
  t.throws(() => decodeTestSet(Uint8Array.of(...file.subarray(0, 32), ...file), schema), {
    message: /is not a dataset file/,
  })
})
