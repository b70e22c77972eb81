import { fc, testProp } from '@fast-check/ava'
import test from 'ava'
import { checkGroup, checkParameters, hardFloors, utf8 } from '../../aggregation/index.ts'
import {
  aggregationParametersFor,
  type BountyTerms,
  checkTerms,
  decodeTerms,
  drawRulesOf,
  encodeTerms,
  evaluationSigningBytes,
  isDivided,
  isEvaluatedByBuyer,
  largestGroup,
  leastGroup,
  minimumRosterOf,
  purposeOf,
  purposesOf,
  roundsOf,
} from '../../protos/terms.ts'
import { smallTerms } from '../support/small-federation.ts'

const terms = smallTerms(new Uint8Array(), 60)

function withCohort(cohort: Partial<BountyTerms['cohort']>): BountyTerms {
  return { ...terms, cohort: { ...terms.cohort, ...cohort } }
}

function faultsOf(changed: BountyTerms): readonly string[] {
  const checked = checkTerms(changed)
  return checked.kind === 'terms' ? [] : checked.faults.map(({ field, message }) => `${field} ${message}`)
}

test('a cohort without groups is one group, of every size it may have', t => {
  t.false(isDivided(terms))
  t.is(leastGroup(terms), 5)
  t.is(largestGroup(terms), 6)
  t.like(aggregationParametersFor(terms, 'training', { valueCount: 15, tallyLength: 0 }), {
    minimumGroup: 5,
    maximumGroup: 6,
    graph: { kind: 'complete' },
  })
})

test('groups have the size that the terms give, and the ring is sized for the largest that the cut can make', t => {
  const divided = withCohort({ minimum: 9, maximum: 40, groupSize: 5, groupMinimum: 4 })
  t.deepEqual(faultsOf(divided), [])
  const decoded = decodeTerms(encodeTerms(divided))
  t.deepEqual(decoded.kind === 'terms' && decoded.terms, divided)
  const parameters = aggregationParametersFor(divided, 'training', { valueCount: 15, tallyLength: 0 })
  t.like(parameters, { minimumGroup: 4, maximumGroup: 9 })
  // Nine of them, not forty: the integers may be so much larger.
  t.is(parameters.bound, Math.floor((2 ** 23 - 1) / 9))
  t.deepEqual(drawRulesOf(divided), { minimumCohort: 9, groupSize: 5 })
  // Every group may lose as many as the smallest, however many were drawn into it.
  t.is(minimumRosterOf(divided, 5), 4)
  t.is(minimumRosterOf(divided, 9), 8)
})

test('groups above 128 take neighbourhoods, and the terms must say how many holders may be lost', t => {
  const large = withCohort({ minimum: 130, maximum: 400, colluders: 3 })
  t.deepEqual(faultsOf(large).length, 1)
  t.regex(faultsOf(large)[0]!, /^cohort\.dropoutPermille is missing; a group may have 400 holders/)
  const complete = { ...large, cohort: { ...large.cohort, dropoutPermille: 50 } }
  t.deepEqual(faultsOf(complete), [])
  const parameters = aggregationParametersFor(complete, 'training', { valueCount: 15, tallyLength: 0 })
  t.deepEqual(parameters.graph, { kind: 'k-regular', degree: 0, dropoutPermille: 50 })
  t.is(checkParameters(parameters, hardFloors), undefined)
  for (const size of [130, 400]) t.is(checkGroup(parameters, size, hardFloors), undefined)
  t.regex(
    faultsOf(withCohort({ dropoutPermille: 50 }))[0]!,
    /for groups above 128 holders; the largest here has 6, remove it/,
  )
})

test('a least group that is no group, or larger than the groups that are cut, is refused', t => {
  t.regex(faultsOf(withCohort({ groupMinimum: 4 }))[0]!, /groupMinimum has no meaning without/)
  t.regex(
    faultsOf(withCohort({ minimum: 9, maximum: 9, groupSize: 4, groupMinimum: 5 }))[0]!,
    /groupMinimum must be at most cohort\.groupSize, which is 4/,
  )
})

test('a bounty whose record would not fit one message is refused when it is posted', t => {
  const long = { ...withCohort({ minimum: 100, maximum: 128 }), training: { ...terms.training, rounds: 501 } }
  t.regex(faultsOf(long)[0]!, /^training\.rounds with up to 128 holders at most 500/)
})

test('groups larger than the cohort, or too small for the colluders, are refused by name', t => {
  t.regex(
    faultsOf(withCohort({ groupSize: 6, maximum: 9 }))[0]!,
    /^cohort\.groupSize must be at most cohort\.minimum, which is 5/,
  )
  t.regex(
    faultsOf(withCohort({ minimum: 9, maximum: 9, groupSize: 3, colluders: 1 }))[0]!,
    /^cohort\.colluders must be at most 0 where a group may have 3 holders/,
  )
})

testProp(
  'whatever the cohort, every group that its cut can make is between the sizes that the terms announce',
  [fc.integer({ min: 3, max: 20 }), fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 200 })],
  (t, groupSize, more, evenMore) => {
    const maximum = groupSize + more + evenMore
    const changed = withCohort({ minimum: groupSize, maximum, groupSize, colluders: 0 })
    for (let present = groupSize; present <= maximum; present++) {
      const count = Math.max(1, Math.floor(present / groupSize))
      t.true(Math.floor(present / count) >= leastGroup(changed))
      t.true(Math.ceil(present / count) <= largestGroup(changed))
    }
  },
  { numRuns: 50 },
)

