import { fc, testProp } from '@fast-check/ava'
import test from 'ava'
import { combineGroups, type GroupMean } from '../../../aggregation/rules/index.ts'
import { distance, group, honestGroups } from './groups.ts'

const geometricMedian = (groups: readonly GroupMean[]) => combineGroups({ rule: 'geometric-median' }, groups)

const sumOfDistances = (values: Float32Array, groups: readonly GroupMean[]) =>
  groups.reduce((sum, one) => sum + one.weight * distance(values, one.values), 0)

test('of a triangle it is the point that sees every side under 120 degrees', t => {
  // On the axis of symmetry, where half the base of 4 is seen under 60 degrees: at 2 / tan(60).
  const { values, leftOut } = geometricMedian([group(-2, 0), group(2, 0), group(0, 7)])
  t.true(distance(values, Float32Array.of(0, 2 / Math.sqrt(3))) < 1e-3, `${values}`)
  t.deepEqual(leftOut, [])
})

test('of a triangle with an angle above 120 degrees it is that corner', t => {
  const { values } = geometricMedian([group(-3, 0), group(3, 0), group(0.5, 1)])
  t.true(distance(values, Float32Array.of(0.5, 1)) < 1e-3, `${values}`)
})

test('a group with more than half of the weight has it all', t => {
  const heavy = { values: Float32Array.of(5, -1), weight: 5 }
  const { values } = geometricMedian([group(0, 0), heavy, group(1, 3), group(-8, 2)])
  t.true(distance(values, heavy.values) < 1e-3, `${values}`)
})

test('weights say how strongly a group pulls', t => {
  const line = (weight: number) =>
    [group(0), group(1), group(2), { values: Float32Array.of(10), weight }, group(11)] as const
  t.true(Math.abs(geometricMedian(line(1)).values[0]! - 2) < 1e-3)
  t.true(Math.abs(geometricMedian(line(3)).values[0]! - 10) < 1e-3)
})

testProp(
  'no step from it shortens the sum of distances',
  [fc.string(), fc.integer({ min: 3, max: 12 })],
  (t, seed, count) => {
    const groups = honestGroups(seed, count, 4)
    const { values } = geometricMedian(groups)
    const here = sumOfDistances(values, groups)
    for (const length of [0.5, 0.05]) {
      for (const [i, sign] of [0, 1, 2, 3].flatMap(i => [[i, 1] as const, [i, -1] as const])) {
        const there = values.map((value, k) => (k === i ? value + sign * length : value))
        t.true(sumOfDistances(there, groups) > here - 1e-5)
      }
    }
  },
)

/** Weiszfeld's own iteration from the mean, many times over. */
function slowTwin(groups: readonly GroupMean[]): Float32Array {
  let centre = groups[0]!.values.map(
    (_, i) => groups.reduce((sum, one) => sum + one.values[i]!, 0) / groups.length,
  )
  for (let step = 0; step < 3000; step++) {
    const pulls = groups.map(one => one.weight / Math.max(distance(centre, one.values), 1e-9))
    const total = pulls.reduce((sum, pull) => sum + pull, 0)
    centre = centre.map((_, i) => groups.reduce((sum, one, k) => sum + pulls[k]! * one.values[i]!, 0) / total)
  }
  return centre
}

test('it is where the plain iteration of Weiszfeld ends', t => {
  for (const seed of ['a', 'b', 'c', 'd']) {
    const groups = honestGroups(seed, 9, 5)
    t.true(distance(geometricMedian(groups).values, slowTwin(groups)) < 1e-3)
  }
})

test('it is a group to the last bit where that is the median, though the median of coordinates is beside another', t => {
  const [first, heavy, third] = honestGroups('s&', 3, 4)
  t.deepEqual(geometricMedian([first!, heavy!, third!]).values, heavy!.values)
  // Two groups in one place hold it together.
  const halves = [heavy!, heavy!].map(half => ({ ...half, weight: heavy!.weight / 2 }))
  t.deepEqual(geometricMedian([first!, ...halves, third!]).values, heavy!.values)
})

test('groups that are all alike have themselves as the median', t => {
  t.deepEqual(geometricMedian([group(2, -3), group(2, -3), group(2, -3)]).values, Float32Array.of(2, -3))
})

test('far groups do not end the iteration before it is there', t => {
  for (const seed of ['a', 'b', 'c', 'd']) {
    const far = [group(1e6, 0, 0), group(0, 1e6, 0), group(1e6, 1e6, 1e6)]
    const groups = [...far, ...honestGroups(seed, 6, 3)]
    t.true(distance(geometricMedian(groups).values, slowTwin(groups)) < 1e-3)
  }
})
