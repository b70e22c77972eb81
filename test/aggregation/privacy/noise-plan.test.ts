import { fc, testProp } from '@fast-check/ava'
import test from 'ava'
import {
  type DistributedNoiseSettings,
  planDistributedNoise,
  roundedL1Bound,
  roundedNormBound,
} from '../../../aggregation/privacy/index.ts'

const settings: DistributedNoiseSettings = {
  kind: 'skellam',
  clip: 2,
  gamma: 1e-3,
  localStandardDeviation: 0.05,
  contributors: 10,
  leastContributors: 6,
  bits: 16,
  dimension: 5000,
  beta: Math.exp(-0.5),
}

function refused(change: Partial<DistributedNoiseSettings>) {
  const planning = planDistributedNoise({ ...settings, ...change })
  if (planning.kind !== 'refused') throw new Error('it was planned')
  return planning
}

test('a plan carries everything that follows from its settings', t => {
  const planning = planDistributedNoise(settings)
  if (planning.kind === 'refused') return t.fail(planning.message)
  const bound = { clip: 2, gamma: 1e-3, dimension: 8192, beta: Math.exp(-0.5) }
  t.deepEqual(planning.plan, {
    ...settings,
    blocks: { size: 4096, count: 2 },
    paddedDimension: 8192,
    bitSteps: 0,
    wireDimension: 8192,
    roundedNorm: roundedNormBound(bound),
    roundedL1: roundedL1Bound(bound),
    fullStandardDeviation: Math.sqrt(10) * 0.05,
    leastStandardDeviation: Math.sqrt(6) * 0.05,
    noiseDistance: 2 ** -100,
  })
})

test('bits that do not hold the sum are refused with those that do and with the grid that would', t => {
  // 8 √(4·100/8192 + (γ²/4 + 0.0025)·10) / γ = 8 √(0.048828 + 0.025 + 0.0000025) / 0.001 = 2173.8: 12 bits.
  const refusal = refused({ bits: 11 })
  if (refusal.reason !== 'too-few-bits') return t.fail(refusal.reason)
  t.is(refusal.neededBits, 12)
  t.is(planDistributedNoise({ ...settings, bits: 12 }).kind, 'planned')
  t.regex(refusal.message, /11 bits do not hold .* take 12 bits, or a coarser grid, gamma 0\.00106/)
  const gamma = refusal.leastGamma!
  t.is(planDistributedNoise({ ...settings, bits: 11, gamma: gamma * 1.000001 }).kind, 'planned')
  t.is(planDistributedNoise({ ...settings, bits: 11, gamma: gamma * 0.9999 }).kind, 'refused')
})

test('concentration makes room for sums whose norm lies in few blocks', t => {
  // 8 √(16·0.048828 + 0.0250025) / 0.001 = 7184: 13 bits.
  t.is(planDistributedNoise({ ...settings, bits: 12, concentration: 16 }).kind, 'refused')
  t.is(planDistributedNoise({ ...settings, bits: 13, concentration: 16 }).kind, 'planned')
})

test('where nothing of 32 bits holds the sum, and rounding alone is too much, nothing is proposed', t => {
  const refusal = refused({ bits: 8, contributors: 5000, leastContributors: 5000, gamma: 1 })
  if (refusal.reason !== 'too-few-bits') return t.fail(refusal.reason)
  t.is(refusal.leastGamma, null)
  t.regex(refusal.message, /fewer contributors/)
  const large = refused({ bits: 32, clip: 1, gamma: 2e-8, localStandardDeviation: 50 })
  t.is(large.reason === 'too-few-bits' && large.neededBits, null)
})

test('noise that its sampler does not serve is refused with the grids that it would serve', t => {
  const fine = refused({ localStandardDeviation: 100, bits: 32, gamma: 1e-3 })
  if (fine.reason !== 'noise-off-grid') return t.fail(fine.reason)
  t.is(fine.leastGamma, 100 / 65536)
  const wide = { localStandardDeviation: 100, bits: 32, kind: 'discrete-gaussian' } as const
  t.is(planDistributedNoise({ ...settings, ...wide }).kind, 'planned')
  const coarse = refused({ kind: 'discrete-gaussian', localStandardDeviation: 1e-5 })
  if (coarse.reason !== 'noise-off-grid') return t.fail(coarse.reason)
  t.is(coarse.mostGamma, 1.6e-4)
})

test('settings without sense are refused by name', t => {
  for (const [field, value] of [
    ['localStandardDeviation', 0],
    ['contributors', 0],
    ['leastContributors', 11],
    ['bits', 33],
    ['concentration', 0.5],
    ['dimension', 0],
    ['gamma', -1],
    ['beta', 1],
  ] as const) {
    t.throws(() => planDistributedNoise({ ...settings, [field]: value }), {
      instanceOf: RangeError,
      message: new RegExp(field),
    })
  }
})

testProp(
  'a plan for fewer contributors fits in the same bits',
  [fc.integer({ min: 1, max: 300 }), fc.integer({ min: 8, max: 24 })],
  (t, contributors, bits) => {
    const kindFor = (count: number) =>
      planDistributedNoise({ ...settings, bits, contributors: count, leastContributors: 1 }).kind
    if (kindFor(contributors + 1) === 'planned') t.is(kindFor(contributors), 'planned')
    t.pass()
  },
)
