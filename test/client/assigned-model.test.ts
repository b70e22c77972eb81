import test from 'ava'
import { readAssignedModel } from '../../client/agent/assignment.ts'
import type { BountyPapers } from '../../client/agent/bounty-papers.ts'
import type { OpenAssignment } from '../../client/state/index.ts'
import {
  initialParameters,
  type ModelData,
  modelHash,
  type NamedVectors,
  parseDataSchema,
  parseModelSpec,
  writeModel,
} from '../../learning/index.ts'
import type { BountyTerms } from '../../protos/terms.ts'
import { testTerms } from './scripted-coordinator.ts'

const open = {
  kind: 'table',
  statistics: 'federated',
  features: [
    { name: 'age', kind: 'number', minimum: 0, maximum: 120, missing: ['?'], impute: 'median' },
    { name: 'sex', kind: 'category', values: ['f', 'm'] },
  ],
  label: { name: 'outcome', classes: ['healthy', 'ill'] },
} as const
const spec = parseModelSpec({ family: 'logistic', inputShape: [3], classes: 2 })
const parameters = initialParameters(spec, 1)

function completed(change: object = {}): ModelData {
  const { statistics: _, ...rest } = open
  const age = { ...open.features[0], mean: 54.5, deviation: 9, median: 55, ...change }
  return { ...rest, features: [age, open.features[1]] } as unknown as ModelData
}

function papersWith(data: unknown): BountyPapers {
  const terms = { ...testTerms(), data } as BountyTerms
  return { terms, spec, schema: parseDataSchema(data, 'the terms') } as BountyPapers
}

/** What the agent makes of a model with this schema in a round of the bounty. */
function read(data: ModelData | undefined, round: number, papers = papersWith(open)) {
  const assignment = { attempt: { round }, modelHash: modelHash(spec, parameters, data) } as OpenAssignment
  return readAssignedModel(writeModel(spec, parameters, {}, data), assignment, papers)
}

function refusal(...args: Parameters<typeof read>): string {
  const outcome = read(...args)
  return outcome.kind === 'unsafe' ? `${outcome.unsafe.reason}: ${outcome.unsafe.detail}` : 'taken'
}

test('the means that round 0 made come with the model, and are what records are standardised by', t => {
  const outcome = read(completed(), 1)
  if (outcome.kind !== 'model') return t.fail(outcome.unsafe.detail)
  t.deepEqual(JSON.parse(JSON.stringify(outcome.model.schema)), completed())
})

test('a model that says more of the records than the terms left open is refused', t => {
  for (const data of [
    completed({ maximum: 1000 }),
    completed({ impute: 'mean', median: undefined }),
    { ...completed(), label: { name: 'outcome', classes: ['ill', 'healthy'] } },
    { ...completed(), features: [] },
  ]) {
    t.regex(refusal(data, 1), /^model-not-the-terms: the data schema of the model/)
  }
  t.regex(refusal(completed({ mean: 'fifty' }), 1), /^model-not-the-terms: .*features/)
})

test('means come after round 0 and not before, and only where the terms leave them open', t => {
  t.is(refusal(undefined, 0), 'taken')
  t.regex(refusal(completed(), 0), /^model-not-the-terms: .*brings means that the terms do not leave to it/)
  t.regex(refusal(undefined, 1), /^model-not-the-terms: .*does not say by which means/)
  const stated = papersWith(JSON.parse(JSON.stringify(completed())))
  t.is(refusal(undefined, 1, stated), 'taken')
  t.regex(refusal(completed(), 1, stated), /^model-not-the-terms: .*brings means/)
})

test('a model with other means than its hash says is not the one that was assigned', t => {
  const assignment = {
    attempt: { round: 1 },
    modelHash: modelHash(spec, parameters, completed()),
  } as OpenAssignment
  const file = writeModel(spec, parameters, {}, completed({ mean: 54.6 }))
  const outcome = readAssignedModel(file, assignment, papersWith(open))
  t.is(outcome.kind === 'unsafe' && outcome.unsafe.reason, 'model-not-as-assigned')
})

/** What is said of a model that comes with these vectors under an algorithm. */
function refusalOf(algorithm: unknown, broadcast: NamedVectors): string {
  const { schema, terms } = papersWith(JSON.parse(JSON.stringify(completed())))
  const papers = { schema, spec, terms: { ...terms, training: { ...terms.training, algorithm } } }
  const hash = modelHash(spec, parameters, undefined, broadcast)
  const assignment = { attempt: { round: 2 }, modelHash: hash } as OpenAssignment
  const file = writeModel(spec, parameters, {}, undefined, broadcast)
  const outcome = readAssignedModel(file, assignment, papers as BountyPapers)
  return outcome.kind === 'unsafe' ? `${outcome.unsafe.reason}: ${outcome.unsafe.detail}` : 'taken'
}

test('vectors beside the parameters are those of the algorithm of the terms, and finite', t => {
  const ones = new Float32Array(parameters.values.length).fill(1)
  const scaffold = { name: 'scaffold' }
  t.is(refusalOf(scaffold, { control: ones }), 'taken')
  t.is(refusalOf(scaffold, {}), 'taken')
  t.is(refusalOf({ name: 'fedavg' }, {}), 'taken')
  t.regex(
    refusalOf({ name: 'fedavg' }, { control: ones }),
    /^model-not-the-terms: the model brings control, which fedavg does not tell/,
  )
  t.regex(refusalOf(scaffold, { control: ones, more: ones }), /^model-not-the-terms: the model brings more/)
  for (const bad of [Number.NaN, Number.POSITIVE_INFINITY])
    t.regex(
      refusalOf(scaffold, { control: ones.map((one, i) => (i === 3 ? bad : one)) }),
      /^model-not-the-terms: the control of the model has numbers that are not finite/,
    )
})
