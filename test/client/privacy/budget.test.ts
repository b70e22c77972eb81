import test from 'ava'
import { epsilonOf, integerOrders } from '../../../aggregation/index.ts'
import {
  affords,
  bountyEvent,
  type ChargeEntry,
  isOfCoordinator,
  promisedEvent,
  roundEvent,
  spentEpsilon,
} from '../../../client/index.ts'
import { withoutNoiseFault } from '../../../learning/index.ts'
import { budgetFault, recordPrivacyOf } from '../../../protos/privacy-terms.ts'
import { type BountyTerms, checkTerms } from '../../../protos/terms.ts'
import { testTerms } from '../scripted-coordinator.ts'

const training = { ...testTerms().training, rounds: 3, localEpochs: 2, batchSize: 4 }
const privacy = { unit: 'record', noise: 'local', epsilon: 2, delta: 1e-5, clipNorm: 0.5 } as const
const terms: BountyTerms = testTerms({ training, privacy })

const charged = (event: NonNullable<ReturnType<typeof roundEvent>>, count: number): readonly ChargeEntry[] =>
  Array.from({ length: count }, (_, i) => ({
    kind: 'charge',
    dataset: 1,
    bountyId: 'ab'.repeat(32),
    buyer: 'acme',
    round: i + 1,
    attempt: 1,
    session: String(i),
    event,
    atMs: i,
  }))

test('a holder meets each of its records once in an epoch, on average', t => {
  // 4 of 40 in a step: 10 steps an epoch, two epochs.
  t.like(recordPrivacyOf(terms, 40), { clipNorm: 0.5, sampling: 0.1, stepsPerRound: 20 })
  // Fewer than a batch: all of them in every step.
  t.like(recordPrivacyOf(terms, 3), { sampling: 1, stepsPerRound: 2 })
  t.like(recordPrivacyOf({ ...terms, training: { ...training, batchSize: 'all' } }, 40), {
    sampling: 1,
    stepsPerRound: 2,
  })
})

test('a clip norm that follows the gradients costs no epsilon', t => {
  const clipping = { quantile: 0.7, learningRate: 0.3 }
  const following = { ...terms, privacy: { ...privacy, clipping } }
  t.deepEqual(recordPrivacyOf(following, 40), { ...recordPrivacyOf(terms, 40), clipping })
  t.deepEqual(roundEvent(following, 40), roundEvent(terms, 40))
})

test('the noise is the least with which all rounds keep the promise', t => {
  for (const records of [40, 400]) {
    const { noiseMultiplier: noise, sampling, stepsPerRound } = recordPrivacyOf(terms, records)
    const at = (factor: number) =>
      epsilonOf(
        [{ mechanism: { kind: 'gaussian', noise: factor * noise }, sampling, steps: 3 * stepsPerRound }],
        1e-5,
        { accountant: 'rdp', orders: integerOrders },
      )
    t.true(at(1).epsilon <= 2)
    t.true(at(0.995).epsilon > 2)
  }
  t.true(recordPrivacyOf(terms, 400).noiseMultiplier < recordPrivacyOf(terms, 40).noiseMultiplier)
})

test('the rounds of a bounty fit in a budget of what it promises, and not twice as many', t => {
  const round = roundEvent(terms, 40)!
  const budget = { epsilon: 2, delta: 1e-5 }
  t.is(bountyEvent(terms, 40)!.steps, 3 * round.steps)
  t.deepEqual(affords(charged(round, 2), round, budget), { kind: 'affords' })
  const exceeding = affords(charged(round, 5), round, budget)
  t.is(exceeding.kind, 'exceeds')
  if (exceeding.kind === 'affords') return
  t.true(exceeding.spent > 2 && exceeding.spent < exceeding.wanted + 1)
  t.true(exceeding.wanted > 2 && exceeding.wanted < 3)
})

