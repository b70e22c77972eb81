import { fc, testProp } from '@fast-check/ava'
import test from 'ava'
import { unsafeFixedRandom } from '../../../aggregation/crypto/index.ts'
import { roundConditionally, roundedL1Bound, roundedNormBound } from '../../../aggregation/privacy/index.ts'

function normOf(integers: Int32Array): number {
  return Math.sqrt(integers.reduce((sum, one) => sum + one ** 2, 0))
}

test('the bound is that of the reference, with and without a condition', t => {
  const likely = roundedNormBound({ clip: 1, gamma: 1e-3, dimension: 65536, beta: Math.exp(-0.5) })
  t.true(Math.abs(likely - 1008.717998) < 1e-6, `${likely}`)
  t.is(roundedNormBound({ clip: 1, gamma: 1e-3, dimension: 1024, beta: 0 }), 1032)
  // C/γ = 4, d = 9, √(2 ln 1/β) = 2: min((4 + 3)², 16 + 9/4 + 2 (4 + 3/2)) = min(49, 29.25).
  const bound = { clip: 2, gamma: 0.5, dimension: 9, beta: Math.exp(-2) }
  t.true(Math.abs(roundedNormBound(bound) ** 2 - 29.25) < 1e-9)
  // L1 <= L2 √d where d is small, and <= L2² for integers where it is large.
  t.true(Math.abs(roundedL1Bound(bound) - Math.sqrt(29.25) * 3) < 1e-9)
  t.true(Math.abs(roundedL1Bound({ ...bound, dimension: 900 }) - (16 + 225 + 2 * (4 + 15))) < 1e-9)
})

test('a certain bound never exceeds the sure one', t => {
  // √(2 ln 1/β) = 40 makes the likely bound longer than (C/γ + √d)².
  t.is(roundedNormBound({ clip: 1, gamma: 1, dimension: 4, beta: Math.exp(-800) }), 3)
})

testProp(
  'no rounding is longer than its bound, and each value goes to a neighbour',
  [
    fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 200 }),
    fc.double({ min: 0.005, max: 3, noNaN: true }),
    fc.constantFrom(0, 0.1, Math.exp(-0.5), 0.99),
    fc.string(),
  ],
  (t, whole, gamma, beta, seed) => {
    const norm = Math.hypot(...whole) || 1
    const values = Float32Array.from(whole, value => (2 * value) / norm)
    const bound = { clip: 2, gamma, beta }
    const { integers, tries } = roundConditionally(values, bound, unsafeFixedRandom(seed))
    t.true(normOf(integers) <= roundedNormBound({ ...bound, dimension: values.length }))
    t.true(integers.every((integer, i) => Math.abs(integer - values[i]! / gamma) <= 1))
    t.true(tries >= 1)
  },
)

test('roundings are unbiased where the bound always holds', t => {
  const value = 0.3
  const values = new Float32Array(200_000).fill(value)
  const clip = value * Math.sqrt(values.length) * 1.001
  const { integers } = roundConditionally(values, { clip, gamma: 0.4, beta: 0 }, unsafeFixedRandom('mean'))
  const mean = integers.reduce((sum, one) => sum + one, 0) / values.length
  // A coin of 3/4: its mean deviates by √(3/16/200000) = 0.001.
  t.true(Math.abs(mean - 0.75) < 0.004, `${mean}`)
})

test('roundings that are too long are drawn again, about as often as they should be', t => {
  // At half a step each, squared norms are 512 ± 16 under a bound of 256 + 256: half of the roundings are too long.
  const halves = new Float32Array(1024).fill(0.5)
  const again = Array.from({ length: 200 }, (_, i) => {
    const bound = { clip: 16, gamma: 1, beta: 1 - 1e-12 }
    return roundConditionally(halves, bound, unsafeFixedRandom(`half ${i}`)).tries
  })
  const mean = again.reduce((sum, count) => sum + count, 0) / again.length
  t.true(mean > 1.6 && mean < 2.4, `${mean}`)
})

test('where no rounding is within the bound, values go towards zero; values that were not clipped are refused', t => {
  // Half a step each, norm 17.5 beyond its clip of 16 by what no honest caller does: all roundings are too long.
  const long = new Float32Array(1225).fill(0.5)
  const rounding = roundConditionally(
    long,
    { clip: 13, gamma: 1, beta: 1 - 1e-12 },
    unsafeFixedRandom('long'),
  )
  t.true(rounding.isTowardsZero)
  t.is(rounding.tries, 200)
  t.true(rounding.integers.every(integer => integer === 0))
  const longer = new Float32Array(1225).fill(-1.5)
  t.throws(() => roundConditionally(longer, { clip: 13, gamma: 1, beta: 0.5 }, unsafeFixedRandom('longer')), {
    instanceOf: RangeError,
    message: /clip before rounding/,
  })
})

test('settings without sense are refused by name', t => {
  const bound = { clip: 1, gamma: 1e-3, dimension: 10, beta: 0 }
  t.throws(() => roundedNormBound({ ...bound, clip: 0 }), { message: /clip norm/ })
  t.throws(() => roundedNormBound({ ...bound, gamma: 0 }), { message: /gamma/ })
  t.throws(() => roundedNormBound({ ...bound, gamma: 1e-9 }), { message: /gamma/ })
  t.throws(() => roundedNormBound({ ...bound, dimension: 0 }), { message: /dimension/ })
  t.throws(() => roundedNormBound({ ...bound, beta: 1 }), { message: /beta/ })
})
