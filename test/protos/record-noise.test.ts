import test from 'ava'
import {
  epsilonOf,
  euclideanNorm,
  type Fault,
  generateSigner,
  gradientSumGrid,
  parameterVector,
  simulateAttempt,
  simulatedContext,
  unsafeFixedRandom,
} from '../../aggregation/index.ts'
import { protectVectors } from '../../client/index.ts'
import { stepModel } from '../../coordinator/rounds/step-model.ts'
import { holderNoiseOf, noisePlanOf, rotationSeedOf } from '../../protos/holder-noise.ts'
import { holderNoiseFault } from '../../protos/holder-noise-fault.ts'
import { throughBytes } from '../../protos/index.ts'
import { aggregationParametersFor, type BountyTerms, checkTerms } from '../../protos/terms.ts'
import { testFloors } from '../aggregation/secure/group.ts'
import { testTerms } from '../client/scripted-coordinator.ts'

const privacy = {
  unit: 'record',
  noise: 'distributed',
  epsilon: 3,
  delta: 1e-5,
  clipNorm: 0.5,
  sampling: 0.1,
} as const
const training = {
  ...testTerms().training,
  ...{ rounds: 20, localEpochs: 1, learningRate: 0.8 },
  batchSize: 'all',
  schedule: { kind: 'step', every: 2, factor: 0.5 },
} as const
const pay = { ...testTerms().pay, priceUnits: '100000' }
const terms: BountyTerms = testTerms({
  ...{ privacy, training, pay },
  cohort: { ...testTerms().cohort, minimum: 7, maximum: 7 },
})

const round = 3
const size = 2 ** 16

/** The masked sum of these sums of gradients, with everybody's noise; those named fall silent before they send theirs. */
function maskedSum(sums: readonly Float32Array[], silent: readonly number[] = []) {
  const parameters = aggregationParametersFor(terms, 'training', { valueCount: size, tallyLength: 0 })
  const random = unsafeFixedRandom('a masked round')
  const inputOf = (sum: Float32Array, coins: string) => {
    const outcome = protectVectors(
      [parameterVector(sum, [{ name: 'all', shape: [size] }])],
      {
        ...{ parameters, parts: [training], examples: 40, isRecordSum: true },
        rotationSeed: rotationSeedOf(terms, round, 1),
      },
      unsafeFixedRandom(coins),
    )
    if (outcome.kind !== 'protected') throw new Error(outcome.place)
    return outcome.integers
  }
  const played = simulateAttempt({
    context: simulatedContext(parameters),
    members: sums.map((sum, i) => ({
      signer: generateSigner(random).signer,
      organisation: `organisation ${i + 1}`,
      input: inputOf(sum, `holder ${i}`),
    })),
    coordinator: generateSigner(random).signer,
    floors: testFloors,
    random,
    faults: silent.map((member): Fault => ({ member, kind: 'drop', before: 'input' })),
    wire: throughBytes,
  })
  if (played.kind !== 'finished') throw new Error(played.reason)
  return { parameters, integers: Float64Array.from(played.sum), memberCount: played.survivors.length }
}

/** Where the coordinator goes with the sum, from zeros, of survivors who have so many records. */
function steppedFrom(masked: ReturnType<typeof maskedSum>, totalWeight: number): Float32Array {
  const part = { name: 'update', clipNorm: training.clipNorm, range: training.range }
  const content = { purpose: 'training', parameterCount: size, parts: [part], metrics: undefined } as const
  const { parameters, integers, memberCount } = masked
  const stepping = { terms, content, parameters, round, attempt: 1, weightOfAll: totalWeight }
  const sums = { integers, totalWeight, memberCount, groupMeans: [] }
  return stepModel(stepping, sums, { values: new Float32Array(size), state: {} }).values
}

const varianceOf = (values: Float32Array) => euclideanNorm(values) ** 2 / values.length

test('a round of records hidden by all takes one step down the mean gradient, over the records that a batch has on average', t => {
  // Long beside the noise, so that a factor left out is seen.
  const { spacing } = gradientSumGrid(0.5, size)
  const sums = Array.from({ length: 7 }, (_, holder) =>
    Float32Array.from(
      { length: size },
      (_, i) => Math.round((((i * (holder + 3)) % 101) - 50) / 4 / spacing) * spacing,
    ),
  )
  const values = steppedFrom(maskedSum(sums), 700)
  // The rate has been halved once by the third round; a batch has a tenth of 700 records.
  const expected = Float32Array.from(
    { length: size },
    (_, i) => (-0.4 * sums.reduce((all, sum) => all + sum[i]!, 0)) / 70,
  )
  const off = euclideanNorm(values.map((value, i) => value - expected[i]!))
  t.true(off < 0.1 * euclideanNorm(expected), `${off / euclideanNorm(expected)}`)
})

