import { fc, testProp } from '@fast-check/ava'
import test from 'ava'
import { unsafeFixedRandom } from '../../../aggregation/crypto/index.ts'
import {
  checkNoisedSumNorm,
  checkSumNorm,
  clipToNorm,
  encodeNoised,
  planDistributedNoise,
} from '../../../aggregation/privacy/index.ts'
import { encodeFixedPoint } from '../../../aggregation/vector/index.ts'

const scale = { bound: 10_000, range: 8 }
const step = scale.range / scale.bound
const three = { vectors: 3, factors: 3 }

function sumOfClipped(vectors: readonly Float32Array[], clipNorm: number, seed: string): Int32Array {
  const random = unsafeFixedRandom(seed)
  const sum = new Int32Array(vectors[0]!.length)
  for (const vector of vectors) {
    const clipped = clipToNorm(vector, clipNorm)
    if (clipped.kind !== 'clipped') throw new Error(clipped.reason)
    const encoded = encodeFixedPoint(clipped.values, scale, random)
    if (encoded.kind !== 'encoded') throw new Error(encoded.reason)
    encoded.integers.forEach((integer, i) => {
      sum[i]! += integer
    })
  }
  return sum
}

testProp(
  'check 28: members who clip never raise the alarm on their sum, however alike their updates are',
  [fc.integer({ min: 1, max: 12 }), fc.float({ min: Math.fround(0.5), max: 4, noNaN: true }), fc.string()],
  (t, members, clipNorm, seed) => {
    const vector = Float32Array.from({ length: 200 }, (_, i) => Math.sin(i + seed.length))
    const sum = sumOfClipped(new Array(members).fill(vector), clipNorm, seed)
    t.false(checkSumNorm(sum, step, { vectors: members, factors: members }, clipNorm).isOverLimit)
  },
)

test('check 28: one update that was not clipped raises it, as soon as the sum is over n C (1 + slack)', t => {
  const honest = Float32Array.from({ length: 200 }, () => 1)
  const long = Float32Array.from({ length: 200 }, () => 4)
  const norm = Math.sqrt(200)
  const sum = sumOfClipped([honest, honest, honest], norm, 'honest')
  t.false(checkSumNorm(sum, step, three, norm).isOverLimit)
  const poisoned = sum.map((value, i) => value + Math.round(long[i]! / step) - Math.round(honest[i]! / step))
  const alarm = checkSumNorm(poisoned, step, three, norm)
  t.true(alarm.isOverLimit)
  t.true(Math.abs(alarm.norm - 6 * norm) < 0.1, `${alarm.norm}`)
  // With a slack that allows for it, it is silent: the limit is what is compared.
  t.false(checkSumNorm(poisoned, step, three, norm, 1.01).isOverLimit)
})

test('noise raises no alarm, and a vector that was not clipped does all the same', t => {
  const planning = planDistributedNoise({
    kind: 'skellam',
    clip: 1,
    gamma: 0.001,
    localStandardDeviation: 0.05,
    contributors: 6,
    leastContributors: 4,
    bits: 24,
    dimension: 1024,
    beta: Math.exp(-0.5),
  })
  if (planning.kind !== 'planned') return t.fail(planning.message)
  const { plan } = planning
  const rotation = new Uint8Array(32)
  const sent = (length: number, clip: number, seed: string) => {
    const values = new Float32Array(1024).fill(length / 32)
    const encoded = encodeNoised(values, { ...plan, clip }, rotation, unsafeFixedRandom(seed))
    if (encoded.kind !== 'encoded') throw new Error(encoded.reason)
    return encoded.integers
  }
  const sum = new Int32Array(1024)
  const add = (integers: Int32Array) => {
    for (let k = 0; k < sum.length; k++) sum[k]! += integers[k]!
  }
  for (let i = 0; i < 5; i++) add(sent(3, 1, `member ${i}`))
  const honest = checkNoisedSumNorm(sum, plan, 5)
  t.false(honest.isOverLimit)
  // All five point the same way, each at the clipping norm: the noise adds its square.
  t.true(Math.abs(honest.norm - Math.hypot(5, 0.05 * Math.sqrt(5 * 1024))) < 0.3, `${honest.norm}`)
  // Without room for the noise, five who clip would be too long.
  t.true(honest.norm > 5 * plan.roundedNorm * plan.gamma)
  add(sent(10, 10, 'an attacker'))
  t.true(checkNoisedSumNorm(sum, plan, 6).isOverLimit)
})
