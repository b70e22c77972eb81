import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { stringify } from 'yaml'
import { type ReadOptions, readExperiment } from '../../../simulator/experiment/index.ts'
import { smallPage } from './small-experiment.ts'

async function write(t: ExecutionContext, content: unknown): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'parley-read-experiment-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const file = path.join(folder, 'page.yaml')
  await writeFile(file, typeof content === 'string' ? content : stringify(content))
  return file
}

/** What is said of a page. */
async function faultOf(t: ExecutionContext, content: unknown, options: ReadOptions = {}): Promise<string> {
  const error = await t.throwsAsync(readExperiment(await write(t, content), options))
  t.is(error?.name, 'ExperimentFileError')
  t.notRegex(error!.message, /Invalid input/)
  return error!.message
}

/** Fields of the page changed, by section. */
const changed = (fields: Readonly<Record<string, unknown>>) => ({ ...smallPage, ...fields })
const trained = (fields: Readonly<Record<string, unknown>>) =>
  changed({ training: { ...smallPage.training, ...fields } })

test('a page is read with its defaults filled in', async t => {
  const experiment = await readExperiment(await write(t, smallPage))
  t.is(experiment.masking, 'off')
  t.is(experiment.minimumExamples, 10)
  t.deepEqual(experiment.seeds, [1])
})

test('a preset is read by its name', async t => {
  const { name, holders } = await readExperiment('hello')
  t.is(name, 'hello')
  t.is(holders, 10)
})

const wrong: readonly (readonly [title: string, page: unknown, ...words: readonly RegExp[]])[] = [
  ['an unknown field', changed({ sampeld: 3 }), /line 16, sampeld: is no field; did you mean `sampled`/],
  [
    'an unknown field of a section',
    trained({ localEpoch: 2 }),
    /training\.localEpoch: is no field; did you mean `localEpochs`/,
  ],
  [
    'a number out of its range',
    trained({ localEpochs: 0 }),
    /line \d+, training\.localEpochs: must be a whole number from 1 to 100, not 0; the nearest is 1/,
  ],
  [
    'a number that should be whole',
    trained({ rounds: 2.6 }),
    /training\.rounds: must be a whole number from 1 to 10000, not 2\.6; the nearest is 3/,
  ],
  [
    'a text where a number belongs',
    trained({ learningRate: '0.1' }),
    /training\.learningRate: must be a number above 0 and at most 100, not "0\.1"/,
  ],
  [
    'a word of a union',
    trained({ batchSize: 'al' }),
    /training\.batchSize: must be a whole number from 1 to 100000, or "all", not "al"; the nearest is all/,
  ],
  [
    'an unknown partition',
    changed({ partition: { kind: 'dirichlett', alpha: 1 } }),
    /line \d+, partition\.kind: .* not "dirichlett"; did you mean dirichlet\?/,
  ],
  [
    'noise that there is not for the unit',
    changed({ privacy: { unit: 'record', noise: 'central', epsilon: 3, delta: 1e-5 } }),
    /privacy\.noise: must be one of local, distributed, not "central"/,
  ],
  [
    'a unit that there is not',
    changed({ privacy: { unit: 'recrd', noise: 'local', epsilon: 3, delta: 1e-5 } }),
    /privacy\.unit: must be one of record, holder, not "recrd"; did you mean record\?/,
  ],
  [
    'a field of another mode of privacy',
    changed({
      privacy: { unit: 'record', noise: 'local', epsilon: 3, delta: 1e-5, clipNorm: 1, sampling: 0.1 },
    }),
    /privacy\.sampling: is no field; .* There are unit, noise, epsilon, delta, clipNorm, clipping$/m,
  ],
  [
    'an unknown rule',
    changed({ robust: { rule: 'krum' } }),
    /robust\.rule: .* not "krum"; did you mean multi-krum\?/,
  ],
  [
    'an unknown attack',
    changed({ attack: { settings: { kind: 'signflip' }, holders: 1 } }),
    /attack\.settings\.kind: .* did you mean sign-flip\?/,
  ],
  [
    'an unknown algorithm',
    trained({ algorithm: { name: 'fedprx', mu: 1 } }),
    /training\.algorithm\.name: is "fedprx"; did you mean fedprox\?/,
  ],
  [
    'a setting of an algorithm that is missing',
    trained({ algorithm: { name: 'fedprox' } }),
    /training\.algorithm\.mu: is missing; it must be a number above 0/,
  ],
  [
    'a setting that another algorithm has',
    trained({ algorithm: { name: 'fedavgm', mu: 1 } }),
    /training\.algorithm\.mu: is no field; did you mean `momentum`/,
  ],
  [
    'an unknown model',
    changed({ model: 'mnist-2n' }),
    /model: there is no preset "mnist-2n"; did you mean mnist-2nn/,
  ],
  [
    'an unknown dataset',
    changed({ data: { dataset: 'mnst' } }),
    /data\.dataset: must be "mnist", not "mnst"; the nearest is mnist/,
  ],
  [
    'a part of the data of files that is missing',
    changed({ data: { schema: 'schema.json', train: 'train.csv' } }),
    /data\.test: is missing; it must be a text/,
  ],
  [
    'a swept field that there is not',
    changed({ sweep: { 'training.learningrates': [1] } }),
    /sweep\.training\.learningrates: is no field; did you mean `training\.learningRate`/,
  ],
  [
    'two variants of one name',
    changed({
      variants: [
        { name: 'a', set: {} },
        { name: 'a', set: {} },
      ],
    }),
    /variants\.1\.name: is the name of another variant/,
  ],
  [
    'a published figure that is none',
    changed({ published: [{ figure: 'roundsto97', value: 1, source: 'x' }] }),
    /published\.0\.figure: must be bestAccuracy, finalAccuracy or roundsTo/,
  ],
  ['what is no page', '- a\n- b\n', /is not a page of fields/],
  ['what is no YAML', 'name: "a\n', /line 2, column 1: it is not YAML/],
]

