import { fc, testProp } from '@fast-check/ava'
import test from 'ava'
import { unsafeFixedRandom } from '../../../aggregation/crypto/index.ts'
import {
  addCentralNoise,
  type CentralNoisePlan,
  type CentralNoiseSettings,
  centralNoisePlan,
  checkCentralSumNorm,
  decodeSignedSum,
  encodeUnnoised,
  euclideanNorm,
  gaussianLimits,
  planCentralNoise,
} from '../../../aggregation/privacy/index.ts'
import { ringNeeded } from '../../../aggregation/privacy/ring-size.ts'

const rotationSeed = new Uint8Array(32).fill(3)

function planFor(change: Partial<CentralNoiseSettings> = {}): CentralNoisePlan {
  const planning = planCentralNoise({
    clip: 2,
    noiseMultiplier: 1.75,
    contributors: 10,
    bits: 18,
    dimension: 5000,
    beta: Math.exp(-0.5),
    ...change,
  })
  if (planning.kind === 'refused') throw new Error(planning.reason)
  return planning.plan
}

function encoded(values: Float32Array, plan: CentralNoisePlan, coins: string): Int32Array {
  const outcome = encodeUnnoised(values, plan, rotationSeed, unsafeFixedRandom(coins))
  if (outcome.kind === 'refused') throw new Error('refused')
  return outcome.integers
}

const wave = (dimension: number, phase: number, norm: number) => {
  const values = Float32Array.from({ length: dimension }, (_, i) => Math.sin(phase + i * i))
  const length = euclideanNorm(values)
  return values.map(value => (value * norm) / length)
}

test('what a member masks of nothing is nothing: it adds no noise', t => {
  const plan = planFor({ dimension: 4096 })
  t.true(encoded(new Float32Array(4096), plan, 'nobody').every(value => value === 0))
  // And of an update, all but the coins of rounding.
  const update = wave(4096, 1, 2)
  const back = decodeSignedSum(encoded(update, plan, 'somebody'), plan, rotationSeed)
  t.true(euclideanNorm(back.map((value, i) => value - update[i]!)) < plan.gamma * Math.sqrt(4096))
})

test('the coordinator adds the planned variance to each coordinate, beyond the first block too, and leaves the sum', t => {
  const dimension = 2 ** 18
  const plan = planFor({ dimension, bits: 22 })
  const members = [1, 2, 3].map(phase => encoded(wave(dimension, phase, 2), plan, `member ${phase}`))
  const raw = Float64Array.from({ length: dimension }, (_, k) => members.reduce((s, one) => s + one[k]!, 0))
  const noised = raw.slice()
  addCentralNoise(noised, plan, unsafeFixedRandom('coordinator'))
  const noise = noised.map((value, k) => value - raw[k]!)
  const planned = (plan.standardDeviation / plan.gamma) ** 2
  for (const part of [noise.subarray(0, dimension / 2), noise.subarray(dimension / 2)]) {
    const variance = part.reduce((sum, value) => sum + value ** 2, 0) / part.length
    // A variance of 131072 values deviates by 0.39 %.
    t.true(Math.abs(variance / planned - 1) < 0.01, `${variance / planned}`)
  }
  const product = noise.reduce((sum, value, k) => sum + value * raw[k]!, 0)
  t.true(Math.abs(product) < 4 * Math.sqrt(planned) * euclideanNorm(Float32Array.from(raw)))
  t.true(noise.every(Number.isInteger))
  // Blocks do not repeat one another.
  t.notDeepEqual(noise.slice(0, 1000), noise.slice(65_536, 66_536))
})

const settings = fc.record({
  clip: fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
  noiseMultiplier: fc.double({ min: 0.2, max: 2_000, noNaN: true }),
  contributors: fc.integer({ min: 3, max: 1_000 }),
  bits: fc.integer({ min: 8, max: 32 }),
  dimension: fc.integer({ min: 1, max: 100_000 }),
  beta: fc.constantFrom(0, Math.exp(-0.5)),
})

