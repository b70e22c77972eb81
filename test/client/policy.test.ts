import test from 'ava'
import {
  type BountyFacts,
  bountyEvent,
  decide,
  examplePolicy,
  floorsOf,
  PolicyError,
  type RefusalRule,
  readPolicy,
} from '../../client/index.ts'
import { parameterCount, parseModelSpec } from '../../learning/index.ts'
import { equalShareUnits, longestUnpaidDays } from '../../protos/pay-terms.ts'
import { aggregationParametersFor, type BountyTerms } from '../../protos/terms.ts'
import { datasetOf } from './agents.ts'
import { testTerms } from './scripted-coordinator.ts'

const key = new Uint8Array(32).fill(3)

function factsOf(terms: BountyTerms, changes: Partial<BountyFacts> = {}): BountyFacts {
  const spec = parseModelSpec(terms.model)
  const parameters = aggregationParametersFor(terms, 'training', {
    valueCount: parameterCount(spec),
    tallyLength: 0,
  })
  return { terms, buyer: 'acme', spec, parameters, coordinatorKey: key, ...changes }
}

const allow = 'allow: { buyers: [acme], modelFamilies: [logistic], purposes: [diagnostics-research] }'
const policyOf = (more = '') => readPolicy(`version: 1\n${allow}\n${more}`, 'policy.yaml')

function rulesBroken(
  policyText: string,
  terms = testTerms(),
  facts: Partial<BountyFacts> = {},
  data = datasetOf(8),
) {
  const policy = readPolicy(policyText, 'policy.yaml')
  const decision = decide(policy, factsOf(terms, facts), data)
  return decision.decision === 'join' ? [] : decision.reasons.map(({ rule }) => rule)
}

test('a bounty within the policy is joined', t => {
  t.deepEqual(decide(policyOf(), factsOf(testTerms()), datasetOf(8)), { decision: 'join' })
})

const privateTerms = testTerms({
  privacy: { unit: 'record', noise: 'local', epsilon: 2, delta: 1e-5, clipNorm: 1 },
  // All records in every step, of which the accountant knows the answer at once.
  training: { ...testTerms().training, batchSize: 'all' },
})

test('a bounty without privacy is refused by a policy that wants it for each record', t => {
  const wanting = `version: 1\n${allow}\nprivacy: {unit: record, epsilon: 3}`
  t.deepEqual(rulesBroken(wanting), ['privacy-too-weak'])
  t.deepEqual(rulesBroken(wanting, privateTerms), [])
  t.deepEqual(rulesBroken(`version: 1\n${allow}\nprivacy: {delta: 1.0e-6}`, privateTerms), [
    'privacy-too-weak',
  ])
})

test('noise that hides a holder hides its records too, and not the other way round', t => {
  const wanting = (unit: string) => `version: 1\n${allow}\nprivacy: {unit: ${unit}, epsilon: 20}`
  const holder = testTerms({
    privacy: { unit: 'holder', noise: 'distributed', epsilon: 2, delta: 1e-5 },
  })
  for (const unit of ['none', 'record', 'holder']) t.deepEqual(rulesBroken(wanting(unit), holder), [])
  t.deepEqual(rulesBroken(wanting('holder'), privateTerms), ['privacy-too-weak'])
  t.deepEqual(rulesBroken(wanting('holder')), ['privacy-too-weak'])
})

test('noise that holders share satisfies a policy unless it trusts none of them', t => {
  const wanting = (more: string) => `version: 1\n${allow}\nprivacy: {epsilon: 20, ${more}}`
  const shared = testTerms({
    training: { ...testTerms().training, localEpochs: 1, batchSize: 'all' },
    privacy: {
      unit: 'record',
      noise: 'distributed',
      epsilon: 2,
      delta: 1e-5,
      clipNorm: 1,
      sampling: 0.1,
    },
  })
  t.deepEqual(rulesBroken(wanting('unit: record'), shared), [])
  t.deepEqual(rulesBroken(wanting('unit: holder'), shared), ['privacy-too-weak'])
  t.deepEqual(rulesBroken(wanting('unit: record, trustHolders: false'), shared), ['privacy-too-weak'])
  t.deepEqual(rulesBroken(wanting('unit: none, trustHolders: false'), shared), [])
  // Noise of a holder's own asks for no trust.
  t.deepEqual(rulesBroken(wanting('unit: record, trustHolders: false'), privateTerms), [])
})