for (const [title, page, ...words] of wrong)
  test(`${title} is told with its field and what would do`, async t => {
    const told = await faultOf(t, page)
    for (const word of words) t.regex(told, word)
  })

test('all faults of a page are told at once, each with its line', async t => {
  const told = await faultOf(t, changed({ holders: 2, nmae: 'x' }))
  t.regex(told, /2 faults:\n {2}line 7, holders: .*nearest is 3\n {2}line \d+, nmae: .*`name`/)
})

test('a number that breaks two bounds at once is told of once', async t => {
  t.regex(await faultOf(t, trained({ rounds: 1e99 })), /^\S*page\.yaml, line \d+, training\.rounds: must be/)
})

test('a list that is too short or too long is told by its length', async t => {
  t.regex(await faultOf(t, changed({ seeds: [] })), /seeds: must have at least 1 of its values, not 0/)
  const seeds = Array.from({ length: 1_001 }, (_, i) => i)
  t.regex(await faultOf(t, changed({ seeds })), /seeds: must have at most 1000 of its values, not 1001$/)
})

test('infinity is told as a number and not as nothing', async t => {
  const told = await faultOf(t, changed({}), { set: ['training.learningRate=.inf'] })
  t.regex(told, /not Infinity; the nearest is 100/)
})

test('a folder in place of a page is told as a folder', async t => {
  const error = await t.throwsAsync(readExperiment(path.dirname(await write(t, smallPage))))
  t.is(error?.name, 'ExperimentFileError')
  t.regex(error!.message, /is a folder; name a page of YAML in it/)
})

test('a page whose aliases multiply is refused', async t => {
  const line = (name: string, of: string) => `${name}: &${name} [${Array(9).fill(of).join(', ')}]\n`
  const bomb = line('a', 'x') + line('b', '*a') + line('c', '*b') + line('d', '*c') + line('e', '*d')
  t.regex(await faultOf(t, bomb), /cannot be read: Excessive alias count.*; write its values out/)
})

test('a page, or a change, with an alias within what it names is refused', async t => {
  t.regex(await faultOf(t, 'version: 1\nname: &n { a: *n }\n'), /has an alias within what it names/)
  t.regex(await faultOf(t, smallPage, { set: ['title=&n [*n]'] }), /--set title: .*nested deeper than 32/)
})

test('an unknown preset names the nearest', async t => {
  const error = await t.throwsAsync(readExperiment('mnist-2n-iid'))
  t.regex(error!.message, /no preset or file "mnist-2n-iid"; did you mean mnist-2nn-iid\?/)
})

