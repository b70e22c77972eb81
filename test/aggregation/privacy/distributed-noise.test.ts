import { fc, testProp } from '@fast-check/ava'
import test from 'ava'
import { unsafeFixedRandom } from '../../../aggregation/crypto/index.ts'
import {
  type DistributedNoisePlan,
  type DistributedNoiseSettings,
  decodeNoisedSum,
  encodeNoised,
  openMemberNoise,
  planDistributedNoise,
} from '../../../aggregation/privacy/index.ts'
import { reduceWords, residuesIn } from '../../../aggregation/vector/index.ts'

const rotationSeed = new Uint8Array(32).fill(3)

function planFor(change: Partial<DistributedNoiseSettings> = {}): DistributedNoisePlan {
  const planning = planDistributedNoise({
    kind: 'skellam',
    clip: 2,
    gamma: 1e-3,
    localStandardDeviation: 0.05,
    contributors: 10,
    leastContributors: 6,
    bits: 18,
    dimension: 5000,
    beta: Math.exp(-0.5),
    ...change,
  })
  if (planning.kind === 'refused') throw new Error(planning.message)
  return planning.plan
}

/** Sums as secure aggregation does: residues modulo 2^bits. */
function sumOf(plan: DistributedNoisePlan, members: readonly Float32Array[], seed: string): Int32Array {
  const sum = new Uint32Array(plan.paddedDimension)
  members.forEach((values, member) => {
    const outcome = encodeNoised(values, plan, rotationSeed, unsafeFixedRandom(`${seed} ${member}`))
    if (outcome.kind === 'refused') throw new Error('refused')
    residuesIn(outcome.integers).forEach((residue, i) => {
      sum[i]! += residue
    })
  })
  reduceWords(sum, plan.bits)
  return new Int32Array(sum.buffer)
}

function wave(dimension: number, phase: number, norm: number): Float32Array {
  const values = Float32Array.from({ length: dimension }, (_, i) => Math.sin(phase + i * i))
  const length = Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0))
  return values.map(value => (value * norm) / length)
}

function variance(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value ** 2, 0) / values.length
}

for (const kind of ['skellam', 'discrete-gaussian'] as const) {
  test(`a sum with ${kind} noise is the sum of the clipped vectors, with the variance of the plan`, t => {
    for (const contributors of [10, 6]) {
      const plan = planFor({ kind, dimension: 65536 })
      // One of the members is twice too long and is clipped.
      const members = Array.from({ length: contributors }, (_, i) => wave(65536, i, i === 0 ? 4 : 2))
      const decoded = decodeNoisedSum(sumOf(plan, members, kind), plan, rotationSeed, contributors)
      const noise = decoded.map((value, i) =>
        members.reduce((rest, values, member) => rest - values[i]! / (member === 0 ? 2 : 1), value),
      )
      const planned = contributors === 10 ? plan.fullStandardDeviation ** 2 : plan.leastStandardDeviation ** 2
      // A variance of 65536 values deviates by 0.55 %, rounding adds at most γ²/4 a member: 0.01 %.
      t.true(Math.abs(variance(noise) / planned - 1) < 0.01, `${variance(noise) / planned}`)
      const product = noise.reduce((sum, value, i) => sum + value * members[1]![i]!, 0)
      t.true(Math.abs(product) < 4 * 2 * Math.sqrt(planned), 'the noise leans towards a member')
    }
  })
}

test('noise comes on top of a rounding that is within the sensitivity, whatever the vector', t => {
  const plan = planFor({ dimension: 4096, leastContributors: 1 })
  for (const values of [wave(4096, 1, 50), new Float32Array(4096), new Float32Array(4096).fill(1e30, 7, 8)]) {
    const random = unsafeFixedRandom('sensitivity')
    const outcome = encodeNoised(values, plan, rotationSeed, random)
    if (outcome.kind === 'refused') return t.fail('refused')
    const again = unsafeFixedRandom('sensitivity')
    again.bytes(32)
    const noise = new Int32Array(4096)
    openMemberNoise(plan, again).fill(noise)
    const rounded = outcome.integers.map((integer, i) => integer - noise[i]!)
    const norm = Math.sqrt(rounded.reduce((sum, one) => sum + one ** 2, 0))
    t.true(norm <= plan.roundedNorm, `${norm}`)
    t.true(values.every(value => value === 0) === (norm === 0))
  }
})

testProp(
  'what is encoded is integers of b bits, and one that is alone comes back to within its noise and rounding',
  [fc.float32Array({ noNaN: true, noDefaultInfinity: true, minLength: 1, maxLength: 100 }), fc.string()],
  (t, values, seed) => {
    const plan = planFor({ dimension: values.length, leastContributors: 1, bits: 20 })
    const outcome = encodeNoised(values, plan, rotationSeed, unsafeFixedRandom(seed))
    if (outcome.kind === 'refused') {
      // Finite values may be too long for their norm to be finite; none of these is.
      t.fail('refused')
      return
    }
    t.is(outcome.integers.length, plan.paddedDimension)
    t.true(outcome.integers.every(integer => integer >= -(2 ** 19) && integer < 2 ** 19))
    const decoded = decodeNoisedSum(outcome.integers, plan, rotationSeed, 1)
    t.true(decoded.every((value, i) => Math.abs(value - values[i]! * outcome.factor) < 12 * 0.05))
  },
)

test('unsigned residues and signed ones decode alike, and are left as they are', t => {
  const plan = planFor({ dimension: 64, leastContributors: 1 })
  const outcome = encodeNoised(wave(64, 2, 1), plan, rotationSeed, unsafeFixedRandom('alike'))
  if (outcome.kind === 'refused') return t.fail('refused')
  const unsigned = outcome.integers.map(integer => integer & (2 ** 18 - 1))
  const before = unsigned.slice()
  t.deepEqual(
    decodeNoisedSum(unsigned, plan, rotationSeed, 1),
    decodeNoisedSum(outcome.integers, plan, rotationSeed, 1),
  )
  t.deepEqual(unsigned, before)
})

test('values that are not finite, vectors of another length and counts outside the plan are refused', t => {
  const plan = planFor({ dimension: 3 })
  const random = unsafeFixedRandom('refused')
  t.deepEqual(encodeNoised(Float32Array.of(1, Number.NaN, 1), plan, rotationSeed, random), {
    kind: 'refused',
    reason: 'not-finite',
    coordinate: 1,
  })
  t.throws(() => encodeNoised(new Float32Array(4), plan, rotationSeed, random), {
    message: /3 values, not 4/,
  })
  for (const count of [5, 11])
    t.throws(() => decodeNoisedSum(new Int32Array(4), plan, rotationSeed, count), {
      message: /6 to 10 contributors/,
    })
})