test('among many unlike bounties the quick upper bound decides, and what it allows is afforded', t => {
  const events = [20, 30, 40, 50, 60].map(records => roundEvent(terms, records)!)
  const before = events.flatMap(event => charged(event, 1))
  t.deepEqual(affords(before, events[0]!, { epsilon: 9, delta: 1e-5 }), { kind: 'affords' })
  t.is(affords(before, events[0]!, { epsilon: 1, delta: 1e-5 }).kind, 'exceeds')
})

test('batches so small that nobody could account for their steps are refused, with one that is not', t => {
  const tiny = { ...terms, training: { ...training, rounds: 10_000, localEpochs: 100, batchSize: 1 } }
  const generous = { ...tiny, privacy: { ...privacy, epsilon: 100 } }
  const cohort = { ...generous.cohort, maximumExamples: 1_000_000 }
  const fault = budgetFault({ ...generous, cohort })!
  t.is(fault.field, 'training.batchSize')
  const [, least] = /take (\d+) or more/.exec(fault.message)!
  const mended = { ...generous.training, batchSize: Number(least) }
  t.not(budgetFault({ ...generous, cohort, training: mended })?.field, 'training.batchSize')
})

const holder = testTerms({
  training,
  privacy: { unit: 'holder', noise: 'distributed', epsilon: 3, delta: 1e-5 },
})

test('noise that hides a holder keeps what the terms promise of holders, and counts by half for a record', t => {
  const [promised, charge] = [promisedEvent(holder, 40)!, roundEvent(holder, 40)!]
  const told = epsilonOf([{ ...promised, steps: 3 }], 1e-5, { accountant: 'rdp' }).epsilon
  t.true(told <= 3 && told > 2.999, `${told}`)
  // As much of a holder with one record as of one with thousands.
  t.deepEqual(promisedEvent(holder, 1), promised)
  if (!('localStd' in promised.mechanism && 'localStd' in charge.mechanism)) return t.fail()
  const { mechanism } = promised
  t.deepEqual(charge, { ...promised, mechanism: { ...mechanism, localStd: mechanism.localStd / 2 } })
  // Four of five survive at least, and one of them may collude.
  t.like(mechanism, { kind: 'skellam', clients: 3, clip: 0.5, dimension: 8 })
  t.is(bountyEvent(holder, 40)!.steps, 3)
  // The sum over two records that differ is no further from one to the other than twice the rounded norm.
  const twice = spentEpsilon([{ ...charge, steps: 3 }], 1e-5)
  t.true(twice > 2 * 2.99 && twice < 3 * 3, `${twice}`)
})

test('noise that hides records by shares is charged for a record as it is, whoever has how many', t => {
  const shared = testTerms({
    training: { ...training, localEpochs: 1, batchSize: 'all' },
    privacy: {
      ...{ unit: 'record', noise: 'distributed', epsilon: 3, delta: 1e-5 },
      clipNorm: 1,
      sampling: 0.1,
    },
  })
  const event = roundEvent(shared, 40)!
  t.deepEqual(event, promisedEvent(shared, 4_000))
  t.like(event, { sampling: 0.1, steps: 1 })
  t.like(event.mechanism, { kind: 'ddgauss', clients: 3, beta: 0 })
  // Of three rounds one may be repeated.
  const told = epsilonOf([{ ...event, steps: 4 }], 1e-5, { accountant: 'rdp' }).epsilon
  t.true(told <= 3 && told > 2.999, `${told}`)
})

test('noise that the coordinator adds is charged as one discrete Gaussian a round, by half for a record', t => {
  const central = testTerms({
    training,
    privacy: { unit: 'holder', noise: 'central', epsilon: 3, delta: 1e-5 },
  })
  const [promised, charge] = [promisedEvent(central, 40)!, roundEvent(central, 40)!]
  const { kind, noise } = promised.mechanism as { readonly kind: string; readonly noise: number }
  t.is(kind, 'discrete-gaussian')
  t.is(promised.steps, 1)
  t.deepEqual(promisedEvent(central, 1), promised)
  t.deepEqual(charge, { mechanism: { kind: 'discrete-gaussian', noise: noise / 2 }, steps: 1 })
  const told = epsilonOf([{ ...promised, steps: 3 }], 1e-5, { accountant: 'rdp' }).epsilon
  t.true(told <= 3 && told > 2.999, `${told}`)
  t.deepEqual([charge, roundEvent(holder, 40)!, roundEvent(terms, 40)!].map(isOfCoordinator), [
    true,
    false,
    false,
  ])
})

