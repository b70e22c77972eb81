import test from 'ava'
import { z } from 'zod'
import { combineGroups, weightedMean } from '../../../aggregation/index.ts'
import { planRounds } from '../../../coordinator/bounties/round-plan.ts'
import { type Stepping, stepModel } from '../../../coordinator/rounds/step-model.ts'
import { plainClient, registerAlgorithm } from '../../../learning/index.ts'
import { groupMeanOf } from '../../../protos/group-mean.ts'
import type { BountyTerms } from '../../../protos/terms.ts'
import { smallTerms } from '../../support/small-federation.ts'

const size = 15
const values = Float32Array.from({ length: size }, (_, i) => i / 7 - 1)

function steppingOf(
  training: Partial<BountyTerms['training']>,
  robust?: BountyTerms['aggregation']['robust'],
): Stepping {
  const small = smallTerms(new Uint8Array(), 60, training)
  const terms: BountyTerms = {
    ...small,
    ...(robust === undefined
      ? {}
      : {
          cohort: { ...small.cohort, minimum: 20, maximum: 20, groupSize: 4 },
          aggregation: { ...small.aggregation, robust },
        }),
  }
  const { content, parameters } = planRounds(terms, 'training')
  if (content.purpose !== 'training') throw new Error('it trains')
  return { terms, content, parameters, round: 2, attempt: 1, weightOfAll: 800 }
}

/** Sums as members make them, of each vector one after another. */
const sumOf = (seed: number, length = size) =>
  Int32Array.from({ length }, (_, i) => ((i * 7919 + seed * 104_729) % 200_003) - 100_001)

test('without a rule and an algorithm a model steps by the weighted mean, bit for bit as it always did', t => {
  const { terms, ...stepping } = steppingOf({})
  const integers = Float64Array.from(sumOf(1, size + 3))
  const sums = { integers, totalWeight: 540, memberCount: 9, groupMeans: [] }
  const { parameters } = stepping
  const mean = weightedMean({
    integers: integers.subarray(0, size),
    step: parameters.range / parameters.bound,
    maximumWeight: parameters.maximumWeight,
    totalWeight: 540,
  })
  const stepped = stepModel({ ...stepping, terms }, sums, { values, state: {} })
  t.deepEqual(stepped, {
    values: values.map((value, i) => value + mean[i]!),
    state: {},
    leftOut: [],
    isStepped: true,
  })
  const named = steppingOf({ algorithm: { name: 'fedavg' } })
  t.deepEqual(stepModel(named, sums, { values, state: {} }), stepped)
})

test('the second vector of SCAFFOLD has bounds of its own, and counts for the share of those in the sum', t => {
  const stepping = steppingOf({ algorithm: { name: 'scaffold' }, learningRate: 0.25 })
  const integers = Float64Array.from([...sumOf(1), ...sumOf(2), 5, 6])
  const control = Float32Array.from({ length: size }, (_, i) => i - 4)
  const stepped = stepModel(
    stepping,
    { integers, totalWeight: 200, memberCount: 9, groupMeans: [] },
    { values, state: { control } },
  )
  const { bound, maximumWeight, range } = stepping.parameters
  for (let i = 0; i < size; i++) {
    const [update, change] = [integers[i]!, integers[size + i]!].map(
      sum => ((sum * maximumWeight) / 200) * (range / bound),
    )
    t.true(Math.abs(stepped.values[i]! - (values[i]! + update!)) < 1e-6)
    // A gradient is a step over the rate of 0.25; 200 of 800 examples were in the sum.
    t.true(Math.abs(stepped.state.control![i]! - (control[i]! + (change! / 0.25) * 0.25)) < 1e-6)
  }
  t.is(Object.keys(stepped.state).length, 1)
})

test('a share is never above one, whatever was written down of all', t => {
  const stepping = { ...steppingOf({ algorithm: { name: 'scaffold' } }), weightOfAll: 10 }
  const sums = {
    integers: new Float64Array(2 * size).fill(1000),
    totalWeight: 200,
    memberCount: 9,
    groupMeans: [],
  }
  const all = { ...stepping, weightOfAll: 200 }
  const before = { values, state: {} }
  t.deepEqual(stepModel(stepping, sums, before), stepModel(all, sums, before))
})

const krum = { rule: 'multi-krum', faulty: 1 } as const

test('a rule over groups steps by what it makes of their means, and says whom it left out', t => {
  const stepping = steppingOf({}, krum)
  const groupMeans = [1, 2, 3, 4, 5].map(seed => {
    // The third goes the other way, far.
    const sum = sumOf(9).map(value => (seed === 3 ? -1000 * value : value + 50 * seed))
    return groupMeanOf(sum, 100 + seed, stepping)
  })
  // The sum over all groups is there too, and must not be what the model steps by.
  const sums = { integers: new Float64Array(size).fill(1e9), totalWeight: 515, memberCount: 9, groupMeans }
  const stepped = stepModel(stepping, sums, { values, state: {} })
  t.deepEqual(stepped.leftOut, [2])
  t.true(stepped.isStepped)
  const { values: mean } = combineGroups(krum, groupMeans)
  t.deepEqual(
    stepped.values,
    values.map((value, i) => value + mean[i]!),
  )
})

