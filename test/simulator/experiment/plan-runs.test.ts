import { fc, testProp } from '@fast-check/ava'
import test from 'ava'
import { ExperimentError, planRuns, publishedBeside } from '../../../simulator/experiment/index.ts'
import { smallExperiment } from './small-experiment.ts'

const namesOf = (fields: Readonly<Record<string, unknown>>) =>
  planRuns(smallExperiment(fields)).map(({ run }) => run)

test('an experiment without a sweep has a run for each seed', t => {
  t.deepEqual(namesOf({ seeds: [3, 1] }), ['s3', 's1'])
})

test('a sweep has a run for every combination and seed, named after what is swept', t => {
  t.deepEqual(
    namesOf({ seeds: [1, 2], sweep: { 'training.learningRate': [0.1, 0.5], 'training.localEpochs': [5] } }),
    [
      'learningRate0.1-localEpochs5-s1',
      'learningRate0.1-localEpochs5-s2',
      'learningRate0.5-localEpochs5-s1',
      'learningRate0.5-localEpochs5-s2',
    ],
  )
})

test('a swept section is named by its kind first', t => {
  const partition = [{ kind: 'iid' }, { shardsPerHolder: 2, kind: 'shards' }]
  t.deepEqual(namesOf({ sweep: { partition } }), ['partition-iid-s1', 'partition-shards-shardsPerHolder2-s1'])
})

test('variants are named by their names, under every swept value', t => {
  const variants = [
    { name: 'plain', set: {} },
    { name: 'two epochs', set: { 'training.localEpochs': 2 } },
  ]
  t.deepEqual(namesOf({ variants, sweep: { holders: [4, 5] } }), [
    'plain-holders4-s1',
    'plain-holders5-s1',
    'two-epochs-holders4-s1',
    'two-epochs-holders5-s1',
  ])
})

test('a run has its values in its experiment, and says which they are', t => {
  const variants = [{ name: 'b', set: { 'training.batchSize': 'all' } }]
  const [run] = planRuns(smallExperiment({ variants, sweep: { holders: [5] }, seeds: [7] }))
  t.is(run!.experiment.holders, 5)
  t.is(run!.experiment.training.batchSize, 'all')
  t.deepEqual(run!.changes, { variant: 'b', holders: 5 })
  t.deepEqual([run!.seed, run!.experiment.seeds], [7, [7]])
})

test('a run is played from itself alone: neither the sweep nor what is told of it is in it', t => {
  const { experiment } = planRuns(smallExperiment({ sweep: { holders: [5] }, description: 'x' }))[0]!
  t.deepEqual([experiment.sweep, experiment.variants, experiment.published], [{}, [], []])
  t.is(experiment.description, undefined)
})

test('null takes a field out of a variant', t => {
  const robust = { rule: 'median' }
  const variants = [
    { name: 'mean', set: { robust: null } },
    { name: 'median', set: {} },
  ]
  const runs = planRuns(smallExperiment({ robust, variants }))
  t.deepEqual(
    runs.map(({ experiment }) => experiment.robust),
    [undefined, { rule: 'median' }],
  )
})

test('names that would fall together are told apart', t => {
  const variants = ['a b', 'a-b', 'A B'].map(name => ({ name, set: {} }))
  t.deepEqual(namesOf({ variants }), ['a-b-s1', 'a-b-2-s1', 'A-B-3-s1'])
})

test('a swept value that a field cannot have is told by where it was written', t => {
  const error = t.throws(() => planRuns(smallExperiment({ sweep: { 'training.localEpochs': [1, 0] } })))
  t.regex(error!.message, /^sweep\.training\.localEpochs\[1\]: must be .* the nearest is 1$/)
})

test('a value within a swept section is told to the field', t => {
  const sweep = { partition: [{ kind: 'iid' }, { kind: 'shards', shardsPerHolder: 0 }] }
  const error = t.throws(() => planRuns(smallExperiment({ sweep })))
  t.regex(error!.message, /^sweep\.partition\[1\]\.shardsPerHolder: must be a whole number/)
})

