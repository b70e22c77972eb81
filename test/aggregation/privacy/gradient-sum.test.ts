import { fc, testProp } from '@fast-check/ava'
import test from 'ava'
import {
  type DistributedNoisePlan,
  decodeNoisedSum,
  encodeNoisedSum,
  euclideanNorm,
  gradientSumGrid,
  planDistributedNoise,
  unsafeFixedRandom,
} from '../../../aggregation/index.ts'

const rotation = new Uint8Array(32).fill(7)

/** For sums of `dimension` values of gradients clipped to 1, with noise of half a norm from each of three. */
function planFor(dimension: number, gamma: number, changes: Partial<DistributedNoisePlan> = {}) {
  const planning = planDistributedNoise({
    ...{ kind: 'discrete-gaussian', clip: gradientSumGrid(1, dimension).sensitivity, longest: 40, gamma },
    ...{ localStandardDeviation: 0.5, contributors: 3, leastContributors: 3, bits: 24, dimension, beta: 0 },
    ...changes,
  })
  if (planning.kind === 'refused') throw new Error(planning.message)
  return planning.plan
}

/** A sum on the grid, and the same with one gradient more, before and after the rounding of sums in floats. */
function neighbours(dimension: number, gradients: readonly (readonly number[])[], one: readonly number[]) {
  const { spacing } = gradientSumGrid(1, dimension)
  const onGrid = (sum: readonly number[]) => Float32Array.from(sum, x => Math.round(x / spacing) * spacing)
  const sum = Array.from({ length: dimension }, (_, i) => gradients.reduce((all, g) => all + g[i]!, 0))
  const length = Math.hypot(...one)
  const clipped = one.map(x => (length > 1 ? x / length : x))
  return [onGrid(sum), onGrid(sum.map((x, i) => x + clipped[i]!))] as const
}

const vectors = (dimension: number, most: number) =>
  fc.array(fc.double({ min: -most, max: most, noNaN: true }), { minLength: dimension, maxLength: dimension })

testProp(
  'a record more moves the integers by no more than the plan accounts for, wherever the others put the sum',
  [fc.array(vectors(24, 9), { minLength: 1, maxLength: 4 }), vectors(24, 1), fc.integer({ min: 1, max: 60 })],
  (t, gradients, one, steps) => {
    const plan = planFor(24, 1 / steps)
    const [without, withOne] = neighbours(24, gradients, one).map(values => {
      // The same coins: what differs is the sum, and not the noise.
      const encoded = encodeNoisedSum(values, plan, rotation, unsafeFixedRandom('coins'))
      if (encoded.kind === 'refused') throw new Error('refused')
      return encoded.integers
    })
    const moved = Math.hypot(...without!.map((value, i) => withOne![i]! - value))
    t.true(moved <= plan.roundedNorm, `${moved} ${plan.roundedNorm}`)
  },
)

test('a record can move the integers by nearly all that is accounted for', t => {
  // A step of half the norm: rounding is most of it.
  const plan = planFor(2, 0.5)
  let most = 0
  for (let turn = 0; turn < 2000; turn++) {
    const angle = turn / 317
    const [left, right] = neighbours(2, [[turn / 77, turn / 91]], [Math.cos(angle), Math.sin(angle)]).map(
      values => encodeNoisedSum(values, plan, rotation, unsafeFixedRandom('coins')),
    )
    if (left!.kind === 'refused' || right!.kind === 'refused') return t.fail()
    const { integers } = right!
    most = Math.max(most, Math.hypot(...left!.integers.map((value, i) => integers[i]! - value)))
  }
  t.true(most > 0.82 * plan.roundedNorm && most <= plan.roundedNorm, `${most} of ${plan.roundedNorm}`)
})

test('sums of several holders come back as their sum, with the noise of all', t => {
  const dimension = 5000
  const plan = planFor(dimension, 1 / 4096)
  const total = new Int32Array(plan.paddedDimension)
  const truth = new Float64Array(dimension)
  for (const holder of [1, 2, 3]) {
    const { spacing } = gradientSumGrid(1, dimension)
    const values = Float32Array.from(
      { length: dimension },
      (_, i) => Math.round(((i % 97) * holder) / 8 / spacing) * spacing,
    )
    const encoded = encodeNoisedSum(values, plan, rotation, unsafeFixedRandom(`holder ${holder}`))
    if (encoded.kind === 'refused') return t.fail()
    t.is(encoded.factor, 1, 'a sum is not clipped as a whole')
    for (const [i, value] of encoded.integers.entries()) total[i]! += value
    for (const [i, value] of values.entries()) truth[i]! += value
  }
  const decoded = decodeNoisedSum(total, plan, rotation, 3)
  const noise = euclideanNorm(decoded.map((value, i) => value - truth[i]!)) / Math.sqrt(dimension)
  t.true(Math.abs(noise / (Math.sqrt(3) * 0.5) - 1) < 0.05, `${noise}`)
})

test('what is no number, or was planned with coins for the rounding, is refused', t => {
  const plan = planFor(4, 0.01)
  const values = Float32Array.of(1, 2, Number.NaN, 4)
  t.deepEqual(encodeNoisedSum(values, plan, rotation, unsafeFixedRandom('coins')), {
    kind: 'refused',
    reason: 'not-finite',
    coordinate: 2,
  })
  const conditional = planFor(4, 0.01, { beta: 0.5 })
  t.throws(() => encodeNoisedSum(values, conditional, rotation, unsafeFixedRandom('coins')), {
    message: /beta is 0/,
  })
})

test('the grid is a power of two and takes a hundredth of the norm at most', t => {
  for (const [clipNorm, coordinates] of [
    [1, 10],
    [0.3, 199_210],
    [7, 10_000_000],
  ] as const) {
    const { spacing, sensitivity } = gradientSumGrid(clipNorm, coordinates)
    t.true(Number.isInteger(Math.log2(spacing)))
    t.true(sensitivity >= clipNorm * 1.0049 + spacing * Math.sqrt(coordinates))
    t.true(sensitivity < clipNorm * 1.015)
  }
})