test('the mean of a group is that of its own weight', t => {
  const stepping = steppingOf({}, krum)
  const { bound, maximumWeight, range } = stepping.parameters
  const { values: mean, weight } = groupMeanOf(sumOf(1, size + 4), 250, stepping)
  t.is(weight, 250)
  t.is(mean.length, size)
  t.true(Math.abs(mean[3]! - (sumOf(1)[3]! * maximumWeight * range) / (bound * 250)) < 1e-6)
})

test('with too few groups for its rule the model and what is kept stay as they were', t => {
  const stepping = steppingOf({ algorithm: { name: 'fedavgm' } }, krum)
  const groupMeans = [1, 2, 3, 4].map(seed => groupMeanOf(sumOf(seed), 100, stepping))
  const state = { velocity: new Float32Array(size).fill(0.5) }
  const sums = { integers: new Float64Array(size).fill(1e6), totalWeight: 400, memberCount: 9, groupMeans }
  t.deepEqual(stepModel(stepping, sums, { values, state }), { values, state, leftOut: [], isStepped: false })
})

test('an algorithm steps by the result of a rule as it would by a mean', t => {
  const stepping = steppingOf({ algorithm: { name: 'fedavgm', momentum: 0.5 } }, { rule: 'median' })
  const groupMeans = [1, 2, 3].map(seed => groupMeanOf(sumOf(seed), 100, stepping))
  const velocity = new Float32Array(size).fill(0.5)
  const sums = { integers: new Float64Array(size), totalWeight: 300, memberCount: 9, groupMeans }
  const { values: median } = combineGroups({ rule: 'median' }, groupMeans)
  const stepped = stepModel(stepping, sums, { values, state: { velocity } })
  for (let i = 0; i < size; i++)
    t.true(Math.abs(stepped.values[i]! - (values[i]! + 0.25 + median[i]!)) < 1e-6)
})

test('a step of an algorithm that is not finite, or not as long as the model, is told as that', t => {
  const leaves = {
    'of-nan': { values: values.map((value, i) => (i === 2 ? Number.NaN : value)), state: {} },
    'of-two': { values: values.slice(0, 2), state: {} },
    'of-infinite-state': { values, state: { pace: values.map(() => Number.POSITIVE_INFINITY) } },
  }
  for (const [name, step] of Object.entries(leaves)) {
    const server = { keeps: ['pace'], broadcasts: [], step: () => step }
    const make = () => ({ client: plainClient(), server })
    registerAlgorithm({ name, settings: z.strictObject({}), make })
  }
  const failing = (name: string) => {
    const sums = {
      integers: Float64Array.from(sumOf(1, size + 3)),
      totalWeight: 540,
      memberCount: 9,
      groupMeans: [],
    }
    const step = () => stepModel(steppingOf({ algorithm: { name } }), sums, { values, state: {} })
    return t.throws(step, { instanceOf: RangeError })?.message
  }
  t.is(failing('of-nan'), 'the step of of-nan in round 2 leaves the model with NaN at coordinate 2')
  t.is(failing('of-two'), 'the step of of-two in round 2 leaves the model with 2 values, not 15')
  t.regex(failing('of-infinite-state')!, /leaves pace with Infinity at coordinate 0/)
})

test('noised sums of groups are turned back together or one by one, and every member counts once', t => {
  const { terms: small } = steppingOf({}, { rule: 'median' })
  const terms: BountyTerms = {
    ...small,
    privacy: { unit: 'holder', noise: 'distributed', epsilon: 3, delta: 1e-5 },
  }
  const { content, parameters } = planRounds(terms, 'training')
  if (content.purpose !== 'training') throw new Error('it trains')
  const averaging = { terms, content, parameters, round: 2, attempt: 3 }
  t.is(parameters.dimension, 16)
  const sums = [1, 2, 3].map(seed => sumOf(seed, 16))
  const integers = Float64Array.from({ length: 16 }, (_, k) => sums.reduce((all, sum) => all + sum[k]!, 0))
  const groupMeans = sums.map(sum => groupMeanOf(sum, 4, averaging))
  t.deepEqual(
    groupMeans.map(({ weight }) => weight),
    [4, 4, 4],
  )
  const round = { integers, totalWeight: 5_000, memberCount: 12, groupMeans }
  const before = { values: new Float32Array(size), state: {} }
  const { robust: _, ...plain } = terms.aggregation
  const together = stepModel(
    { ...averaging, terms: { ...terms, aggregation: plain }, weightOfAll: 5_000 },
    round,
    before,
  )
  for (let k = 0; k < size; k++) {
    const mean = groupMeans.reduce((all, { values: one }) => all + one[k]! / 3, 0)
    t.true(Math.abs(together.values[k]! - mean) < 1e-4 * Math.max(1, Math.abs(mean)))
  }
  // The rotation keeps lengths: only what lies in the padding is lost.
  const { gamma } = parameters.privacy as { readonly gamma: number }
  const length = Math.hypot(...integers) * (gamma / 12)
  t.true(Math.hypot(...together.values) <= length * 1.0001 && Math.hypot(...together.values) > 0.5 * length)
  const median = stepModel({ ...averaging, weightOfAll: 5_000 }, round, before)
  t.deepEqual(median.values, combineGroups({ rule: 'median' }, groupMeans).values)
  // Another attempt is rotated otherwise.
  t.notDeepEqual(groupMeanOf(sums[0]!, 4, { ...averaging, attempt: 1 }), groupMeans[0])
})
