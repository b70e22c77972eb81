import test from 'ava'
import { toHex } from '../../../aggregation/crypto/index.ts'
import {
  type AggregationParameters,
  checkGroup,
  checkParameters,
  defaultFloors,
  encodeParameters,
  findNeighbourhoods,
  hardFloors,
  hashContext,
  hashParameters,
  neighbourhoodFor,
  type PolicyFloors,
  ringCapacity,
  simulatedContext,
  weightLimbsOf,
} from '../../../aggregation/secure/index.ts'
import { sharingRulesIn } from '../../../aggregation/secure/parameters.ts'
import { testParameters } from './group.ts'

const lenient = { ...hardFloors }

test('the threshold is the one of the published table', t => {
  const table = [
    [3, 0, 3],
    [4, 1, 3],
    [5, 1, 4],
    [7, 2, 5],
    [10, 3, 7],
    [20, 6, 14],
    [50, 16, 34],
    [100, 33, 67],
    [128, 40, 85],
  ] as const
  for (const [size, colluders, threshold] of table) {
    t.is(neighbourhoodFor(testParameters({ colluders }), size)?.threshold, threshold, `${size} members`)
  }
  t.is(neighbourhoodFor(testParameters({ threshold: 6 }), 7)?.threshold, 6)
})

test('parameters at the edge of the ring pass and one more is refused', t => {
  for (const bits of [8, 16, 24, 32]) {
    for (const maximumGroup of [3, 5]) {
      const most = Math.floor((2 ** (bits - 1) - 1) / maximumGroup)
      const at = (bound: number) => checkParameters(testParameters({ bits, bound, maximumGroup }), lenient)
      t.is(at(most), undefined)
      t.is(at(most + 1)?.reason, 'parameters-unsafe')
      t.is(ringCapacity(testParameters({ bits, bound: most, maximumGroup })), most)
    }
  }
  t.is(
    checkParameters(testParameters({ bits: 8, bound: 1, maximumGroup: 127 }), lenient)?.reason,
    'parameters-unsafe',
  )
})

test('every field out of its range is refused with its name', t => {
  const timeouts = testParameters().stageTimeoutsMs
  const bad: [string, Partial<AggregationParameters>][] = [
    ['suite', { suite: 2 as 1 }],
    ['minimumGroup', { minimumGroup: 2 }],
    ['maximumGroup', { maximumGroup: 2 }],
    ['colluders', { colluders: -1 }],
    ['threshold', { threshold: 1.5 }],
    ['dimension', { dimension: 0 }],
    ['bits', { bits: 33 }],
    ['bits', { bits: 7 }],
    ['bound', { bound: 0 }],
    ['range', { range: 0 }],
    ['range', { range: Number.POSITIVE_INFINITY }],
    ['maximumWeight', { maximumWeight: 0 }],
    ['unmask', { stageTimeoutsMs: { ...timeouts, unmask: 0 } }],
  ]
  t.is(checkParameters(testParameters(), lenient), undefined)
  for (const [name, change] of bad) {
    const rejection = checkParameters(testParameters(change), lenient)
    t.is(rejection?.reason, 'parameters-unsafe', name)
    t.true(rejection?.detail.includes(name), `${rejection?.detail}`)
  }
})

test('a graph that cannot be is refused by the name of the field', t => {
  const cases = [
    [{ kind: 'k-regular', degree: 15, dropoutPermille: 50 }, 0, 'graph.degree'],
    [{ kind: 'k-regular', degree: 16, dropoutPermille: 0 }, 0, 'graph.dropoutPermille'],
    [{ kind: 'k-regular', degree: 16, dropoutPermille: 1000 }, 0, 'graph.dropoutPermille'],
    [{ kind: 'k-regular', degree: 0, dropoutPermille: 50 }, 9, 'threshold'],
  ] as const
  for (const [graph, threshold, field] of cases) {
    const rejection = checkParameters(testParameters({ graph, threshold }), lenient)
    t.is(rejection?.reason, 'parameters-unsafe')
    t.true(rejection?.detail.startsWith(field), rejection?.detail)
  }
})

