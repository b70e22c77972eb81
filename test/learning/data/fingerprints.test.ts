import { fc, testProp } from '@fast-check/ava'
import test from 'ava'
import { repeatedIn, shareRecord } from '../../../learning/index.ts'

/** Few values, in all parts of 64 bits, so that some are the same and others in one half alone. */
const print = fc
  .tuple(
    fc.constantFrom(0n, 1n, 7n, 2n ** 31n, 2n ** 32n - 1n),
    fc.constantFrom(0n, 1n, 2n ** 31n, 2n ** 32n - 1n),
  )
  .map(([low, high]) => (high << 32n) | low)
const prints = fc.array(print, { maxLength: 4 }).map(values => BigUint64Array.from(values).sort())

testProp(
  'two datasets share a record where a fingerprint of 64 bits stands in both',
  [prints, prints],
  (t, left, right) => {
    t.is(
      shareRecord(left, right),
      left.some(value => right.includes(value)),
    )
  },
)

testProp(
  'of several datasets those fingerprints are left that stand in more than one place, and share what they shared',
  [fc.array(prints, { maxLength: 4 })],
  (t, datasets) => {
    const all = datasets.flatMap(values => [...values])
    const isRepeated = (value: bigint) => all.filter(other => other === value).length > 1
    const left = repeatedIn(datasets)
    t.deepEqual(
      left,
      datasets.map(values => values.filter(isRepeated)),
    )
    datasets.forEach((one, i) => {
      datasets.forEach((other, j) => {
        if (i !== j) t.is(shareRecord(left[i]!, left[j]!), shareRecord(one, other))
      })
    })
  },
)

test('fingerprints that differ in their low or in their high half alone are of different records', t => {
  const of = (value: bigint) => BigUint64Array.of(value)
  t.false(shareRecord(of(1n), of(2n)))
  t.false(shareRecord(of(1n << 32n), of(2n << 32n)))
  t.true(shareRecord(of(2n ** 64n - 1n), of(2n ** 64n - 1n)))
})
