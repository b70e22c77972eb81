import { fc, testProp } from '@fast-check/ava'
import test from 'ava'
import { addRounded, openGridSum } from '../../../../learning/training/private/grid-sum.ts'

testProp(
  'values go to the nearest point of the grid, also where sums are large',
  [
    fc.array(fc.float({ noNaN: true, min: -1e5, max: 1e5 }), { minLength: 1 }),
    fc.double({ min: 1, max: 1e7, noNaN: true }),
  ],
  (t, list, steps) => {
    const values = Float32Array.from(list)
    const integers = new Float64Array(values.length).fill(3)
    addRounded(integers, values, steps)
    t.true(integers.every((sum, i) => Number.isInteger(sum) && Math.abs(sum - 3 - values[i]! * steps) <= 0.5))
  },
)

test('a sum is what was added since the last release, with fresh noise, times the scale', t => {
  let fills = 0
  const noise = { fill: (into: Int32Array) => void into.fill(10 ** ++fills) }
  const sum = openGridSum(2, 0.25, noise)
  const into = new Float32Array(2)
  sum.add(Float32Array.of(1, -2))
  sum.add(Float32Array.of(0.3, 0.5))
  sum.release(into, 2)
  // 4 + 1 + 10 and -8 + 2 + 10 quarters.
  t.deepEqual([...into], [7.5, 2])
  sum.release(into, 1)
  t.deepEqual([...into], [25, 25])
})