test('a large group that must withstand too much has no neighbourhoods, and is refused without a search', t => {
  const graph = { kind: 'k-regular', degree: 0, dropoutPermille: 300 } as const
  const parameters = testParameters({ graph, colluders: 400, maximumGroup: 1000, bits: 32 })
  t.is(neighbourhoodFor(parameters, 1000), undefined)
  t.is(checkGroup(parameters, 1000, lenient)?.reason, 'graph-infeasible')
  // The control: with fewer colluders the same group has them.
  t.is(checkGroup({ ...parameters, colluders: 50 }, 1000, lenient), undefined)
})

test('a degree or a threshold that is too small for the group is refused, a larger one taken', t => {
  const of = (degree: number, threshold: number) =>
    checkGroup(
      testParameters({
        graph: { kind: 'k-regular', degree, dropoutPermille: 50 },
        threshold,
        colluders: 10,
        maximumGroup: 200,
      }),
      200,
      lenient,
    )?.reason
  const { degree, threshold } = findNeighbourhoods({ size: 200, colluders: 10, dropouts: 10 })!
  t.is(of(degree, 0), undefined)
  t.is(of(degree - 2, 0), 'graph-infeasible')
  t.is(of(degree, threshold - 1), 'graph-infeasible')
  t.is(of(degree + 20, 0), undefined)
  t.is(of(degree, degree + 1), 'graph-infeasible', 'out of reach once members are lost')
})

test('a member holds parameters to its own floors', t => {
  const refused = (changes: Partial<AggregationParameters>, floors: Partial<PolicyFloors>) =>
    checkParameters(testParameters(changes), { ...lenient, ...floors })?.reason
  t.is(refused({ minimumGroup: 4 }, { minimumGroup: 5 }), 'parameters-unsafe')
  t.is(refused({ minimumGroup: 5 }, { minimumGroup: 5 }), undefined)
  t.is(refused({ colluders: 1 }, { colluders: 2 }), 'parameters-unsafe')
  t.is(refused({ colluders: 2 }, { colluders: 2 }), undefined)
})

test('no setting goes below the hard floors', t => {
  const careless: PolicyFloors = {
    minimumGroup: 1,
    minimumSurvivors: 1,
    minimumOrganisations: 0,
    colluders: 0,
    minimumHonest: 0,
  }
  t.is(checkGroup(testParameters({ minimumGroup: 1, colluders: 0 }), 2, careless)?.reason, 'group-too-small')
  t.is(checkGroup(testParameters({ colluders: 2, threshold: 4 }), 4, careless), undefined)
  t.is(checkGroup(testParameters({ colluders: 3, threshold: 4 }), 4, careless)?.reason, 'threshold-unsafe')
})

test('a group is as large as its parameters and the graph allow', t => {
  t.is(checkGroup(testParameters({ minimumGroup: 5 }), 4, lenient)?.reason, 'group-too-small')
  t.is(checkGroup(testParameters({ maximumGroup: 6 }), 7, lenient)?.reason, 'group-too-large')
  t.is(checkGroup(testParameters({ maximumGroup: 500, colluders: 40 }), 128, lenient), undefined)
  t.is(
    checkGroup(testParameters({ maximumGroup: 500, colluders: 40 }), 129, lenient)?.reason,
    'group-too-large',
  )
  t.is(checkGroup(testParameters(), 4, defaultFloors)?.reason, 'group-too-small')
})

test('a threshold that lets two survivor sets be certified is refused', t => {
  const at = (threshold: number, size: number, colluders: number) =>
    checkGroup(testParameters({ threshold, colluders }), size, lenient)?.reason
  t.is(at(4, 6, 1), undefined)
  t.is(at(4, 7, 1), 'threshold-unsafe')
  t.is(at(5, 7, 2), undefined)
  t.is(at(8, 7, 0), 'threshold-unsafe')
})