testProp(
  'a plan has the finest grid that its ring holds or its sampler serves, and the noise that was asked for on it',
  [settings],
  (t, wish) => {
    const planning = planCentralNoise(wish)
    if (planning.kind === 'refused') {
      t.is(planning.reason, 'too-few-bits')
      if (planning.reason !== 'too-few-bits') return
      const { neededBits } = planning
      t.true(neededBits !== null && neededBits > wish.bits)
      t.is(planCentralNoise({ ...wish, bits: neededBits! }).kind, 'planned')
      return
    }
    const { plan } = planning
    const needed = (gamma: number) => {
      const { roundedNorm } = centralNoisePlan({ ...plan, gamma })
      const localStandardDeviation =
        (wish.noiseMultiplier * roundedNorm * gamma) / Math.sqrt(wish.contributors)
      return ringNeeded({ ...wish, localStandardDeviation, dimension: plan.paddedDimension, gamma })
    }
    t.true(needed(plan.gamma) <= 2 ** wish.bits && plan.gamma <= wish.clip)
    const steps = plan.standardDeviation / plan.gamma
    t.true(steps >= gaussianLimits.least && steps <= gaussianLimits.most)
    const isFinest =
      needed(plan.gamma / 1.02) > 2 ** wish.bits ||
      plan.gamma <= 1.01e-6 * wish.clip ||
      steps * 1.05 > 0.99 * gaussianLimits.most - wish.noiseMultiplier * Math.sqrt(plan.paddedDimension)
    t.true(isFinest, `${plan.gamma}`)
    const multiplier = steps / plan.roundedNorm
    t.true(multiplier >= wish.noiseMultiplier * (1 - 1e-12) && multiplier < wish.noiseMultiplier * 1.00002)
    t.deepEqual(centralNoisePlan(plan), plan)
  },
  { numRuns: 200 },
)

testProp(
  'what is released follows from the sum in the ring and its noise alone, wherever members lift it',
  [fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 4, maxLength: 4 }), fc.boolean()],
  (t, wraps, isLifted) => {
    const plan = planFor({ bits: 12, dimension: 4, contributors: 3 })
    const ring = 2 ** plan.bits
    // A member that keeps to no protocol lifts every coordinate to where the next step wraps.
    const lift = isLifted ? ring / 2 - 1 : 0
    const released = (sum: readonly number[]) => {
      const integers = Float64Array.from(sum)
      addCentralNoise(integers, plan, unsafeFixedRandom('the same noise'))
      return integers
    }
    const sum = [3, -5, 0, 900].map(value => value + lift)
    const [plain, wrapped] = [released(sum), released(sum.map((value, i) => value + ring * wraps[i]!))]
    t.deepEqual(wrapped, plain)
    t.true(plain.every(value => value >= -ring / 2 && value < ring / 2))
    // One step more at each coordinate is one step more of what is released, around the ring.
    const moved = released(sum.map(value => value + 1))
    for (const [i, value] of moved.entries()) t.is((((value - plain[i]!) % ring) + ring) % ring, 1)
  },
)

test('more noise than any sampler serves is refused', t => {
  const planning = planCentralNoise({ ...planFor(), contributors: 10, noiseMultiplier: 1e6 })
  t.like(planning, { kind: 'refused', reason: 'noise-off-grid' })
})

test('a noised sum of clipped updates raises no alarm, and one of an update that was not clipped does', t => {
  const plan = planFor({ dimension: 4096, noiseMultiplier: 0.05 })
  const same = Array.from({ length: 10 }, (_, i) => encoded(wave(4096, 7, 2), plan, `honest ${i}`))
  const sum = Float64Array.from({ length: 4096 }, (_, k) => same.reduce((all, one) => all + one[k]!, 0))
  addCentralNoise(sum, plan, unsafeFixedRandom('noise'))
  const honest = checkCentralSumNorm(sum, plan, 10)
  t.false(honest.isOverLimit)
  // As near to the limit as ten of the same direction come.
  t.true(honest.norm > 0.9 * 20)
  const long = encoded(wave(4096, 7, 2), plan, 'liar').map(value => 20 * value)
  t.true(
    checkCentralSumNorm(
      sum.map((value, k) => value + long[k]!),
      plan,
      11,
    ).isOverLimit,
  )
})

test('an update of another length, or one that is not finite, is refused', t => {
  const plan = planFor({ dimension: 16 })
  t.throws(() => encoded(new Float32Array(17), plan, ''), { message: 'the plan is for 16 values, not 17' })
  const outcome = encodeUnnoised(
    new Float32Array(16).fill(Number.NaN, 3, 4),
    plan,
    rotationSeed,
    unsafeFixedRandom(''),
  )
  t.like(outcome, { kind: 'refused', reason: 'not-finite', coordinate: 3 })
})
