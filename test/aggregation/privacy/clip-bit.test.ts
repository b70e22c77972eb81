import { fc, testProp } from '@fast-check/ava'
import test from 'ava'
import { unsafeFixedRandom } from '../../../aggregation/crypto/index.ts'
import { roundedNorm } from '../../../aggregation/privacy/accountant/index.ts'
import {
  bitSumOf,
  clipBitSteps,
  clipWithBit,
  type DistributedNoisePlan,
  type DistributedNoiseSettings,
  decodeNoisedSum,
  encodeNoised,
  openMemberNoise,
  planDistributedNoise,
  roundedL1Bound,
  roundedNormBound,
} from '../../../aggregation/privacy/index.ts'

const rotationSeed = new Uint8Array(32).fill(7)

function planned(change: Partial<DistributedNoiseSettings> = {}) {
  return planDistributedNoise({
    kind: 'skellam',
    clip: 2,
    gamma: 2 ** -13,
    localStandardDeviation: 1e-3,
    contributors: 10,
    leastContributors: 6,
    bits: 20,
    dimension: 100,
    beta: Math.exp(-0.5),
    clipBit: true,
    ...change,
  })
}

function planFor(change: Partial<DistributedNoiseSettings> = {}): DistributedNoisePlan {
  const planning = planned(change)
  if (planning.kind === 'refused') throw new Error(planning.message)
  return planning.plan
}

function wave(phase: number, norm: number, dimension = 100): Float32Array {
  const values = Float32Array.from({ length: dimension }, (_, i) => Math.sin(phase + i * i))
  const length = Math.hypot(...values)
  return values.map(value => (value * norm) / length)
}

test('the bit is 0.3 clip norms in whole steps, of crowds 3 over the root of their number, and a step at least', t => {
  t.is(clipBitSteps({ clip: 2, gamma: 1e-3, contributors: 25 }), 600)
  t.is(clipBitSteps({ clip: 2, gamma: 7e-4, contributors: 25 }), 857)
  t.is(clipBitSteps({ clip: 2, gamma: 1e-3, contributors: 900 }), 200)
  t.is(clipBitSteps({ clip: 2, gamma: 1.5, contributors: 25 }), 1)
  t.true(Math.abs(clipWithBit({ clip: 2, gamma: 1e-3, contributors: 25 }) - 2.08806130178211) < 1e-12)
  t.true(Math.abs(clipWithBit({ clip: 2, gamma: 1.5, contributors: 25 }) - 2.5) < 1e-12)
})

testProp(
  'a rounding with its bit is no longer than one of a vector of the norm of both, over a coordinate more',
  [
    fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
    fc.double({ min: 0, max: 16, noNaN: true }),
    fc.integer({ min: 1, max: 2 ** 20 }),
    fc.constantFrom(0, 1e-6, Math.exp(-0.5), 0.999),
    fc.integer({ min: 1, max: 10_000 }),
  ],
  (t, clip, magnitude, dimension, beta, contributors) => {
    const gamma = clip / 2 ** magnitude
    const scale = { clip, gamma, contributors }
    const steps = clipBitSteps(scale)
    const alone = roundedNormBound({ clip, gamma, dimension, beta })
    const both = { clip: clipWithBit(scale), gamma, dimension: dimension + 1, beta }
    t.true(roundedNormBound(both) ** 2 >= alone ** 2 + steps ** 2)
    // The accountant has the formula a second time.
    t.true(roundedNorm(both) ** 2 >= alone ** 2 + steps ** 2)
    // The longest sums of absolute values: those of the vector, then that of the bit.
    t.true(roundedL1Bound(both) >= (roundedL1Bound({ clip, gamma, dimension, beta }) + steps) * (1 - 1e-12))
  },
)

