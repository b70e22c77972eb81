import { fc, testProp } from '@fast-check/ava'
import test from 'ava'
import {
  epsilonOf,
  hashParameters,
  parameterVector,
  toHex,
  unsafeFixedRandom,
} from '../../aggregation/index.ts'
import { protectVectors } from '../../client/index.ts'
import { checkFeasible } from '../../coordinator/bounties/post-bounty.ts'
import { centralEvent, centralNoiseOf, centralPlanOf } from '../../protos/central-noise.ts'
import { isNoisedByCoordinator, promisedEpsilons } from '../../protos/central-noise-terms.ts'
import { noisePlanOf, rotationSeedOf } from '../../protos/holder-noise.ts'
import { centralNoiseInMean, holderNoiseFault, withChange } from '../../protos/holder-noise-fault.ts'
import { aggregationParametersFor, type BountyTerms, checkTerms } from '../../protos/terms.ts'
import { testTerms } from '../client/scripted-coordinator.ts'

const privacy = { unit: 'holder', noise: 'central', epsilon: 6, delta: 1e-5 } as const
const training = { ...testTerms().training, rounds: 3, clipNorm: 0.5 }
const cohort = { ...testTerms().cohort, minimum: 7, maximum: 7 }
const terms: BountyTerms = testTerms({ privacy, training, cohort })

const parametersFor = (valueCount: number, of = terms) =>
  aggregationParametersFor(of, 'training', { valueCount, tallyLength: 0 })

function planOf(of: BountyTerms, size: number) {
  const noise = centralNoiseOf(of, size)
  if (noise.kind === 'refused') throw new Error(`${noise.field} ${noise.message}`)
  return noise.plan
}

test('terms say whose noise it is, and what it is worth against whom', t => {
  t.is(checkTerms(terms).kind, 'terms')
  t.true(isNoisedByCoordinator(terms))
  t.deepEqual(promisedEpsilons(terms), { coordinator: null, readers: 6 })
  const distributed = testTerms({ privacy: { ...privacy, noise: 'distributed' } })
  t.false(isNoisedByCoordinator(distributed))
  t.deepEqual(promisedEpsilons(distributed), { coordinator: 6, readers: 6 })
  t.deepEqual(promisedEpsilons(testTerms()), { coordinator: null, readers: null })
})

test('a holder reads in the parameters that it adds no noise, and masks none', t => {
  const parameters = parametersFor(30)
  t.like(parameters, { dimension: 32, weightMode: 'equal', maximumWeight: 1, bound: 2 ** 23 - 1 })
  t.like(parameters.privacy, { mechanism: 'central', clip: 0.5, dimension: 30 })
  t.is(noisePlanOf(parameters), undefined)
  t.deepEqual(centralPlanOf(parameters), planOf(terms, 30))
  const protect = (values: Float32Array) => {
    const outcome = protectVectors(
      [parameterVector(values, [{ name: 'all', shape: [30] }])],
      { parameters, parts: [training], examples: 10, rotationSeed: rotationSeedOf(terms, 1, 1) },
      unsafeFixedRandom('coins'),
    )
    return outcome.kind === 'protected' ? outcome : t.fail()
  }
  t.deepEqual([...protect(new Float32Array(30)).integers], new Array(32).fill(0))
  const long = protect(new Float32Array(30).fill(1))
  const plan = planOf(terms, 30)
  const norm = Math.sqrt(long.integers.reduce((sum, value) => sum + value ** 2, 0))
  t.true(norm <= plan.roundedNorm && Math.abs((norm * plan.gamma) / 0.5 - 1) < 1e-3)
})

test('everything that decides about grid and noise is in the hash that a holder signs', t => {
  const hashOf = (of: BountyTerms, size = 30) => toHex(hashParameters(parametersFor(size, of)))
  const others: readonly Partial<BountyTerms>[] = [
    { privacy: { ...privacy, noise: 'distributed' } },
    { privacy: { ...privacy, epsilon: 5 } },
    { privacy: { ...privacy, delta: 1e-6 } },
    { training: { ...training, rounds: 4 } },
    { training: { ...training, clipNorm: 0.25 } },
    { cohort: { ...cohort, maximum: 9 } },
    { aggregation: { ...terms.aggregation, bits: 18 } },
  ]
  const hashes = [hashOf(terms), hashOf(terms, 31), ...others.map(change => hashOf({ ...terms, ...change }))]
  t.is(new Set(hashes).size, hashes.length)
})

