import { fc, testProp } from '@fast-check/ava'
import test from 'ava'
import {
  type AggregationParameters,
  clipToNorm,
  decodeNoisedSum,
  epsilonOf,
  euclideanNorm,
  type Fault,
  generateSigner,
  hashParameters,
  parameterVector,
  simulateAttempt,
  simulatedContext,
  unsafeFixedRandom,
} from '../../aggregation/index.ts'
import { protectVectors } from '../../client/index.ts'
import { holderNoiseOf, noisePlanOf, rotationSeedOf } from '../../protos/holder-noise.ts'
import { throughBytes } from '../../protos/index.ts'
import { aggregationParametersFor, type BountyTerms, checkTerms } from '../../protos/terms.ts'
import { testFloors } from '../aggregation/secure/group.ts'
import { testTerms } from '../client/scripted-coordinator.ts'

const privacy = { unit: 'holder', noise: 'distributed', epsilon: 6, delta: 1e-5 } as const
const training = { ...testTerms().training, rounds: 3, clipNorm: 0.5 }
const terms: BountyTerms = testTerms({
  privacy,
  training,
  cohort: { ...testTerms().cohort, minimum: 7, maximum: 7 },
})

const parametersFor = (valueCount: number, of = terms) =>
  aggregationParametersFor(of, 'training', { valueCount, tallyLength: 0 })

/** What a holder masks of an update. */
function sharedBy(values: Float32Array, parameters: AggregationParameters, coins: string): Int32Array {
  const outcome = protectVectors(
    [parameterVector(values, [{ name: 'all', shape: [values.length] }])],
    { parameters, parts: [training], examples: 10, rotationSeed: rotationSeedOf(terms, 1, 1) },
    unsafeFixedRandom(coins),
  )
  if (outcome.kind !== 'protected') throw new Error(outcome.place)
  return outcome.integers
}

/** The sum of a masked round of seven with these updates, decoded; those named fall silent before they send theirs. */
function maskedSum(updates: readonly Float32Array[], silent: readonly number[] = []) {
  const parameters = parametersFor(updates[0]!.length)
  const random = unsafeFixedRandom('a masked round')
  const played = simulateAttempt({
    context: simulatedContext(parameters),
    members: updates.map((update, i) => ({
      signer: generateSigner(random).signer,
      organisation: `organisation ${i + 1}`,
      input: sharedBy(update, parameters, `holder ${i}`),
    })),
    coordinator: generateSigner(random).signer,
    floors: testFloors,
    random,
    faults: silent.map((member): Fault => ({ member, kind: 'drop', before: 'input' })),
    wire: throughBytes,
  })
  if (played.kind !== 'finished') throw new Error(played.reason)
  const plan = noisePlanOf(parameters)!
  const members = played.survivors.length
  const values = decodeNoisedSum(played.sum, plan, rotationSeedOf(terms, 1, 1), members)
  return { plan, members, values }
}

const varianceOf = (values: Float32Array) => euclideanNorm(values) ** 2 / values.length

test('of empty updates a masked sum holds the noise of its members, and with the fewest who do not collude no less than was accounted for', t => {
  const nothing = Array.from({ length: 7 }, () => new Float32Array(2 ** 16))
  const all = maskedSum(nothing)
  t.is(all.members, 7)
  t.true(Math.abs(varianceOf(all.values) / all.plan.fullStandardDeviation ** 2 - 1) < 0.01)
  // Five of seven are the fewest that are summed; of them one may collude, and subtract its share.
  const { plan, members, values } = maskedSum(nothing, [2, 5])
  t.is(members, 5)
  t.is(plan.leastContributors, 4)
  const colluder = decodeNoisedSum(
    sharedBy(nothing[0]!, parametersFor(2 ** 16), 'holder 0'),
    { ...plan, leastContributors: 1 },
    rotationSeedOf(terms, 1, 1),
    1,
  )
  const left = values.map((value, i) => value - colluder[i]!)
  const deviation = plan.leastStandardDeviation
  t.true(Math.abs(varianceOf(left) / deviation ** 2 - 1) < 0.01)
  const noise = holderNoiseOf(terms, 2 ** 16)
  if (noise.kind === 'refused') return t.fail(noise.message)
  t.like(noise.event.mechanism, { localStd: plan.localStandardDeviation, clients: 4, gamma: plan.gamma })
  const counted = epsilonOf([{ ...noise.event, steps: 3 }], 1e-5, { accountant: 'rdp' }).epsilon
  t.true(counted <= 6 && counted > 5.999, `${counted}`)
  t.is(deviation, 2 * plan.localStandardDeviation)
})