test('an algorithm that a variant names wrongly is told with the nearest', t => {
  const variants = [{ name: 'x', set: { 'training.algorithm': { name: 'fedadm', serverLearningRate: 1 } } }]
  const error = t.throws(() => planRuns(smallExperiment({ variants })))
  t.regex(error!.message, /^variants\.0\.set\.training\.algorithm\.name: is "fedadm"; did you mean fedadam/)
})

test('what is of the whole experiment does not differ between runs', t => {
  const error = t.throws(() => planRuns(smallExperiment({ sweep: { seeds: [[1], [2]] } })))
  t.regex(error!.message, /^sweep\.seeds\[0\]: is of the experiment as a whole/)
})

test('a seed twice is refused', t => {
  t.regex(t.throws(() => planRuns(smallExperiment({ seeds: [2, 2] })))!.message, /^seeds: has 2 twice/)
})

test('a published figure stands beside the variants that it is of', t => {
  const figure = (value: number, when?: Readonly<Record<string, unknown>>) => ({
    ...{ figure: 'bestAccuracy', value, source: 'paper' },
    ...(when === undefined ? {} : { when }),
  })
  const experiment = smallExperiment({
    variants: [
      { name: 'a', set: {} },
      { name: 'b', set: {} },
    ],
    sweep: { 'training.localEpochs': [1, 5] },
    published: [
      figure(0.1),
      figure(0.2, { 'training.localEpochs': 5 }),
      figure(0.3, { variant: 'b', 'training.localEpochs': 1 }),
    ],
  })
  const beside = planRuns(experiment).map(run => publishedBeside(experiment, run).map(({ value }) => value))
  t.deepEqual(beside, [[0.1], [0.1, 0.2], [0.1, 0.3], [0.1, 0.2]])
})

const values = fc.uniqueArray(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 4 })

testProp(
  'there are as many runs as combinations times seeds, each with a name of its own that files can have',
  [values, values, fc.uniqueArray(fc.nat(1_000), { minLength: 1, maxLength: 4 })],
  (t, epochs, batches, seeds) => {
    const sweep = { 'training.localEpochs': epochs, 'training.batchSize': batches }
    const names = namesOf({ sweep, seeds })
    t.is(names.length, epochs.length * batches.length * seeds.length)
    t.is(new Set(names.map(name => name.toLowerCase())).size, names.length)
    for (const name of names) t.regex(name, /^[A-Za-z0-9][A-Za-z0-9.-]{0,159}$/)
  },
)

test('a swept value that is there already is refused, in whatever order its fields are written', t => {
  const alpha = { kind: 'dirichlet', alpha: 0.5 }
  const again = { alpha: 0.5, kind: 'dirichlet' }
  const sweep = { partition: [alpha, { kind: 'iid' }, again] }
  const error = t.throws(() => planRuns(smallExperiment({ sweep })), { instanceOf: ExperimentError })
  t.is(error?.message, 'sweep.partition[2]: is the value of sweep.partition[0] again; leave it out')
})

test('what a sweep would overrule of a variant is refused, what it refines is not', t => {
  const variants = [{ name: 'short', set: { 'training.rounds': 2 } }]
  const swept = smallExperiment({ variants, sweep: { 'training.rounds': [1, 3] } })
  const error = t.throws(() => planRuns(swept), { instanceOf: ExperimentError })
  t.regex(error!.message, /^variants\.0\.set\.training\.rounds: is overruled by sweep\.training\.rounds\[0\]/)
  const whole = { 'training.algorithm.mu': [0.1], 'training.algorithm': [{ name: 'fedprox', mu: 1 }] }
  t.throws(() => planRuns(smallExperiment({ sweep: whole })), { message: /mu\[0\]: is overruled/ })
  const prox = [{ name: 'prox', set: { 'training.algorithm': { name: 'fedprox', mu: 1 } } }]
  const refined = smallExperiment({ variants: prox, sweep: { 'training.algorithm.mu': [0.1, 0.2] } })
  t.is(planRuns(refined).length, 2)
})