test('terms that are nested without end are refused and do not exhaust the stack', t => {
  for (const [open, close] of [
    ['[', ']'],
    ['{"a":', '}'],
  ] as const) {
    const count = Math.floor(60_000 / (open.length + close.length))
    const deep = `${open.repeat(count)}1${close.repeat(count)}`
    for (const text of [deep, `{"version":1,"model":{"layers":${deep}}}`]) {
      const decoded = decodeTerms(utf8(text))
      t.deepEqual(decoded, {
        kind: 'faulty',
        faults: [{ field: '(document)', message: 'is nested deeper than 32 levels' }],
      })
    }
  }
})

test('a document that holds itself is refused', t => {
  const circle: Record<string, unknown> = { version: 1 }
  circle.model = circle
  t.is(checkTerms(circle).kind, 'faulty')
})

const counted: BountyTerms = {
  ...terms,
  data: { ...terms.data, statistics: 'federated' },
  evaluation: { heldOutPermille: 100 },
}

test('statistics are round 0 and evaluation comes after the last training round, where the terms have them', t => {
  const { rounds } = terms.training
  const numbers = [-1, 0, 1, rounds, rounds + 1, rounds + 2, 1.5]
  t.deepEqual(
    numbers.map(round => purposeOf(counted, round)),
    [undefined, 'statistics', 'training', 'training', 'evaluation', undefined, undefined],
  )
  t.deepEqual(
    numbers.map(round => purposeOf(terms, round)),
    [undefined, undefined, 'training', 'training', undefined, undefined, undefined],
  )
  t.deepEqual(purposesOf(counted), ['statistics', 'training', 'evaluation'])
  t.deepEqual(purposesOf(terms), ['training'])
  t.deepEqual([roundsOf(counted), roundsOf(terms)], [rounds + 2, rounds])
})

test('a round of counts alone has the widest ring, no weight, and room for its digits', t => {
  const parts = { valueCount: 0, tallyLength: 40 }
  const parameters = aggregationParametersFor(counted, 'statistics', parts)
  t.like(parameters, { dimension: 40, bits: 32, weightMode: 'equal' })
  t.is(checkParameters(parameters, hardFloors), undefined)
  const training = aggregationParametersFor(counted, 'training', { valueCount: 15, tallyLength: 40 })
  const without = aggregationParametersFor(terms, 'training', { valueCount: 15, tallyLength: 0 })
  t.is(training.dimension, without.dimension + 40)
})

test('no holder can be told to keep all, or none, of its records out of training', t => {
  for (const heldOutPermille of [0, 501, 2.5]) {
    const faulty = { ...terms, evaluation: { heldOutPermille } }
    t.regex(faultsOf(faulty)[0]!, /^evaluation\.heldOutPermille /)
  }
})

test('a target lies within what its metric can be', t => {
  const withTarget = (metric: BountyTerms['acceptance']['metric'], target: number) =>
    faultsOf({ ...terms, acceptance: { ...terms.acceptance, metric, target } })
  for (const metric of ['accuracy', 'balancedAccuracy', 'auc', 'f1', 'dice', 'calibrationError'] as const) {
    t.deepEqual(withTarget(metric, 1), [])
    t.deepEqual(withTarget(metric, 1.01), [`acceptance.target must be from 0 to 1, as ${metric} is`])
  }
  for (const metric of ['logLoss', 'rmse', 'mae'] as const) t.deepEqual(withTarget(metric, 1234.5), [])
  t.is(withTarget('rmse', -1).length, 1)
  t.regex(withTarget('precision' as 'f1', 0.5)[0]!, /^acceptance\.metric .*"accuracy"/)
})

test('a buyer that evaluates says how long its evaluation is waited for, and nobody else does', t => {
  const withAcceptance = (change: Partial<BountyTerms['acceptance']>) =>
    faultsOf({ ...terms, acceptance: { ...terms.acceptance, ...change } })
  t.deepEqual(withAcceptance({ evaluator: 'buyer', evaluationSeconds: 86_400 }), [])
  t.is(withAcceptance({ evaluator: 'buyer', evaluationSeconds: 86_401 }).length, 1)
  t.regex(withAcceptance({ evaluator: 'buyer' })[0]!, /^acceptance\.evaluationSeconds is missing/)
  t.deepEqual(withAcceptance({ evaluationSeconds: 600 }), [
    'acceptance.evaluationSeconds has no meaning without "evaluator: buyer"',
  ])
  t.false(isEvaluatedByBuyer(terms))
})

test('an evaluation is signed over these bytes', t => {
  const figure = { metric: 'logLoss', value: 0.5, low: 0.25, high: 1 } as const
  const evaluation = {
    bountyId: '01'.repeat(32),
    round: 3,
    modelHash: new Uint8Array(32).fill(2),
    examples: 60,
    correct: 50,
    metrics: [figure],
  }
  const { acceptance } = terms
  const bytes = evaluationSigningBytes(evaluation, {
    acceptance: { ...acceptance, testSet: { sha256: '03'.repeat(32), examples: 60 } },
  })
  const expected = [
    Buffer.from('parley/v1/evaluation\0').toString('hex'),
    `20000000${'01'.repeat(32)}20000000${'02'.repeat(32)}20000000${'03'.repeat(32)}`,
    '1800000003000000000000003c000000000000003200000000000000',
    `2b0000002700000007000000${Buffer.from('logLoss').toString('hex')}`,
    '18000000000000000000e03f000000000000d03f000000000000f03f',
  ]
  t.is(Buffer.from(bytes).toString('hex'), expected.join(''))
})