test('the honest members in any sum are as many as the member insists on', t => {
  const four = testParameters({ colluders: 1 })
  t.is(checkGroup(four, 4, { ...lenient, minimumHonest: 2 }), undefined)
  t.is(checkGroup(four, 4, { ...lenient, minimumHonest: 3 })?.reason, 'threshold-unsafe')
})

test('weight limbs leave room for the group and stay out of equal weights', t => {
  t.deepEqual(weightLimbsOf(testParameters()), { bits: 18, count: 0 })
  const weighted = testParameters({ weightMode: 'examples', maximumWeight: 2 ** 18 })
  t.deepEqual(weightLimbsOf(weighted), { bits: 18, count: 2 })
  t.is(checkParameters({ ...weighted, dimension: 2 }, lenient)?.reason, 'parameters-unsafe')
  t.is(checkParameters({ ...weighted, dimension: 3 }, lenient), undefined)
})

const noise = {
  mechanism: 'skellam',
  gamma: 0.25,
  localStandardDeviation: 1.5,
  leastContributors: 2,
  beta: 0.5,
  clip: 1,
  dimension: 8,
} as const

test('noise is checked: it is some, on no more members than are certain, and of members that count once', t => {
  const check = (changes: object, others: object = {}) =>
    checkParameters(testParameters({ privacy: { ...noise, ...changes }, ...others }), lenient)?.detail
  t.is(check({}), undefined)
  // Any integer of the ring may be sent, and no bound of a member's integers keeps a sum from wrapping.
  t.is(check({}, { bound: 2 ** 23 - 1 }), undefined)
  t.is(ringCapacity(testParameters({ privacy: noise, bits: 12 })), 2048)
  for (const field of ['gamma', 'localStandardDeviation', 'clip'])
    for (const value of [0, -1, Number.NaN, Number.POSITIVE_INFINITY])
      t.regex(check({ [field]: value })!, new RegExp(`^privacy.${field} is`))
  t.regex(check({ beta: 1 })!, /^privacy.beta/)
  // Of three members one colludes.
  t.regex(check({ leastContributors: 3 })!, /^privacy.leastContributors .* 1 to 2$/)
  // Of seven four survive.
  t.is(check({ leastContributors: 4 }, { minimumGroup: 7 }), undefined)
  t.regex(check({ leastContributors: 5 }, { minimumGroup: 7 })!, /1 to 4$/)
  t.regex(check({ dimension: 10 })!, /^privacy.dimension/)
  t.regex(check({}, { weightMode: 'examples' })!, /^weightMode/)
})

const central = {
  mechanism: 'central',
  gamma: 0.25,
  standardDeviation: 1.5,
  beta: 0.5,
  clip: 1,
  dimension: 8,
} as const

test('noise that the coordinator adds is checked likewise, and rests on no members', t => {
  const check = (changes: object, others: object = {}) =>
    checkParameters(testParameters({ privacy: { ...central, ...changes }, ...others }), lenient)?.detail
  t.is(check({}, { bound: 2 ** 23 - 1 }), undefined)
  for (const field of ['gamma', 'standardDeviation', 'clip'])
    for (const value of [0, -1, Number.NaN, Number.POSITIVE_INFINITY])
      t.regex(check({ [field]: value })!, new RegExp(`^privacy.${field} is`))
  t.regex(check({ beta: -0.1 })!, /^privacy.beta/)
  t.regex(check({ dimension: 10 })!, /^privacy.dimension/)
  t.regex(check({}, { weightMode: 'examples' })!, /^weightMode/)
})