test('noise that the coordinator adds satisfies a policy only where it says that it trusts the coordinator', t => {
  const wanting = (more: string) => `version: 1\n${allow}\nprivacy: {epsilon: 20${more}}`
  const central = testTerms({ privacy: { unit: 'holder', noise: 'central', epsilon: 2, delta: 1e-5 } })
  for (const unit of ['record', 'holder']) {
    t.deepEqual(rulesBroken(wanting(`, unit: ${unit}`), central), ['privacy-too-weak'])
    t.deepEqual(rulesBroken(wanting(`, unit: ${unit}, trustCoordinator: false`), central), [
      'privacy-too-weak',
    ])
    t.deepEqual(rulesBroken(wanting(`, unit: ${unit}, trustCoordinator: true`), central), [])
  }
  // Who wants nothing is asked for no trust, and what is spent counts either way.
  t.deepEqual(rulesBroken(wanting(''), central), [])
  t.deepEqual(rulesBroken(`version: 1\n${allow}\nprivacy: {epsilon: 1, trustCoordinator: true}`, central), [
    'privacy-budget-spent',
  ])
  const policy = readPolicy(wanting(', unit: record'), 'policy.yaml')
  t.regex(
    JSON.stringify(decide(policy, factsOf(central), datasetOf(8))),
    /the coordinator, which sees the sums without it .*trustCoordinator/,
  )
  // Trust in the coordinator makes no noise of others stronger.
  t.deepEqual(rulesBroken(wanting(', unit: holder, trustCoordinator: true'), privateTerms), [
    'privacy-too-weak',
  ])
})

test('a bounty that would tell more than the budget has left is refused, whoever the buyer is', t => {
  const text = (epsilon: number) => `version: 1\n${allow}\nprivacy: {epsilon: ${epsilon}}`
  t.deepEqual(rulesBroken(text(1.5), privateTerms), ['privacy-budget-spent'])
  t.deepEqual(rulesBroken(text(2), privateTerms), [])
  const event = bountyEvent(privateTerms, 8)!
  const charge = {
    kind: 'charge',
    dataset: 1,
    bountyId: 'cd'.repeat(32),
    round: 1,
    attempt: 1,
    session: 'ef',
    atMs: 0,
    event,
  } as const
  const spent = [{ ...charge, buyer: 'umbrella' }]
  t.deepEqual(rulesBroken(text(2), privateTerms, { spent }), ['privacy-budget-spent'])
  t.deepEqual(rulesBroken(text(4), privateTerms, { spent }), [])
  const policy = readPolicy(text(2), 'policy.yaml')
  const decision = decide(policy, factsOf(privateTerms, { spent }), datasetOf(8))
  t.regex(
    JSON.stringify(decision),
    /an epsilon of [23]\.\d+, after (2\.00|1\.99) before it; the policy allows 2"/,
  )
})

test('terms that nobody can account for are refused and harm no agent, and only where nothing else stands in the way', t => {
  const endless = testTerms({
    privacy: { ...privateTerms.privacy!, epsilon: 100 },
    training: { ...testTerms().training, rounds: 10_000, localEpochs: 100, batchSize: 1 },
  })
  const many = datasetOf(2_000)
  const generous = `version: 1\n${allow}\nmaximumRounds: 10000\nmaximumLocalEpochs: 100`
  t.deepEqual(rulesBroken(generous, endless, {}, many), ['privacy-too-weak'])
  t.deepEqual(rulesBroken('version: 1', endless, {}, many).includes('privacy-too-weak'), false)
})