test('what nothing bounds has no epsilon to add', t => {
  t.is(roundEvent(testTerms(), 40), undefined)
  t.is(bountyEvent(testTerms(), 40), undefined)
  t.is(spentEpsilon([], 1e-5), 0)
})

test('unlike bounties add up to less than their epsilons and to more than the larger', t => {
  const [left, right] = [roundEvent(terms, 40)!, roundEvent(terms, 400)!]
  const [one, other, both] = [[left], [right], [left, right]].map(events => spentEpsilon(events, 1e-5))
  t.true(both! < one! + other!)
  t.true(both! > Math.max(one!, other!))
})

for (const [what, changes, field, message] of [
  [
    'a delta that lets records through whole',
    { privacy: { ...privacy, delta: 1e-3 }, cohort: { ...testTerms().cohort, maximumExamples: 6_000 } },
    'privacy.delta',
    /at most 1e-4,/,
  ],
  [
    'counts of held-out records',
    { privacy, evaluation: { heldOutPermille: 100 } },
    'privacy',
    /remove evaluation/,
  ],
  [
    'a clip norm that all gradients shall be within',
    { privacy: { ...privacy, clipping: { quantile: 1 } } },
    'privacy.clipping.quantile',
    /0\.99/,
  ],
  [
    'a clip norm that leaps',
    { privacy: { ...privacy, clipping: { quantile: 0.5, learningRate: 3 } } },
    'privacy.clipping.learningRate',
    /2/,
  ],
  ['clipping that says nothing', { privacy: { ...privacy, clipping: {} } }, 'privacy.clipping.quantile', /./],
  ['an epsilon of zero', { privacy: { ...privacy, epsilon: 0 } }, 'privacy.epsilon', /0\.01/],
  ['a unit that there is not', { privacy: { ...privacy, unit: 'person' } }, 'privacy.unit', /./],
] as const) {
  test(`terms with ${what} are refused by the field`, t => {
    const checked = checkTerms({ ...testTerms({ training }), ...changes })
    t.is(checked.kind, 'faulty')
    if (checked.kind !== 'faulty') return
    t.is(checked.faults[0]!.field, field)
    t.regex(checked.faults[0]!.message, message)
  })
}

test('terms that only useless noise would keep are refused with the nearest that are kept', t => {
  const long = { ...terms, training: { ...training, rounds: 1000 }, privacy: { ...privacy, epsilon: 0.5 } }
  const fault = budgetFault(long)!
  t.is(fault.field, 'privacy.epsilon')
  const [, needed, rounds] = /come to ([\d.]+); .* at most (\d+)$/.exec(fault.message)!
  t.is(budgetFault({ ...long, privacy: { ...long.privacy, epsilon: Number(needed) } }), undefined)
  t.is(budgetFault({ ...long, training: { ...long.training, rounds: Number(rounds) } }), undefined)
  t.truthy(budgetFault({ ...long, training: { ...long.training, rounds: Number(rounds) + 1 } }))
  t.is(budgetFault(terms), undefined)
  t.is(budgetFault(testTerms()), undefined)
})

test('an algorithm that sends gradients without noise is refused under privacy, by holders too', t => {
  const fault = withoutNoiseFault({ ...training, algorithm: { name: 'scaffold' } })!
  t.is(fault.field, 'training.algorithm')
  t.regex(fault.message, /^scaffold sends more than an update \(control/)
  for (const algorithm of [{ name: 'fedavg' }, { name: 'fedadam', serverLearningRate: 0.01 }])
    t.is(withoutNoiseFault({ ...training, algorithm }), undefined)
})