test('every parameter changes the hash, and so does everything that names an attempt', t => {
  const base = testParameters()
  const changes: Partial<AggregationParameters>[] = [
    {},
    { minimumGroup: 4 },
    { colluders: 2 },
    { threshold: 4 },
    { dimension: 10 },
    { bits: 25 },
    { bound: 999 },
    { maximumGroup: 31 },
    { range: 4.5 },
    { weightMode: 'examples' },
    { maximumWeight: 2 },
    { graph: { kind: 'k-regular', degree: 4, dropoutPermille: 50 } },
    { graph: { kind: 'k-regular', degree: 6, dropoutPermille: 50 } },
    { graph: { kind: 'k-regular', degree: 4, dropoutPermille: 51 } },
    { privacy: noise },
    { privacy: { ...noise, mechanism: 'discrete-gaussian' } },
    ...(['gamma', 'localStandardDeviation', 'leastContributors', 'beta', 'clip', 'dimension'] as const).map(
      field => ({ privacy: { ...noise, [field]: noise[field] / 2 } }),
    ),
    { privacy: central },
    ...(['gamma', 'standardDeviation', 'beta', 'clip', 'dimension'] as const).map(field => ({
      privacy: { ...central, [field]: central[field] / 2 },
    })),
    ...Object.keys(base.stageTimeoutsMs).map(stage => ({
      stageTimeoutsMs: { ...base.stageTimeoutsMs, [stage]: 77 },
    })),
  ]
  const hashes = changes.map(change => toHex(hashParameters({ ...base, ...change })))
  t.is(new Set(hashes).size, changes.length)
  const root = new Uint8Array(32).fill(7)
  const contexts = [
    simulatedContext(base),
    simulatedContext(testParameters({ bound: 999 })),
    simulatedContext(base, { taskId: root }),
    simulatedContext(base, { round: 2 }),
    simulatedContext(base, { attempt: 2 }),
    simulatedContext(base, { group: 2 }),
    simulatedContext(base, { partition: root }),
    simulatedContext(base, { modelHash: root }),
    simulatedContext(base, { registry: { version: 2, root: simulatedContext(base).registry.root } }),
    simulatedContext(base, { registry: { version: 1, root } }),
  ]
  t.is(new Set(contexts.map(context => toHex(hashContext(context)))).size, contexts.length)
  t.throws(() => hashContext(simulatedContext(base, { taskId: new Uint8Array(31) })), { message: /taskId/ })
})

test('the canonical bytes of the parameters are frozen', t => {
  const expected = [
    ['01000000', '01'],
    ['04000000', '03000000'],
    ['04000000', '01000000'],
    ['04000000', '00000000'],
    ['04000000', '09000000'],
    ['01000000', '18'],
    ['04000000', 'e8030000'],
    ['04000000', '20000000'],
    ['08000000', '0000000000001040'],
    ['05000000', '657175616c'],
    ['08000000', '0100000000000000'],
    ['04000000', '6e6f6e65'],
    ['0c000000', '08000000636f6d706c657465'],
    ...Array.from({ length: 5 }, () => ['08000000', 'e803000000000000']),
  ]
  t.is(toHex(encodeParameters(testParameters())), expected.flat().join(''))
})

test('what parameters say of sharing can be read in their canonical bytes, and in no others', t => {
  const regular = { kind: 'k-regular', degree: 30, dropoutPermille: 50 } as const
  for (const graph of [{ kind: 'complete' } as const, regular]) {
    const parameters = testParameters({ graph, colluders: 6, threshold: 21 })
    const encoded = encodeParameters(parameters)
    t.deepEqual(sharingRulesIn(encoded), { colluders: 6, threshold: 21, graph })
    t.is(sharingRulesIn(encoded.subarray(1)), undefined)
    t.is(sharingRulesIn(new Uint8Array([...encoded, 0, 0, 0, 0])), undefined)
  }
  const rules = (changes: Partial<AggregationParameters>) =>
    sharingRulesIn(encodeParameters(testParameters(changes)))
  t.is(rules({ graph: { ...regular, degree: 31 } }), undefined)
  t.is(rules({ graph: { ...regular, dropoutPermille: 2 ** 32 - 1 } }), undefined)
  t.is(rules({ colluders: 2 ** 32 - 1 }), undefined)
  t.is(rules({ threshold: 2 ** 32 - 1 }), undefined)
})