test('a sum comes back at the scale of the plan, however far from it the norm of the round is, with the sum of the bits', t => {
  const plan = planFor()
  t.is(plan.wireDimension, 129)
  for (const clipNorm of [0.004, 0.5, 2, 300]) {
    // Three of ten are longer than the round's norm, one of them just so; one is exactly as long as float32 has it.
    const norms = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.999, 1.001, 4, 50].map(times => times * clipNorm)
    const sum = new Int32Array(plan.wireDimension)
    const wanted = new Float64Array(100)
    for (const [member, norm] of norms.entries()) {
      const values = wave(member, norm)
      const outcome = encodeNoised(
        values,
        plan,
        rotationSeed,
        unsafeFixedRandom(`member ${member}`),
        clipNorm,
      )
      if (outcome.kind === 'refused') return t.fail('refused')
      t.true(Math.abs(outcome.factor - Math.min(1, clipNorm / norm)) < 1e-6)
      outcome.integers.forEach((integer, i) => {
        sum[i]! += integer
      })
      values.forEach((value, i) => {
        wanted[i]! += value * Math.min(1, clipNorm / norm) * (2 / clipNorm)
      })
    }
    const decoded = decodeNoisedSum(sum, plan, rotationSeed, 10)
    t.is(decoded.length, 100)
    const worst = decoded.reduce((most, value, i) => Math.max(most, Math.abs(value - wanted[i]!)), 0)
    // Five deviations of the noise of ten.
    t.true(worst < 5 * Math.sqrt(10) * 1e-3, `${worst}`)
    // Seven within, three beyond; the noise of the sum over twice the bit is 0.0026.
    t.true(Math.abs(bitSumOf(sum, plan) - 2) < 0.02, `${bitSumOf(sum, plan)}`)
  }
})

test('what is rounded, bit included, is within what was accounted for, whatever norm was announced', t => {
  const plan = planFor({ leastContributors: 1 })
  for (const announced of [1e-9, 2e-3, 2, 1.5, 2000, 1e12]) {
    for (const values of [wave(1, 50), wave(1, 1e-3), new Float32Array(100)]) {
      const outcome = encodeNoised(values, plan, rotationSeed, unsafeFixedRandom('bound'), announced)
      if (outcome.kind === 'refused') return t.fail('refused')
      const again = unsafeFixedRandom('bound')
      again.bytes(32)
      const noise = new Int32Array(129)
      openMemberNoise(plan, again).fill(noise)
      const rounded = outcome.integers.map((integer, i) => integer - noise[i]!)
      t.true(Math.hypot(...rounded) <= plan.roundedNorm)
      t.is(rounded[128], outcome.norm <= announced ? 4915 : -4915)
    }
  }
})

test('a plan counts the bit into norm and coordinates, and the ring holds it where all say the same', t => {
  const plan = planFor()
  const bound = {
    clip: Math.sqrt(4 + (4915 / 8192) ** 2),
    gamma: 2 ** -13,
    dimension: 129,
    beta: Math.exp(-0.5),
  }
  t.is(plan.bitSteps, 4915)
  t.is(plan.roundedNorm, roundedNormBound(bound))
  t.is(plan.roundedL1, roundedL1Bound(bound))
  // Of few coordinates the bits ask for less than the rotated do, 8192 · 8 √(4·100/128 + 1e-5) = 115,854 beside 98,507.
  t.is(planned({ bits: 16 }).kind, 'refused')
  t.is(planned({ bits: 17 }).kind, 'planned')
  // Of many for more: 8192 · 8 √(4·100/65536 + 1e-5) = 5,125 beside 2·10·4915 + 8192 · 8 √10 · 1e-3 = 98,507.
  const many = { dimension: 65_536, bits: 14 }
  t.is(planned({ ...many, clipBit: false }).kind, 'planned')
  const refusal = planned(many)
  if (refusal.kind !== 'refused' || refusal.reason !== 'too-few-bits') return t.fail('it was not refused')
  t.is(refusal.neededBits, 17)
  const gamma = refusal.leastGamma!
  // (2·10·0.6 + 0.0253) / 2^14
  t.true(Math.abs(gamma / 7.3397e-4 - 1) < 1e-3, `${gamma}`)
  t.is(planned({ ...many, gamma: gamma * 1.001 }).kind, 'planned')
  t.is(planned({ ...many, gamma: gamma * 0.999 }).kind, 'refused')
})

test('vector and bit cost what the paper says of two mechanisms: z is (z_u^-2 + (2 σ_b)^-2)^(-1/2)', t => {
  const scale = { clip: 3, gamma: 1e-4, contributors: 50 }
  const noise = 12
  const amplitude = clipBitSteps(scale) * scale.gamma
  // Theorem 1, for bits of sensitivity 1/2: those of ±A are 2 A times as loud.
  const [updates, bits] = [noise / scale.clip, noise / (2 * amplitude)]
  const both = (updates ** -2 + (2 * bits) ** -2) ** -0.5
  t.true(Math.abs(noise / clipWithBit(scale) / both - 1) < 1e-12)
  t.true(Math.abs(both / updates - 1 / Math.sqrt(1.09)) < 1e-4)
})
