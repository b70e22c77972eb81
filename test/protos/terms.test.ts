import { fc, testProp } from '@fast-check/ava'
import test from 'ava'
import { checkGroup, checkParameters, hardFloors, leastGroupsFor, utf8 } from '../../aggregation/index.ts'
import {
  aggregationParametersFor,
  type BountyTerms,
  bountyIdOf,
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
  sampleOf,
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

test('a final model for the buyer alone goes with nothing that hands it to the holders', t => {
  const delivery = { finalRoundIsPrivate: true } as const
  t.is(checkTerms({ ...terms, delivery }).kind, 'terms')
  t.regex(
    faultsOf({ ...terms, delivery, evaluation: { heldOutPermille: 100 } })[0]!,
    /^evaluation cannot go with delivery/,
  )
  const best = { ...terms, delivery, training: { ...terms.training, keep: 'best' } } as const
  t.regex(faultsOf(best)[0]!, /^training\.keep cannot go with delivery/)
  t.is(checkTerms({ ...terms, delivery: { finalRoundIsPrivate: false } }).kind, 'faulty')
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

test('terms of before there were algorithms have the bounty id that they had', t => {
  const id = bountyIdOf(encodeTerms(terms), new Uint8Array(32).fill(1), new Uint8Array(16).fill(2))
  t.is(id, 'bd549e42b09174649bda1001e2817674a12ed8a69090a6f344a1b2660806d691')
})

test('terms may say how to train, whom to draw and which model to keep, and come back as they were', t => {
  const training: BountyTerms['training'] = {
    ...terms.training,
    batchSize: 'all',
    schedule: { kind: 'cosine', floor: 0 },
    momentum: 0.5,
    algorithm: { name: 'fedprox', mu: 0.1 },
    patience: { rounds: 3, minimumImprovement: 0.01 },
    keep: 'best',
    start: { sha256: 'ab'.repeat(32) },
  }
  const full = { ...withCohort({ sampled: 4, groupMinimum: 4 }), training }
  t.deepEqual(faultsOf(full), [])
  const decoded = decodeTerms(encodeTerms(full))
  t.deepEqual(decoded.kind === 'terms' && decoded.terms, full)
})

test('a rate that fades away within the rounds is a fault of the schedule', t => {
  const schedule = { kind: 'exponential', factor: 0.5 } as const
  const fading = { ...terms, training: { ...terms.training, rounds: 1000, minimumRounds: 1, schedule } }
  t.regex(faultsOf(fading)[0]!, /^training\.schedule brings the learning rate to .* by round 1000/)
})

const samplingFaults: readonly (readonly [Partial<BountyTerms['cohort']>, RegExp])[] = [
  [{ sampled: 6, maximum: 8 }, /^cohort\.sampled must be at most cohort\.minimum, which is 5/],
  [
    { minimum: 12, maximum: 12, sampled: 6, groupSize: 7 },
    /^cohort\.groupSize must be at most cohort\.sampled, which is 6/,
  ],
  [{ sampled: 4, groupMinimum: 5 }, /^cohort\.groupMinimum must be at most cohort\.sampled, which is 4/],
  [{ groupMinimum: 4 }, /^cohort\.groupMinimum has no meaning without cohort\.groupSize or cohort\.sampled/],
  [{ sampled: 3 }, /^cohort\.colluders must be at most 0 where a group may have 3 holders/],
]
for (const [cohort, message] of samplingFaults) {
  test(`a cohort with ${JSON.stringify(cohort)} is refused`, t => {
    t.true(
      faultsOf(withCohort(cohort)).some(fault => message.test(fault)),
      `${faultsOf(withCohort(cohort))}`,
    )
  })
}

test('a drawn cohort has groups of those who are drawn, and of no more', t => {
  const sampled = withCohort({ minimum: 20, maximum: 40, sampled: 10, groupMinimum: 8 })
  t.deepEqual(faultsOf(sampled), [])
  t.deepEqual([leastGroup(sampled), largestGroup(sampled)], [8, 10])
  const parameters = aggregationParametersFor(sampled, 'training', { valueCount: 15, tallyLength: 0 })
  t.like(parameters, { minimumGroup: 8, maximumGroup: 10, bound: Math.floor((2 ** 23 - 1) / 10) })
  t.deepEqual([leastGroup(withCohort({ sampled: 4 })), largestGroup(withCohort({ sampled: 4 }))], [4, 4])
  const divided = withCohort({ minimum: 20, maximum: 40, sampled: 10, groupSize: 4 })
  t.deepEqual(faultsOf(divided), [])
  t.is(largestGroup(divided), 7)
  t.deepEqual(drawRulesOf(divided), { minimumCohort: 4, groupSize: 4 })
})

test('statistics are made of the records of all, and go with no draw', t => {
  const data = { ...terms.data, statistics: 'federated' }
  t.regex(
    faultsOf({ ...withCohort({ sampled: 4 }), data })[0]!,
    /^cohort\.sampled cannot go with "statistics: federated"/,
  )
})

const names = Array.from({ length: 20 }, (_, i) => `holder-${i}`)

test('a round draws as many as the terms say, the same ones for whoever computes it, and others in another round', t => {
  const drawing = withCohort({ minimum: 20, maximum: 40, sampled: 8 })
  const first = sampleOf(drawing, 1, names)
  t.is(first.size, 8)
  t.true([...first].every(name => names.includes(name)))
  t.deepEqual([...sampleOf(drawing, 1, names.toReversed())].sort(), [...first].sort())
  const again = { ...drawing, training: { ...drawing.training, seed: 6 } }
  const others = [sampleOf(drawing, 2, names), sampleOf(drawing, 1, names, 2), sampleOf(again, 1, names)]
  for (const other of others) t.notDeepEqual([...other].sort(), [...first].sort())
  // Of SHA-256("parley/v1/sample" || 0 || enc(enc(seed, round, attempt), name)): 0d8d… and 4c66….
  const two = withCohort({ sampled: 1 })
  t.deepEqual([...sampleOf(two, 1, ['birch', 'alder'])], ['alder'])
})

test('where nobody is drawn, or there are no more than are drawn, all take part', t => {
  t.deepEqual([...sampleOf(terms, 1, names)], names)
  t.deepEqual([...sampleOf(withCohort({ sampled: 20 }), 1, names)], names)
})

test('over many rounds every holder is drawn about as often as any other', t => {
  const drawing = withCohort({ minimum: 20, maximum: 40, sampled: 5 })
  const times = new Map(names.map(name => [name, 0]))
  for (let round = 1; round <= 1000; round++)
    for (const name of sampleOf(drawing, round, names)) times.set(name, times.get(name)! + 1)
  // 250 expected, with a deviation of 13.7: five of them, of a draw that is the same every time.
  for (const count of times.values()) t.true(Math.abs(count - 250) < 69, `${count}`)
})

const rules: readonly NonNullable<BountyTerms['aggregation']['robust']>[] = [
  { rule: 'median' },
  { rule: 'trimmed-mean', trim: 2 },
  { rule: 'geometric-median' },
  { rule: 'multi-krum', faulty: 1 },
  { rule: 'norm-filter', factor: 2 },
]
const withRule = (cohort: Partial<BountyTerms['cohort']>, robust: (typeof rules)[number]): BountyTerms => ({
  ...withCohort(cohort),
  aggregation: { ...terms.aggregation, robust },
})

test('a rule over groups is refused where there are too few, with the groups that it needs', t => {
  const [alone] = faultsOf(withRule({}, { rule: 'multi-krum', faulty: 1 }))
  t.is(
    alone,
    'aggregation.robust multi-krum needs 5 groups, and compares the means of groups, as no single update is ever seen: raise cohort.minimum and cohort.maximum to 20 and give a cohort.groupSize of 4',
  )
  const [few] = faultsOf(withRule({ minimum: 14, maximum: 30, groupSize: 5 }, { rule: 'median' }))
  t.is(
    few,
    'aggregation.robust median needs 3 groups, and has 2 of them, as a round may have 14 holders, in groups of 5: give a cohort.groupSize of 4, or raise cohort.minimum to 15',
  )
})

const anyNumber = fc.oneof(
  fc.constantFrom(-1, 0, 0.5, 1, 3, 1e7, Number.MAX_SAFE_INTEGER),
  fc.double({ noNaN: true }),
)
const anySettings = fc.record({
  robust: fc.oneof(
    ...rules.map(({ rule }) =>
      fc.record({ rule: fc.constant(rule), trim: anyNumber, faulty: anyNumber, factor: anyNumber }),
    ),
    ...rules.map(rule =>
      anyNumber
        .map(value => Object.fromEntries(Object.keys(rule).map(k => [k, value])) as object)
        .map(changed => ({
          ...changed,
          rule: rule.rule,
        })),
    ),
  ),
  schedule: fc.oneof(
    fc.record({ kind: fc.constant('step'), every: anyNumber, factor: anyNumber }),
    fc.record({ kind: fc.constant('exponential'), factor: anyNumber }),
    fc.record({ kind: fc.constant('cosine'), floor: anyNumber }),
  ),
  cohort: fc.record({
    sampled: anyNumber,
    groupSize: anyNumber,
    groupMinimum: anyNumber,
    minimum: anyNumber,
  }),
  rounds: anyNumber,
})

testProp(
  'whatever numbers terms hold, they are found faulty or sound, and never stop who reads them',
  [anySettings],
  (t, { robust, schedule, cohort, rounds }) => {
    const document = {
      ...terms,
      training: { ...terms.training, schedule, rounds },
      cohort: { ...terms.cohort, ...cohort },
      aggregation: { ...terms.aggregation, robust },
    }
    t.notThrows(() => checkTerms(document))
  },
  { numRuns: 500 },
)

test('a setting that is faulty by itself is told once', t => {
  const krum = withRule({}, { rule: 'multi-krum', faulty: -1 })
  t.deepEqual(
    faultsOf(krum).map(fault => fault.split(' ')[0]),
    ['aggregation.robust.faulty'],
  )
  const schedule = { kind: 'exponential', factor: 0 } as const
  t.deepEqual(
    faultsOf({ ...terms, training: { ...terms.training, schedule } }).map(fault => fault.split(' ')[0]),
    ['training.schedule.factor'],
  )
})

test('a rule over groups goes with no evaluation by the holders: the model may stay, and would be counted under twice', t => {
  const grouped = withRule({ minimum: 12, maximum: 12, groupSize: 4 }, { rule: 'median' })
  t.deepEqual(faultsOf(grouped), [])
  const faults = faultsOf({ ...grouped, evaluation: { heldOutPermille: 100 } })
  t.is(faults.length, 1)
  t.regex(faults[0]!, /^evaluation cannot go with aggregation\.robust: .*; remove one of them$/)
})

/** The terms after each way out that a fault's message names. */
function mended(faulty: BountyTerms, message: string): readonly BountyTerms[] {
  return message
    .split(/: (?=give|raise)/)[1]!
    .split(', or ')
    .flatMap(way => {
      const raise = /raise (.*) to (\d+)/.exec(way)
      const raised = (raise?.[1]?.split(' and ') ?? []).map(field => [
        field.split('.')[1]!,
        Number(raise![2]),
      ])
      const sizes = /groupSize of (\d+)(?: to (\d+))?/.exec(way)?.slice(1) ?? []
      const groups = sizes.filter(size => size !== undefined).map(size => ({ groupSize: Number(size) }))
      const changes = groups.length === 0 ? [{}] : groups
      return changes.map(change => ({
        ...faulty,
        cohort: { ...faulty.cohort, ...Object.fromEntries(raised), ...change },
      }))
    })
}

testProp(
  'whatever way out the fault of a rule names is one',
  [
    fc.constantFrom(...rules),
    fc.integer({ min: 5, max: 40 }),
    fc.nat(20),
    fc.option(fc.integer({ min: 5, max: 40 }), { nil: undefined }),
    fc.option(fc.integer({ min: 4, max: 12 }), { nil: undefined }),
    fc.nat(2),
  ],
  (t, robust, minimum, more, sampled, groupSize, colluders) => {
    const cohort = {
      minimum,
      maximum: minimum + more,
      colluders,
      ...(sampled === undefined ? {} : { sampled }),
      ...(groupSize === undefined ? {} : { groupSize }),
    }
    const { aggregation: _, ...plain } = withRule(cohort, robust)
    fc.pre(faultsOf({ ...plain, aggregation: terms.aggregation }).length === 0)
    const faulty = withRule(cohort, robust)
    const faults = faultsOf(faulty)
    if (faults.length === 0) return t.true(minimum >= (groupSize ?? 3) * leastGroupsFor(robust))
    t.is(faults.length, 1)
    const ways = mended(faulty, faults[0]!)
    t.true(ways.length > 0)
    for (const way of ways) t.deepEqual(faultsOf(way), [], `${faults[0]}`)
    return undefined
  },
)

test('a dispute holds up what others are due: its bond is a hundredth of the price at least', t => {
  const panel = { arbiters: ['0a'.repeat(32)], threshold: 1 }
  const withBond = (bondUnits: string): BountyTerms => {
    const disputes = { bondUnits, panel, rulingSeconds: 60, appealSeconds: 60 }
    return { ...terms, pay: { ...terms.pay, priceUnits: '100199', challengeSeconds: 60, disputes } }
  }
  t.deepEqual(faultsOf(withBond('1001')), [])
  t.regex(
    faultsOf(withBond('1000'))[0]!,
    /^pay\.disputes\.bondUnits must be at least 1001 units, a hundredth/,
  )
})
