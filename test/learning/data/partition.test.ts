import { fc, testProp } from '@fast-check/ava'
import test from 'ava'
import { type PartitionScheme, partition } from '../../../learning/index.ts'

const schemes = fc.oneof(
  fc.constant<PartitionScheme>({ kind: 'iid' }),
  fc
    .integer({ min: 1, max: 4 })
    .map<PartitionScheme>(shardsPerHolder => ({ kind: 'shards', shardsPerHolder })),
  fc.constantFrom(1e-6, 0.1, 0.5, 1, 100).map<PartitionScheme>(alpha => ({ kind: 'dirichlet', alpha })),
)
const labelled = fc.array(fc.nat(4), { minLength: 24, maxLength: 200 }).map(labels => Int32Array.from(labels))

testProp(
  'every example goes to exactly one holder, and every holder gets the minimum',
  [labelled, schemes, fc.integer({ min: 1, max: 8 }), fc.nat(3), fc.nat()],
  (t, labels, scheme, holders, minimumExamples, seed) => {
    const parts = partition(labels, scheme, { holders, minimumExamples, seed })
    t.is(parts.length, holders)
    t.true(parts.every(part => part.length >= minimumExamples))
    const together = parts.flatMap(part => [...part]).sort((left, right) => left - right)
    t.deepEqual(together, [...labels.keys()])
  },
)

testProp('the same seed gives the same cut', [labelled, schemes, fc.nat()], (t, labels, scheme, seed) => {
  const options = { holders: 5, minimumExamples: 1, seed }
  t.deepEqual(partition(labels, scheme, options), partition(labels, scheme, options))
})

const labels = Int32Array.from({ length: 6000 }, (_, i) => (i * 7) % 10)
const cut = (scheme: PartitionScheme, seed = 1) =>
  partition(labels, scheme, { holders: 10, minimumExamples: 20, seed })
const classesOf = (part: Int32Array) => new Set(Array.from(part, i => labels[i])).size
const counts = (part: Int32Array) => {
  const found = Array<number>(10).fill(0)
  for (const i of part) found[labels[i]!]! += 1
  return found
}

test('an independent cut gives equal sizes and all classes to all', t => {
  const parts = cut({ kind: 'iid' })
  t.true(parts.every(part => part.length === 600 && classesOf(part) === 10))
  t.notDeepEqual(parts, cut({ kind: 'iid' }, 2))
})

test('two shards each give at most four classes to a holder, as in the paper at most a few', t => {
  const parts = cut({ kind: 'shards', shardsPerHolder: 2 })
  t.true(parts.every(part => part.length === 600 && classesOf(part) <= 4))
  t.true(parts.some(part => classesOf(part) >= 2))
})

test('a smaller alpha makes holders more unlike', t => {
  // Mean over holders of the share of their commonest class: 0.1 when all are alike, 1 when each has one class.
  const lopsidedness = (alpha: number) => {
    const shares = Array.from({ length: 8 }, (_, seed) => cut({ kind: 'dirichlet', alpha }, seed))
      .flat()
      .map(part => Math.max(...counts(part)) / part.length)
    return shares.reduce((sum, share) => sum + share, 0) / shares.length
  }
  const [harsh, usual, mild] = [lopsidedness(0.05), lopsidedness(0.5), lopsidedness(100)]
  t.true(harsh > 0.6, `${harsh}`)
  t.true(usual > 0.25 && usual < 0.55, `${usual}`)
  t.true(mild < 0.15, `${mild}`)
})

test('the shares of a class have the mean and spread of a symmetric Dirichlet', t => {
  // Variance of one share: (1/k)(1 - 1/k) / (k alpha + 1) = 0.24 / 3.5 for k = 5 / alpha 0.5 -> 0.16 / 3.5.
  const one = new Int32Array(1000)
  const shares = Array.from({ length: 400 }, (_, seed) =>
    partition(one, { kind: 'dirichlet', alpha: 0.5 }, { holders: 5, minimumExamples: 0, seed }).map(
      part => part.length / 1000,
    ),
  )
  const all = shares.flat()
  const variance = all.reduce((sum, share) => sum + (share - 0.2) ** 2, 0) / all.length
  t.true(Math.abs(variance - 0.16 / 3.5) < 0.004, `${variance}`)
  const firsts = shares.reduce((sum, share) => sum + share[0]!, 0) / shares.length
  t.true(Math.abs(firsts - 0.2) < 0.04, `${firsts}`)
})

test('a minimum that the examples cannot give is refused with the numbers', t => {
  t.throws(
    () => partition(new Int32Array(10), { kind: 'iid' }, { holders: 3, minimumExamples: 4, seed: 1 }),
    {
      instanceOf: RangeError,
      message: '10 examples cannot give 3 holders 4 each; lower one of the two',
    },
  )
  t.throws(() => cut({ kind: 'dirichlet', alpha: 0 }), { message: /alpha is a positive number/ })
  t.throws(() => cut({ kind: 'shards', shardsPerHolder: 0.5 }), { message: /shardsPerHolder is a natural/ })
})