test('the mean of clipped updates comes back with an error as long as the noise', t => {
  const size = 2 ** 14
  // The same direction for all, in which some are clipped, and a little of their own.
  const updates = Array.from({ length: 7 }, (_, i) =>
    Float32Array.from({ length: size }, (_, k) => 0.05 * (1 + i) * Math.sin(k) * (k % 7 === i ? 2 : 1)),
  )
  const { plan, members, values } = maskedSum(updates)
  const clipped = updates.map(update => {
    const clipping = clipToNorm(update, 0.5)
    return clipping.kind === 'clipped' ? clipping.values : new Float32Array()
  })
  const sum = Float32Array.from({ length: size }, (_, k) => clipped.reduce((all, one) => all + one[k]!, 0))
  const error = euclideanNorm(values.map((value, k) => value - sum[k]!))
  // Rounding adds next to nothing on a grid this fine.
  const expected = Math.sqrt(size * members) * plan.localStandardDeviation
  t.true(Math.abs(error / expected - 1) < 0.03, `${error} for ${expected}`)
  t.true(euclideanNorm(sum) > 6 * 0.5 * 0.9)
  const correlation =
    values.reduce((all, value, k) => all + value * sum[k]!, 0) / euclideanNorm(sum) / euclideanNorm(values)
  const planned = euclideanNorm(sum) / Math.hypot(euclideanNorm(sum), expected)
  t.true(Math.abs(correlation / planned - 1) < 0.2, `${correlation} for ${planned}`)
})

test('grid and noise follow from the terms, and from everything in them that decides', t => {
  const hashOf = (of: BountyTerms, size = 30) =>
    Buffer.from(hashParameters(parametersFor(size, of))).toString('hex')
  t.is(hashOf({ ...terms }), hashOf(terms))
  const others: readonly Partial<BountyTerms>[] = [
    { privacy: { ...privacy, epsilon: 5 } },
    { privacy: { ...privacy, delta: 1e-6 } },
    { privacy: { ...privacy, mechanism: 'discrete-gaussian' } },
    { training: { ...training, rounds: 4 } },
    { training: { ...training, clipNorm: 0.25 } },
    { cohort: { ...terms.cohort, minimum: 6 } },
    { cohort: { ...terms.cohort, maximum: 9 } },
    { cohort: { ...terms.cohort, colluders: 0 } },
    { aggregation: { ...terms.aggregation, bits: 18 } },
  ]
  const hashes = [hashOf(terms), hashOf(terms, 31), ...others.map(change => hashOf({ ...terms, ...change }))]
  t.is(new Set(hashes).size, hashes.length)
  // What is said by leaving it out is Skellam's.
  t.is(hashOf({ ...terms, privacy: { ...privacy, mechanism: 'skellam' } }), hashOf(terms))
  t.like(parametersFor(30), { dimension: 32, weightMode: 'equal', maximumWeight: 1, bound: 2 ** 23 - 1 })
})

test('of a cohort in groups the smallest group keeps the promise, and the largest is what the ring holds', t => {
  const cohort = { ...terms.cohort, minimum: 12, maximum: 17, groupSize: 6, groupMinimum: 5 }
  const noise = holderNoiseOf({ ...terms, cohort }, 100)
  // Of five four survive, one of them colluding; of seventeen there are two groups, of nine and eight.
  t.like(noise.kind === 'planned' && noise.plan, { leastContributors: 3, contributors: 11 })
})

const levels = fc.record({
  kind: fc.constantFrom('skellam' as const, 'discrete-gaussian' as const),
  epsilon: fc.double({ min: 0.5, max: 20, noNaN: true }),
  rounds: fc.integer({ min: 1, max: 300 }),
  bits: fc.integer({ min: 14, max: 32 }),
  size: fc.integer({ min: 1, max: 5_000 }),
  minimum: fc.integer({ min: 5, max: 40 }),
})
testProp(
  'a plan keeps epsilon over all rounds, with hardly more noise than that takes, in a ring that holds it',
  [levels],
  (t, { kind, epsilon, rounds, bits, size, minimum }) => {
    const cohort = { ...terms.cohort, minimum, maximum: minimum + 3 }
    const wanted = {
      ...terms,
      cohort,
      privacy: { ...privacy, mechanism: kind, epsilon },
      training: { ...training, rounds },
      aggregation: { ...terms.aggregation, bits },
    }
    const noise = holderNoiseOf(wanted, size)
    if (noise.kind === 'refused') return t.is(noise.field, 'aggregation.bits')
    const { plan, event } = noise
    const told = (localStd: number) => {
      const mechanism = { ...event.mechanism, localStd } as typeof event.mechanism
      return epsilonOf([{ mechanism, steps: rounds }], 1e-5, { accountant: 'rdp' }).epsilon
    }
    t.true(told(plan.localStandardDeviation) <= epsilon)
    t.true(told(plan.localStandardDeviation * 0.9999) > epsilon)
    t.deepEqual(noisePlanOf(parametersFor(size, wanted)), plan)
  },
  { numRuns: 12 },
)

for (const [what, changes, field] of [
  ['statistics of the records', { data: { ...terms.data, statistics: 'federated' } }, 'privacy'],
  ['counts of held-out records', { evaluation: { heldOutPermille: 100 } }, 'privacy'],
  ['noise of each holder alone', { privacy: { ...privacy, noise: 'local' } }, 'privacy.noise'],
  ['a mechanism that there is not', { privacy: { ...privacy, mechanism: 'laplace' } }, 'privacy.mechanism'],
] as const)
  test(`whole holders are not hidden with ${what}`, t => {
    const checked = checkTerms({ ...terms, ...changes })
    t.is(checked.kind === 'faulty' && checked.faults[0]!.field, field)
  })