test('of empty batches a masked sum holds the noise of its members, and with the fewest who do not collude no less than was accounted for', t => {
  const nothing = Array.from({ length: 7 }, () => new Float32Array(size))
  const noise = holderNoiseOf(terms, size)
  if (noise.kind === 'refused') return t.fail(noise.message)
  const { plan, event } = noise
  const inSum = (values: Float32Array) => varianceOf(values) * (70 / 0.4) ** 2
  const all = maskedSum(nothing)
  t.true(Math.abs(inSum(steppedFrom(all, 700)) / plan.fullStandardDeviation ** 2 - 1) < 0.01)
  // Five of seven are the fewest that are summed; of them one may collude, whose share counts for nothing.
  const fewest = maskedSum(nothing, [2, 5])
  t.is(fewest.memberCount, 5)
  t.true(inSum(steppedFrom(fewest, 700)) * (4 / 5) > 0.99 * plan.leastStandardDeviation ** 2)
  t.like(event.mechanism, { clients: 4, localStd: plan.localStandardDeviation, clip: plan.clip, beta: 0 })
  // One round of twenty may have to be repeated.
  const told = (sampling: number) =>
    epsilonOf([{ ...event, sampling, steps: 21 }], 1e-5, { accountant: 'rdp' }).epsilon
  t.true(told(0.1) <= 3 && told(0.1) > 2.999, `${told(0.1)}`)
  t.true(told(0.11) > 3)
  // What the parameters of the round say is all that a member goes by.
  t.like(noisePlanOf(all.parameters), { clip: plan.clip, gamma: plan.gamma, beta: 0 })
})

test('noise of all is less than that which each adds alone, by the root of how many are certain', t => {
  const noise = holderNoiseOf(terms, size)
  if (noise.kind === 'refused') return t.fail(noise.message)
  const { leastStandardDeviation, localStandardDeviation, clip, gamma } = noise.plan
  t.true(Math.abs(leastStandardDeviation / localStandardDeviation - 2) < 1e-12)
  // Rounding costs a hundredth of the norm, and the sums of floats half as much.
  t.true(clip < 0.5 * 1.02 && gamma * Math.sqrt(size) <= clip / 100)
})

for (const [what, changes, field, message] of [
  ['more than one epoch', { training: { ...training, localEpochs: 2 } }, 'training.localEpochs', /must be 1/],
  ['batches of their own', { training: { ...training, batchSize: 32 } }, 'training.batchSize', /must be all/],
  ['momentum of the holders', { training: { ...training, momentum: 0.9 } }, 'training.momentum', /fedavgm/],
  [
    'a rule over groups',
    { aggregation: { ...terms.aggregation, robust: { rule: 'median' } } },
    'aggregation.robust',
    /one step over the records/,
  ],
  ['no chance of a record', { privacy: { ...privacy, sampling: 0 } }, 'privacy.sampling', /./],
  [
    'Skellam noise, of which nobody knows what sampling makes',
    { privacy: { ...privacy, mechanism: 'skellam' } },
    'privacy',
    /mechanism/,
  ],
] as const)
  test(`a bounty with ${what} is refused by the field`, t => {
    const checked = checkTerms(JSON.parse(JSON.stringify({ ...terms, ...changes })))
    if (checked.kind !== 'faulty') return t.fail()
    const found = checked.faults.filter(fault => fault.field === field)
    t.true(
      found.some(fault => message.test(fault.message)),
      JSON.stringify(checked.faults),
    )
  })

test('a ring too narrow for the sums is refused with one that is not', t => {
  const narrow = { ...terms, aggregation: { ...terms.aggregation, bits: 8 } }
  const fault = holderNoiseFault(narrow, size)!
  t.is(fault.field, 'aggregation.bits')
  const bits = fault.ways.find(way => way.field === 'aggregation.bits')!.value
  const kindWith = (width: number) =>
    holderNoiseOf({ ...terms, aggregation: { ...terms.aggregation, bits: width } }, size).kind
  t.deepEqual([kindWith(bits), kindWith(bits - 1)], ['planned', 'refused'])
})

for (const [what, section, field, message] of [
  [
    'noise that there is not for the unit',
    { ...privacy, noise: 'central' },
    'privacy.noise',
    'must be local or distributed beside unit record, not "central"',
  ],
  [
    'a unit that there is not',
    { ...privacy, unit: 'recrd' },
    'privacy.unit',
    'must be record or holder, not "recrd"',
  ],
  [
    'a field of another mode',
    { unit: 'holder', noise: 'central', epsilon: 3, delta: 1e-5, clipping: { quantile: 0.5 } },
    'privacy',
    'has no field clipping with unit holder and noise central; it is for unit record with noise local, or unit holder with noise distributed',
  ],
  [
    'a field that is left out',
    { ...privacy, sampling: undefined },
    'privacy.sampling',
    'is missing; it must be of the kind number',
  ],
] as const)
  test(`a section with ${what} is refused in words of its mode`, t => {
    const checked = checkTerms(JSON.parse(JSON.stringify({ ...terms, privacy: section })))
    if (checked.kind !== 'faulty') return t.fail()
    t.deepEqual(checked.faults[0], { field, message })
  })

test('batches that are mostly empty are refused with the least that are not', t => {
  const fault = holderNoiseFault({ ...terms, privacy: { ...privacy, sampling: 1e-5 } }, size)!
  t.is(fault.field, 'privacy.sampling')
  t.regex(fault.message, /^of 0\.00001 draws less than one record of the 7000 .* at least 0\.0001,/)
})
