import { fc, testProp } from '@fast-check/ava'
import test from 'ava'
import { openRowSealer, type SealedValue } from '../../../coordinator/storage/index.ts'

const sealer = openRowSealer(new Uint8Array(32).fill(9))
const values = fc.oneof(
  fc.constant(null),
  fc.string({ maxLength: 4 }),
  fc.bigInt({ min: -9n, max: 9n }),
  fc.uint8Array({ maxLength: 3 }),
)
const rows = fc.array(values, { minLength: 1, maxLength: 5 })
const rowOf = (fields: readonly SealedValue[], id = 'x', table = 't') => ({
  table,
  id,
  fields: fields.map((value, index) => [`c${index}`, value] as const),
})
const same = (a: SealedValue, b: SealedValue) =>
  a instanceof Uint8Array && b instanceof Uint8Array ? Buffer.from(a).equals(b) : a === b

testProp('a seal names exactly the columns that differ', [rows, rows], (t, before, other) => {
  const seal = sealer.sealOf(rowOf(before))
  t.is(sealer.faultOf(rowOf(before), seal), null)
  const changed = before.map((value, index) => other[index] ?? value)
  const differing = changed.flatMap((value, index) => (same(value, before[index]!) ? [] : [`c${index}`]))
  const expected = differing.length === 0 ? null : { kind: 'altered', fields: differing }
  t.deepEqual(sealer.faultOf(rowOf(changed), seal), expected)
})

test('a value is not mistaken for another of another type', t => {
  const alike: readonly SealedValue[] = [
    null,
    'null',
    '',
    7,
    '7',
    'number 7',
    new Uint8Array(),
    'bytes ',
    'text 7',
  ]
  const seals = new Set(alike.map(value => Buffer.from(sealer.sealOf(rowOf([value]))).toString('hex')))
  t.is(seals.size, alike.length)
})

test('a seal is of one row of one table under one key, with as many columns as it had', t => {
  const seal = sealer.sealOf(rowOf(['a', 'b']))
  for (const other of [rowOf(['a', 'b'], 'y'), rowOf(['a', 'b'], 'x', 'u')])
    t.deepEqual(sealer.faultOf(other, seal), { kind: 'altered', fields: ['c0', 'c1'] })
  t.not(sealer.faultOf(rowOf(['a']), seal), null)
  t.not(sealer.faultOf(rowOf(['a', 'b', null]), seal), null)
  t.not(openRowSealer(new Uint8Array(32).fill(8)).faultOf(rowOf(['a', 'b']), seal), null)
  t.deepEqual(sealer.faultOf(rowOf(['a', 'b']), null), { kind: 'unsealed' })
})

test('a seal of which any byte was changed is told from a row that was changed', t => {
  const row = rowOf(['a', 'b'])
  const seal = sealer.sealOf(row)
  for (let at = 0; at < seal.length; at++) {
    const changed = Uint8Array.from(seal, (byte, index) => (index === at ? byte ^ 1 : byte))
    const fault = sealer.faultOf(row, changed)
    t.deepEqual(fault, { kind: 'altered', fields: [] }, `byte ${at}`)
  }
})

test('a key for seals has 32 bytes', t => {
  t.throws(() => openRowSealer(new Uint8Array(16)), { message: 'a key for seals has 32 bytes, not 16' })
})
