import { fc, testProp } from '@fast-check/ava'
import test from 'ava'
import { openGridSum } from '../../../../learning/training/private/grid-sum.ts'

testProp(
  'the sum of all parts goes to the nearest point of the grid, once, also where it is large',
  [
    fc.array(fc.array(fc.float({ noNaN: true, min: -1e5, max: 1e5 }), { minLength: 3, maxLength: 3 }), {
      minLength: 1,
      maxLength: 6,
    }),
    fc.integer({ min: 0, max: 20 }),
  ],
  (t, parts, power) => {
    const spacing = 2 ** -power
    const sum = openGridSum(3, spacing, { fill: () => undefined })
    for (const part of parts) sum.add(Float32Array.from(part))
    const into = new Float32Array(3)
    sum.release(into, 1 / spacing)
    for (const [i, steps] of into.entries()) {
      const exact = parts.reduce((all, part) => all + Math.fround(part[i]!), 0) / spacing
      // A float holds 24 bits of it.
      t.true(Math.abs(steps - exact) <= 0.5 + Math.abs(exact) * 2 ** -24, `${steps} ${exact}`)
      if (Math.abs(exact) < 2 ** 23) t.true(Number.isInteger(steps))
    }
  },
)

test('a sum is what was added since the last release, with fresh noise, times the scale', t => {
  let fills = 0
  const noise = { fill: (into: Int32Array) => void into.fill(10 ** ++fills) }
  const sum = openGridSum(2, 0.25, noise)
  const into = new Float32Array(2)
  sum.add(Float32Array.of(1, -2))
  // Rounded alone, each of these would add nothing, or a step.
  sum.add(Float32Array.of(0.12, 0.5))
  sum.add(Float32Array.of(0.18, 0))
  sum.release(into, 2)
  // 4 + 1 + 10 and -8 + 2 + 10 quarters.
  t.deepEqual([...into], [7.5, 2])
  sum.release(into, 1)
  t.deepEqual([...into], [25, 25])
})