test('a file that is not there is told as a file', async t => {
  const error = await t.throwsAsync(readExperiment('no/such.yaml'))
  t.regex(error!.message, /no\/such\.yaml does not exist/)
})

test('the command line changes fields, with values as YAML', async t => {
  const experiment = await readExperiment(await write(t, smallPage), {
    set: ['training.learningRate=0.25', 'partition={kind: shards, shardsPerHolder: 2}'],
    seeds: [4, 5],
    masking: 'on',
    rounds: 7,
  })
  t.is(experiment.training.learningRate, 0.25)
  t.is(experiment.training.rounds, 7)
  t.deepEqual(experiment.partition, { kind: 'shards', shardsPerHolder: 2 })
  t.deepEqual(experiment.seeds, [4, 5])
  t.is(experiment.masking, 'on')
})

test('a change to nothing leaves the field out', async t => {
  const page = trained({ algorithm: { name: 'fedprox', mu: 1 } })
  const { training } = await readExperiment(await write(t, page), { set: ['training.algorithm=null'] })
  t.is(training.algorithm, undefined)
})

test('a change of a field that there is not names the nearest', async t => {
  const told = await faultOf(t, smallPage, { set: ['training.learningRat=1'] })
  t.regex(told, /--set training\.learningRat: is no field; did you mean `training\.learningRate`/)
})

test('a change without a value is refused', async t => {
  t.regex(await faultOf(t, smallPage, { set: ['holders'] }), /write FIELD=VALUE/)
})

test('a changed value that is wrong is told without a line of the page', async t => {
  const told = await faultOf(t, smallPage, { set: ['holders=1'] })
  t.regex(told, /page\.yaml, holders: must be a whole number from 3/)
})

test('files that an experiment names are found from where it lies', async t => {
  const page = changed({ data: { schema: 's.json', train: 'a/train.csv', test: '/abs/test.csv' } })
  const file = await write(t, page)
  const { data } = await readExperiment(file)
  t.deepEqual(data, {
    schema: path.join(path.dirname(file), 's.json'),
    train: path.join(path.dirname(file), 'a/train.csv'),
    test: '/abs/test.csv',
  })
})

test('a program of the experiment makes its algorithm known', async t => {
  const program = `export default ({ registerAlgorithm, plainClient, ruleServer, parseAlgorithm }) => {
  const settings = { safeParse: data => ({ success: true, data }) }
  const { server } = parseAlgorithm(undefined)
  registerAlgorithm({ name: 'of-a-test', settings, make: () => ({ client: plainClient(), server }) })
}`
  const file = await write(t, trained({ algorithm: { name: 'of-a-test' } }))
  await writeFile(path.join(path.dirname(file), 'algorithm.mjs'), program)
  t.regex((await t.throwsAsync(readExperiment(file)))!.message, /is "of-a-test"/)
  const { training } = await readExperiment(file, { set: ['modules=[algorithm.mjs]'] })
  t.is(training.algorithm?.name, 'of-a-test')
})

test('a program that cannot be loaded is named', async t => {
  const told = await faultOf(t, changed({ modules: ['absent.mjs'] }))
  t.regex(told, /modules: .*absent\.mjs cannot be loaded/)
})

test('a program that throws no error is told by what it throws', async t => {
  const folder = path.dirname(await write(t, smallPage))
  await writeFile(path.join(folder, 'null.mjs'), 'export default () => { throw null }')
  await writeFile(path.join(folder, 'page.yaml'), stringify(changed({ modules: ['null.mjs'] })))
  const error = await t.throwsAsync(readExperiment(path.join(folder, 'page.yaml')))
  t.is(error?.name, 'ExperimentFileError')
  t.regex(error!.message, /null\.mjs cannot be loaded: it throws null/)
})

test('a published figure beside a variant that is not there is refused with the nearest name', async t => {
  const page = changed({
    variants: [
      { name: 'fedavg', set: {} },
      { name: 'fedprox', set: { 'training.learningRate': 0.1 } },
    ],
    published: [{ figure: 'bestAccuracy', value: 0.9, source: 'a table', when: { variant: 'fedprocs' } }],
  })
  t.regex(await faultOf(t, page), /published\.0\.when\.variant: .*did you mean "fedprox"/)
})