test('a holder that trains by a program of its own joins no bounty that protects single records', t => {
  t.deepEqual(rulesBroken(`version: 1\n${allow}`, privateTerms, { trainsPrivately: false }), [
    'trainer-not-private',
  ])
  t.deepEqual(rulesBroken(`version: 1\n${allow}`, testTerms(), { trainsPrivately: false }), [])
})

test('a policy that allows nothing refuses on all three lists', t => {
  t.deepEqual(rulesBroken('version: 1'), [
    'buyer-not-allowed',
    'model-family-not-allowed',
    'purpose-not-allowed',
  ])
})

// price 1001 over 2 rounds: floor 500; fee 5 % is 25; 475 over a cohort of 5 is 95.
const table: readonly (readonly [why: string, rule: RefusalRule, refusing: string, joining: string])[] = [
  ['its pay', 'pay-too-low', 'minimumPayUnits: 96', 'minimumPayUnits: "95"'],
  ['its group', 'group-too-small', 'minimumGroup: 6', 'minimumGroup: 5'],
  ['colluders', 'too-few-colluders-tolerated', 'colluders: 2', 'colluders: 1'],
  ['honest holders', 'too-few-honest', 'minimumHonest: 4', 'minimumHonest: 3'],
  ['organisations', 'too-few-organisations', 'minimumOrganisations: 6', 'minimumOrganisations: 5'],
  ['its rounds', 'too-many-rounds', 'maximumRounds: 1', 'maximumRounds: 2'],
  ['its epochs', 'too-many-local-epochs', 'maximumLocalEpochs: 1', 'maximumLocalEpochs: 2'],
  [
    'its coordinator',
    'coordinator-not-pinned',
    `coordinatorKey: "${'04'.repeat(32)}"`,
    `coordinatorKey: "${'03'.repeat(32)}"`,
  ],
]
for (const [why, rule, refusing, joining] of table) {
  test(`a bounty is refused for ${why} by ${refusing} and joined by ${joining}`, t => {
    t.deepEqual(rulesBroken(`version: 1\n${allow}\n${refusing}`), [rule])
    t.deepEqual(rulesBroken(`version: 1\n${allow}\n${joining}`), [])
  })
}

test('another buyer, another purpose and data of another shape are refused', t => {
  t.deepEqual(rulesBroken(`version: 1\n${allow}`, testTerms(), { buyer: 'other' }), ['buyer-not-allowed'])
  t.deepEqual(rulesBroken(`version: 1\n${allow}`, testTerms({ purpose: 'advertising' })), [
    'purpose-not-allowed',
  ])
  const wide = { ...datasetOf(8), featureShape: [4], examples: 4 }
  t.deepEqual(rulesBroken(`version: 1\n${allow}`, testTerms(), {}, wide), ['data-does-not-fit'])
  t.deepEqual(rulesBroken(`version: 1\n${allow}`, testTerms(), {}, datasetOf(0)), ['data-does-not-fit'])
})

test('an equal share is cut from the smallest pot, after the fee, rounded down', t => {
  const terms = testTerms()
  t.is(equalShareUnits(terms), 95n)
  const huge = { ...terms, pay: { ...terms.pay, priceUnits: '9007199254740993000' } }
  // 9007199254740993000 / 2, less floor(5 %), over 5: exact far beyond what a double holds.
  t.is(equalShareUnits(huge), 855683929200394335n)
})

test('an equal share is that of the poorest epoch, and counts the base pool alone', t => {
  const terms = testTerms()
  const { rounds } = terms.training
  const pools = { base: 6_000, quality: 4_000, evaluators: 0, bonus: 0 }
  const whole = equalShareUnits({ ...terms, pay: { ...terms.pay, priceUnits: '100000' } })
  t.is(equalShareUnits({ ...terms, pay: { ...terms.pay, priceUnits: '100000', pools } }), (whole * 6n) / 10n)
  const milestones = [
    { rounds: 1, basisPoints: 9_000 },
    { rounds: rounds - 1, basisPoints: 1_000 },
  ]
  const poorest = (10_000n / BigInt(rounds - 1) / BigInt(terms.cohort.maximum)) as bigint
  const split = equalShareUnits({ ...terms, pay: { ...terms.pay, priceUnits: '100000', milestones } })
  t.true(split <= poorest && split > poorest / 2n)
})

