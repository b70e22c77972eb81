import test from 'ava'
import {
  euclideanNorm,
  parameterVector,
  type RandomSource,
  residuesIn,
  signExtend,
  unsafeFixedRandom,
} from '../../../aggregation/index.ts'
import { protectVectors } from '../../../client/index.ts'
import { planOf } from '../../../coordinator/bounties/round-plan.ts'
import { nextClipNorm } from '../../../coordinator/rounds/adapt-clip.ts'
import { type RoundSums, type Stepping, stepModel } from '../../../coordinator/rounds/step-model.ts'
import { noisePlanOf, rotationSeedOf } from '../../../protos/holder-noise.ts'
import type { BountyTerms } from '../../../protos/terms.ts'
import { smallTerms } from '../../support/small-federation.ts'

const members = 60
const size = 15

function termsWith(change: Partial<BountyTerms>, clipNorm: number): BountyTerms {
  const small = smallTerms(new Uint8Array(), 60, { rounds: 60, minimumRounds: 1, clipNorm })
  return {
    ...small,
    privacy: { unit: 'holder', noise: 'distributed', epsilon: 30, delta: 1e-5, clipping: { quantile: 0.5 } },
    cohort: { ...small.cohort, minimum: members, maximum: members },
    ...change,
  }
}

function steppingOf(terms: BountyTerms, round: number, clipNorm: number): Stepping {
  const { content, parameters } = planOf(terms, round)
  if (content.purpose !== 'training') throw new Error('it trains')
  return { terms, content, parameters, round, attempt: 1, clipNorm, weightOfAll: members }
}

/** Updates with norms that lie as those of trained models do: some twice as long as the median, some half. */
function updatesOf(median: number, random: RandomSource): readonly Float32Array[] {
  return Array.from({ length: members }, (_, i) => {
    const words = new Int32Array(random.bytes(4 * size).buffer.slice(0, 4 * size))
    const values = Float32Array.from(words)
    const norm = median * Math.exp(1.4 * ((i + 0.5) / members - 0.5))
    return values.map(value => (value * norm) / euclideanNorm(Float32Array.from(words)))
  })
}

/** What the members of a round mask, added up, in the ring as unmasking leaves it. */
function sumsOf(updates: readonly Float32Array[], stepping: Stepping): RoundSums {
  const { terms, content, parameters, round, attempt, clipNorm } = stepping
  const sum = new Int32Array(parameters.dimension)
  for (const [i, update] of updates.entries()) {
    const protection = protectVectors(
      [parameterVector(update, [{ name: 'all', shape: [size] }])],
      {
        parameters,
        parts: content.parts,
        examples: 10,
        rotationSeed: rotationSeedOf(terms, round, attempt),
        clipNorm: clipNorm!,
      },
      unsafeFixedRandom(`holder ${i} in round ${round}`),
    )
    if (protection.kind === 'refused') throw new Error(protection.place)
    for (let k = 0; k < sum.length; k++) sum[k]! += protection.integers[k]!
  }
  signExtend(residuesIn(sum), parameters.bits)
  return { integers: Float64Array.from(sum), totalWeight: 600, memberCount: updates.length, groupMeans: [] }
}

const before = { values: new Float32Array(size), state: {} }

test('while updates get shorter the clip norm follows their median, and every step is the mean of what was clipped to it', t => {
  // Ten times too high to begin with; from round 30 on updates shrink by 4 % a round, to a third.
  const terms = termsWith({}, 10)
  const random = unsafeFixedRandom('updates that shrink')
  let clipNorm = 10
  const ratios: number[] = []
  for (let round = 1; round <= 60; round++) {
    const median = round <= 30 ? 1 : 0.96 ** (round - 30)
    const updates = updatesOf(median, random)
    const stepping = steppingOf(terms, round, clipNorm)
    const sums = sumsOf(updates, stepping)
    const { values } = stepModel(stepping, sums, before)
    const wanted = new Float64Array(size)
    for (const update of updates)
      for (let k = 0; k < size; k++)
        wanted[k]! += (update[k]! * Math.min(1, clipNorm / euclideanNorm(update))) / members
    // The noise of the mean shrinks and grows with the norm; six deviations of it.
    const { localStandardDeviation } = noisePlanOf(stepping.parameters)!
    const deviation = (localStandardDeviation * clipNorm) / 10 / Math.sqrt(members)
    for (let k = 0; k < size; k++) t.true(Math.abs(values[k]! - wanted[k]!) < 6 * deviation, `round ${round}`)
    clipNorm = nextClipNorm(stepping, sums)!
    ratios.push(clipNorm / median)
  }
  // All are within at first, so that it falls by exp(-0.1) a round, give or take the noise.
  t.true(ratios[9]! < 7 && ratios[9]! > 2, `${ratios[9]}`)
  for (const ratio of ratios.slice(30)) t.true(ratio > 0.6 && ratio < 1.9, `${ratio}`)
  t.true(clipNorm < 0.6, `${clipNorm}`)
})

test('the same sum under another norm is a step as much longer, and leads to another norm', t => {
  const terms = termsWith({}, 10)
  const sums: RoundSums = {
    // The last coordinate is that of the bits: a quarter of them more than half.
    integers: Float64Array.from({ length: 17 }, (_, k) => (k === 16 ? 0 : 1000 * k)),
    totalWeight: 600,
    memberCount: members,
    groupMeans: [],
  }
  const at = (clipNorm: number) => steppingOf(terms, 3, clipNorm)
  const { bitSteps } = noisePlanOf(at(10).parameters)!
  sums.integers[16] = (members / 2) * bitSteps
  const [full, half] = [10, 5].map(clipNorm => stepModel(at(clipNorm), sums, before).values)
  for (let k = 0; k < size; k++) t.true(Math.abs(full![k]! - 2 * half![k]!) <= 1e-6 * Math.abs(full![k]!))
  t.true(euclideanNorm(half!) > 0)
  // b̃ = 1/2 + 1/4.
  t.true(Math.abs(nextClipNorm(at(10), sums)! - 10 * Math.exp(-0.05)) < 1e-9)
  t.true(Math.abs(nextClipNorm(at(4), sums)! - 4 * Math.exp(-0.05)) < 1e-9)
})

test('where the terms fix the norm there is no next one', t => {
  const terms = termsWith({ privacy: { unit: 'holder', noise: 'distributed', epsilon: 30, delta: 1e-5 } }, 10)
  const { clipNorm: _, ...stepping } = steppingOf(terms, 1, 10)
  const integers = new Float64Array(16)
  t.is(nextClipNorm(stepping, { integers, memberCount: 5 }), undefined)
})