const levels = fc.record({
  epsilon: fc.double({ min: 0.5, max: 50, noNaN: true }),
  rounds: fc.integer({ min: 1, max: 300 }),
  bits: fc.integer({ min: 20, max: 32 }),
  size: fc.integer({ min: 1, max: 5_000 }),
  holders: fc.integer({ min: 5, max: 100 }),
})
testProp(
  'a plan keeps epsilon over all rounds by the accountant of the discrete Gaussian, with hardly more noise than that takes',
  [levels],
  (t, { epsilon, rounds, bits, size, holders }) => {
    const plan = planOf(
      {
        ...terms,
        privacy: { ...privacy, epsilon },
        cohort: { ...cohort, minimum: holders, maximum: holders },
        training: { ...training, rounds },
        aggregation: { ...terms.aggregation, bits },
      },
      size,
    )
    const told = (noise: number) =>
      epsilonOf([{ mechanism: { kind: 'discrete-gaussian', noise }, steps: rounds }], 1e-5, {
        accountant: 'rdp',
      }).epsilon
    const { mechanism } = centralEvent(plan)
    if (mechanism.kind !== 'discrete-gaussian') return t.fail()
    t.true(told(mechanism.noise) <= epsilon)
    t.true(told(mechanism.noise * 0.9999) > epsilon)
    // What is added is that many times the longest that one holder's integers can be.
    t.true(Math.abs(plan.standardDeviation / plan.gamma / plan.roundedNorm / mechanism.noise - 1) < 1e-12)
  },
  { numRuns: 30 },
)

test('the mean of many holders carries less of it, in proportion to their number, and no more for colluders', t => {
  const meanOf = (holders: number, colluders = 1) => {
    const of = { ...terms, cohort: { ...cohort, minimum: holders, maximum: holders, colluders } }
    return centralNoiseInMean(of, planOf(of, 1000))
  }
  t.true(Math.abs(meanOf(10) / meanOf(40) - 4) < 0.01)
  t.is(meanOf(10, 4), meanOf(10, 0))
})

function wide(bits: number, holders: number): BountyTerms {
  return testTerms({
    privacy,
    training,
    cohort: { ...cohort, minimum: holders, maximum: holders },
    aggregation: { ...terms.aggregation, bits },
  })
}

test('too few bits for the sum are refused at posting with the nearest that hold it', t => {
  // A hundred updates of three values that agree: 8 (100² / 4 + 100 / 4)^1/2 = 402 residues.
  const fault = holderNoiseFault(wide(8, 100), 3)!
  t.is(fault.field, 'aggregation.bits')
  t.regex(fault.message, /^of 8 cannot hold the sum of 100 updates of 3 values, which takes 9 bits on the/)
  t.deepEqual(fault.ways[0], { field: 'aggregation.bits', value: 9 })
  t.is(holderNoiseFault(withChange(wide(8, 100), fault.ways[0]!), 3), undefined)
  const refusal = checkFeasible(wide(8, 100))
  t.is('kind' in refusal ? undefined : refusal, undefined, 'of fifteen values eight bits hold a hundred')
})

test('noise that leaves nothing of an update is refused with ways out that are', t => {
  const long = { ...terms, privacy: { ...privacy, epsilon: 0.1 }, training: { ...training, rounds: 300 } }
  const of = { ...long, pay: { ...long.pay, priceUnits: '100000' } }
  const fault = holderNoiseFault(of, 1_000_000)!
  t.is(fault.field, 'privacy.epsilon')
  t.regex(fault.message, /^of 0\.1 .* the coordinator adds \d+ times the clipping norm to each of 1000000/)
  t.true(fault.ways.length > 0)
  for (const way of fault.ways) t.is(holderNoiseFault(withChange(of, way), 1_000_000), undefined, way.field)
  const least = holderNoiseFault({ ...of, privacy: { ...privacy, epsilon: 0.01 } }, 15)!
  t.regex(least.message, /^of 0\.01 is below what any noise is accounted for/)
})

for (const [what, changes, field, message] of [
  [
    'a rule over the means of groups',
    {
      aggregation: { ...terms.aggregation, robust: { rule: 'median' } },
      cohort: { ...cohort, minimum: 15, maximum: 15, groupSize: 5 },
    },
    'aggregation.robust',
    /the noise is added to the sum of all/,
  ],
  [
    'statistics of the records',
    { data: { ...terms.data, statistics: 'federated' } },
    'privacy',
    /statistics/,
  ],
  ['counts of held-out records', { evaluation: { heldOutPermille: 100 } }, 'privacy', /evaluation/],
  ['a law of the noise', { privacy: { ...privacy, mechanism: 'skellam' } }, 'privacy', /mechanism/],
  ['noise of nobody', { privacy: { ...privacy, noise: 'nobody' } }, 'privacy.noise', /./],
] as const)
  test(`noise of the coordinator does not go with ${what}`, t => {
    const checked = checkTerms({ ...terms, ...changes })
    if (checked.kind !== 'faulty') return t.fail()
    t.is(checked.faults[0]!.field, field)
    t.regex(checked.faults[0]!.message, message)
  })