test('what is kept back, put up or paid late is refused unless the policy allows it, a stake from the first unit', t => {
  const terms = testTerms()
  const panel = { arbiters: ['0a'.repeat(32)], threshold: 1 }
  const hours = (count: number) => 3600 * count
  const disputes = { bondUnits: '10', panel, rulingSeconds: hours(24), appealSeconds: hours(12) }
  const pay = {
    ...terms.pay,
    stakeUnits: '7',
    holdback: { basisPoints: 2_001, seconds: hours(24) },
    challengeSeconds: hours(24),
    disputes,
  }
  // A day to challenge, two rulings of a day, half a day to appeal, a day of vesting.
  t.is(longestUnpaidDays({ pay }), 5)
  const broken = (lines: string) => rulesBroken(`version: 1\n${allow}\n${lines}`, { ...terms, pay })
  t.deepEqual(broken(''), ['holdback-too-high', 'stake-too-high'])
  const kind = 'maximumHoldbackBasisPoints: 2001\nmaximumStakeUnits: 7'
  t.deepEqual(broken(kind), [])
  t.deepEqual(broken(`${kind}\nmaximumDaysUnpaid: 5`), [])
  t.deepEqual(broken(`${kind}\nmaximumDaysUnpaid: 4`), ['unpaid-too-long'])
  t.deepEqual(broken('maximumHoldbackBasisPoints: 2001\nmaximumStakeUnits: 6'), ['stake-too-high'])
})

test('the example policy is a policy, and joins nothing', t => {
  t.deepEqual(rulesBroken(examplePolicy), [
    'buyer-not-allowed',
    'model-family-not-allowed',
    'purpose-not-allowed',
  ])
  t.like(floorsOf(readPolicy(examplePolicy, 'p')), {
    minimumGroup: 5,
    minimumHonest: 3,
    minimumOrganisations: 3,
  })
})

for (const [what, text, expected] of [
  ['YAML that does not parse', 'version: 1\nallow: [', /policy\.yaml: line \d+: this is not YAML/],
  ['a field that is unknown', 'version: 1\nminimumGruop: 5', /minimumGruop/],
  ['a group below three', 'version: 1\nminimumGroup: 2', /minimumGroup: .*3/],
  ['pay with a fraction', 'version: 1\nminimumPayUnits: "1.5"', /minimumPayUnits/],
  ['a list that is a word', 'version: 1\nallow: { buyers: acme }', /allow\.buyers/],
  ['no version', 'minimumGroup: 5', /version/],
  ['a short key', 'version: 1\ncoordinatorKey: abcd', /coordinatorKey: must be the 64/],
] as const) {
  test(`a policy with ${what} is refused by file and field`, t => {
    const error = t.throws(() => readPolicy(text, 'policy.yaml'), { instanceOf: PolicyError })
    t.regex(error.message, expected)
    t.true(error.message.startsWith('policy.yaml: '))
  })
}

test('records go into the statistics of one bounty, unless the policy says never or always', t => {
  const terms = testTerms()
  const features = ['a', 'b'].map(name => ({ name, kind: 'number', minimum: 0, maximum: 9 }))
  const open: BountyTerms = { ...terms, data: { ...terms.data, features, statistics: 'federated' } }
  const asked = (statistics: string, statisticsOf?: string) =>
    rulesBroken(`version: 1\n${allow}\n${statistics}`, open, { statisticsOf }).includes(
      'statistics-not-allowed',
    )
  t.deepEqual([asked(''), asked('statistics: once'), asked('statistics: always')], [false, false, false])
  t.true(asked('statistics: never'))
  t.deepEqual([asked('', 'ab'.repeat(32)), asked('statistics: always', 'ab'.repeat(32))], [true, false])
  t.deepEqual(rulesBroken(`version: 1\n${allow}\nstatistics: never`, terms), [])
})
