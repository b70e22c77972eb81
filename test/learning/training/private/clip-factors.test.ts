import { fc, testProp } from '@fast-check/ava'
import test from 'ava'
import { atLeast, clipFactors, squaredOuter } from '../../../../learning/training/private/clip-factors.ts'

testProp(
  'a factor brings a gradient to the bound, even if its norm came out too small, and lengthens none',
  [fc.double({ min: 0, max: 1e20, noNaN: true }), fc.double({ min: 1e-6, max: 1e6, noNaN: true })],
  (t, norm, clipNorm) => {
    const [factor] = clipFactors(Float64Array.of(norm ** 2), clipNorm, 0.01)
    t.true(factor! > 0 && factor! <= 1)
    t.true(factor! * norm * 1.01 <= clipNorm * (1 + 1e-6))
    t.true(factor === 1 || factor! * norm * 1.01 >= clipNorm * (1 - 1e-6))
  },
)

test('a gradient that is no number counts as nothing', t => {
  const squared = Float64Array.of(Number.NaN, 4, Number.POSITIVE_INFINITY, 0)
  t.deepEqual([...clipFactors(squared, 1, 0)], [0, 0.5, 0, 1])
})

test('the norm of an outer product is the product of norms, the bias being one more input', t => {
  const [slopes, inputs] = [
    { squared: 4, length: 10 },
    { squared: 9, length: 5 },
  ]
  t.is(squaredOuter(slopes, inputs, false), 36)
  t.is(squaredOuter(slopes, inputs, true), 40)
})

test('slopes whose squares were too small to be kept still weigh where inputs are large', t => {
  // Ten slopes of 1e-19, each squared taken for zero, times inputs of norm 1e15: longer than 1e-6 by far.
  const squared = squaredOuter({ squared: 0, length: 10 }, { squared: 1e30, length: 3 }, true)
  t.true(Math.sqrt(squared) >= 1e-19 * Math.sqrt(10) * 1e15)
  t.true(atLeast(1, 1000) < 1 + 1e-12)
  const nothing = squaredOuter({ squared: 0, length: 10 }, { squared: 1.1e30, length: 3 }, true)
  t.is(nothing, Number.POSITIVE_INFINITY)
})
