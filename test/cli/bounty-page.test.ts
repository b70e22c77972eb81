import { readFile, writeFile } from 'node:fs/promises'
import test from 'ava'
import { sha256, toHex } from '../../aggregation/index.ts'
import { readBountyDocument } from '../../cli/bounty-document.ts'
import {
  encodeTestSet,
  initialParameters,
  isRawDataset,
  loadMnist,
  mnist2nn,
  modelFromPreset,
  writeIdxFolder,
  writeModel,
  writeTfjsModel,
} from '../../learning/index.ts'
import { assertTold, openWorkplace, runHere, type Workplace } from './parley.ts'

/** A page as `bounty init` writes it, with a small test set beside it. */
async function pageIn({ at }: Workplace): Promise<string> {
  await runHere(['bounty', 'init', at('bounty.yaml')])
  await writeIdxFolder(at('test-set'), await loadMnist('test', 50))
  return readFile(at('bounty.yaml'), 'utf8')
}

test('the page that init writes can be posted as it is', async t => {
  const workplace = await openWorkplace(t)
  await pageIn(workplace)
  const checked = await workplace.parley(['bounty', 'post', 'bounty.yaml', '--check', '--json'])
  t.is(checked.code, 0, checked.stderr)
  t.like(checked.json(), {
    ok: true,
    priceUnits: '1000000',
    rounds: 6,
    model: { family: 'mlp', parameters: 199_210 },
  })
  assertTold(t, await workplace.parley(['bounty', 'init']), 2, /bounty\.yaml exists already/)
})

test('all that the page explains about money can be uncommented, amounts written with underscores', async t => {
  const workplace = await openWorkplace(t)
  const page = await pageIn(workplace)
  const at = page.indexOf('# What follows may be left out')
  const pay = page
    .slice(at)
    .replace(/^.*\n/, '')
    .replace(/^ {2}# /gm, '  ')
    .replace('arbiters: []', `arbiters: ["${'0a'.repeat(32)}", "${'0b'.repeat(32)}", "${'0c'.repeat(32)}"]`)
  const opened = page.slice(0, at).replace('# opensAt:', 'opensAt:')
  await writeFile(workplace.at('full.yaml'), `${opened.trimEnd()}\n${pay}`)
  const { terms } = await readBountyDocument(workplace.at('full.yaml'))
  t.is(terms.cohort.opensAt, '2026-12-01T09:00:00Z')
  t.like(terms.pay, {
    milestones: [
      { rounds: 2, basisPoints: 4_000, target: 0.6 },
      { rounds: 4, basisPoints: 6_000 },
    ],
    holdback: { basisPoints: 1_000, seconds: 2_592_000 },
    stakeUnits: '5000',
    coordinatorBondUnits: '50000',
    expiresSeconds: 7_776_000,
  })
  t.is(terms.pay.disputes?.bondUnits, '10000')
})

test('a fault is told with its line and its field, and several at once', async t => {
  const workplace = await openWorkplace(t)
  const page = await pageIn(workplace)
  const lineOf = (text: string) => page.slice(0, page.indexOf(text)).split('\n').length
  const cases: readonly (readonly [string, string, RegExp, string])[] = [
    ['title: Handwritten', 'titel: Handwritten', /titel/, 'title: Handwritten'],
    [
      'priceUnits: 1_000_000',
      'priceUnits: 0',
      /pay\.priceUnits: must be a whole number of units above zero/,
      'priceUnits',
    ],
    [
      'priceUnits: 1_000_000',
      'priceUnits: -5',
      /pay\.priceUnits: must be a whole number of units above zero/,
      'priceUnits',
    ],
    ['priceUnits: 1_000_000', 'priceUnits: 1.5', /pay\.priceUnits: must be a whole number/, 'priceUnits'],
    ['rounds: 6', 'rounds: 0', /training\.rounds/, 'rounds: 6'],
    ['target: 0.95', 'target: 95', /acceptance\.target/, 'target: 0.95'],
    [
      'maximum: 6',
      'maximum: 4',
      /cohort\.maximum: must be at least cohort\.minimum, which is 5/,
      '  maximum: 6',
    ],
    [
      'preset: mnist-2nn',
      'preset: perceptron',
      /model: there is no model preset "perceptron"; use one of mnist-2nn/,
      'model:\n',
    ],
    ['height: 28', 'height: tall', /data: .*height/, 'data:\n'],
    ['path: ./test-set', 'file: ./test-set', /acceptance\.testSet: must be "path: FILE"/, 'testSet:'],
  ]
  for (const [before, after, words, place] of cases) {
    t.true(page.includes(before), before)
    await writeFile(workplace.at('bounty.yaml'), page.replace(before, after))
    const ran = await runHere(['bounty', 'post', workplace.at('bounty.yaml'), '--check'])
    assertTold(t, ran, 2, words, new RegExp(`line ${lineOf(place)}, `))
  }
  await writeFile(
    workplace.at('bounty.yaml'),
    page.replace('rounds: 6', 'rounds: 0').replace('purpose: diagnostics-research', 'purpose: "?"'),
  )
  assertTold(
    t,
    await runHere(['bounty', 'post', workplace.at('bounty.yaml')]),
    2,
    /has \d faults:/,
    /purpose/,
    /rounds/,
  )
})

test('a model that does not take the data is refused with both shapes', async t => {
  const workplace = await openWorkplace(t)
  const page = await pageIn(workplace)
  const written = 'family: mlp\n  inputShape: [32, 32, 3]\n  hidden: [10]\n  classes: 10\n  activation: relu'
  await writeFile(workplace.at('bounty.yaml'), page.replace('preset: mnist-2nn', written))
  const ran = await runHere(['bounty', 'post', workplace.at('bounty.yaml'), '--check'])
  assertTold(t, ran, 2, /model: .*\[28, 28, 1\].*\[32, 32, 3\]/)
})

test('a model may be the description of a layers model in a file of its own', async t => {
  const workplace = await openWorkplace(t)
  const page = await pageIn(workplace)
  const { at } = workplace
  const post = ['bounty', 'post', at('bounty.yaml'), '--check', '--json']
  const check = async (model: string) => {
    await writeFile(at('bounty.yaml'), page.replace('preset: mnist-2nn', model))
    return runHere(post)
  }
  const cnn = modelFromPreset('mnist-cnn', { featureShape: [28, 28, 1], classes: 10 })
  const files = writeTfjsModel(cnn, initialParameters(cnn, 1))
  await writeFile(at('model.json'), files.get('model.json')!)
  const checked = await check('file: ./model.json')
  t.is(checked.code, 0, checked.stderr)
  t.like(checked.json(), { model: { family: 'layers', parameters: 1_663_370 } })

  assertTold(t, await check('file: ./other.json'), 2, /line \d+, model\.file: cannot be read/)
  assertTold(
    t,
    await check('file: 5'),
    2,
    /model\.file: must be the path of a Keras or TensorFlow\.js model\.json/,
  )
  assertTold(t, await check('file: ./bounty.yaml'), 2, /model: this is not a layers model .*: it is not JSON/)
  assertTold(t, await check('{ file: ./model.json, task: poetry }'), 2, /its task is "poetry"; use one of/)
  assertTold(t, await check('{ file: ./model.json, loss: hinge }'), 2, /its loss is "hinge"; use "huber"/)
  assertTold(t, await check('{ file: ./model.json, code: x }'), 2, /"task" and "loss", not "code"/)
  assertTold(
    t,
    await check('{ file: ./model.json, task: regression }'),
    2,
    /ends in softmax, which is for classification/,
  )
})

test('a metric that the model is not measured by is refused, and those that it is measured by are named', async t => {
  const workplace = await openWorkplace(t)
  const page = await pageIn(workplace)
  const model =
    'family: layers\n  task: regression\n  inputShape: [28, 28, 1]\n  layers:\n' +
    '    - { kind: flatten, name: flat }\n    - { kind: dense, name: out, units: 1 }'
  await writeFile(workplace.at('bounty.yaml'), page.replace('preset: mnist-2nn', model))
  const ran = await runHere(['bounty', 'post', workplace.at('bounty.yaml'), '--check'])
  assertTold(
    t,
    ran,
    2,
    /line \d+, acceptance\.metric: accuracy is not measured for regression; use one of rmse, mae/,
  )
})

test('a page that is no YAML is told by line and column', async t => {
  const workplace = await openWorkplace(t)
  await writeFile(workplace.at('bounty.yaml'), 'title: a\nmodel: [1, 2\ndata: 3\n')
  const ran = await runHere(['bounty', 'post', workplace.at('bounty.yaml'), '--check'])
  assertTold(t, ran, 2, /bounty\.yaml, line 3, column \d+: it is not YAML/)
  await writeFile(workplace.at('bounty.yaml'), 'just words\n')
  assertTold(t, await runHere(['bounty', 'post', workplace.at('bounty.yaml')]), 2, /not a page of fields/)
})

test('a test set in CSV is read, and a missing column or a wrong value is told by file and line', async t => {
  const { at } = await openWorkplace(t)
  await runHere(['bounty', 'init', at('bounty.yaml'), '--csv'])
  const post = ['bounty', 'post', at('bounty.yaml'), '--check', '--json']
  assertTold(t, await runHere(post), 2, /test-set\.csv: it cannot be read/)
  await writeFile(at('test-set.csv'), 'age,sex,outcome\n61,female,ill\n')
  assertTold(t, await runHere(post), 2, /test-set\.csv, line 1, column "cholesterol": the column is missing/)
  await writeFile(
    at('test-set.csv'),
    'age,cholesterol,sex,outcome\n61,240,female,ill\n44,high,male,healthy\n',
  )
  assertTold(t, await runHere(post), 2, /test-set\.csv, line 3, column "cholesterol": "high" is not a number/)
  await writeFile(at('test-set.csv'), 'age,cholesterol,sex,outcome\n61,240,female,ill\n44,190,male,healthy\n')
  const checked = await runHere(post)
  t.is(checked.code, 0, checked.stderr)
  t.is(checked.json<{ testSet: { examples: number } }>().testSet.examples, 2)
})

test('a test set whose statistics are to be made is uploaded as raw records', async t => {
  const { at } = await openWorkplace(t)
  await runHere(['bounty', 'init', at('bounty.yaml'), '--csv'])
  const page = await readFile(at('bounty.yaml'), 'utf8')
  const open = page
    .replace('kind: table', 'kind: table\n  statistics: federated')
    .replace('mean: 54, deviation: 9', 'minimum: 18, maximum: 110')
    .replace('mean: 246, deviation: 52', 'minimum: 80, maximum: 700, impute: median')
  await writeFile(at('bounty.yaml'), open)
  await writeFile(at('test-set.csv'), 'age,cholesterol,sex,outcome\n61,240,female,ill\n44,,male,healthy\n')
  const { testSet } = await readBountyDocument(at('bounty.yaml'))
  if (!isRawDataset(testSet)) return t.fail()
  t.deepEqual([...testSet.records.features], [61, 240, 0, 44, Number.NaN, 1])
  const checked = await runHere(['bounty', 'post', at('bounty.yaml'), '--check', '--json'])
  t.is(checked.code, 0, checked.stderr)
  t.like(checked.json(), { testSet: { examples: 2, bytes: encodeTestSet({ data: testSet }).length } })
})

test('training starts from the model file that the page names, and the terms name its hash', async t => {
  const workplace = await openWorkplace(t)
  const page = await pageIn(workplace)
  const { at } = workplace
  const started = (start: string) =>
    writeFile(at('bounty.yaml'), page.replace('localEpochs: 1', `localEpochs: 1\n  start: ${start}`))
  const file = writeModel(mnist2nn, initialParameters(mnist2nn, 4))
  await writeFile(at('last-year.safetensors'), file)
  await started('./last-year.safetensors')
  const { terms, startBlob } = await readBountyDocument(at('bounty.yaml'))
  t.deepEqual(startBlob, file)
  t.deepEqual(terms.training.start, { sha256: toHex(sha256(file)) })
  const post = ['bounty', 'post', at('bounty.yaml'), '--check', '--json']
  const checked = await runHere(post)
  t.is(checked.code, 0, checked.stderr)
  t.like(checked.json(), { start: terms.training.start, algorithm: { name: 'fedavg' } })

  const line = page.slice(0, page.indexOf('localEpochs: 1')).split('\n').length + 1
  const other = { family: 'logistic', inputShape: [28, 28, 1], classes: 10 } as const
  await writeFile(at('other.safetensors'), writeModel(other, initialParameters(other, 1)))
  for (const [start, words] of [
    ['./missing.safetensors', /training\.start: cannot be read: ENOENT/],
    [
      '{ sha256: abc }',
      /training\.start: must be the path of a model file, as `parley model fetch` writes it/,
    ],
    ['./other.safetensors', /training\.start: holds a model of another kind than "model" describes/],
    ['./bounty.yaml', /training\.start: this is not a model file that can be read/],
  ] as const) {
    await started(start)
    assertTold(t, await runHere(post), 2, words, new RegExp(`line ${line}, `))
  }
})

test('what a page says of algorithm, schedule, draw and rule is read, and its faults are told by line', async t => {
  const workplace = await openWorkplace(t)
  const page = await pageIn(workplace)
  const post = ['bounty', 'post', workplace.at('bounty.yaml'), '--check']
  // Everything that the page offers in comments, at once, but for the file to start from.
  const offered = page.replace(/^( {2})# (algorithm|schedule|momentum|patience|keep|sampled): /gm, '$1$2: ')
  t.is(offered.split('\n').filter((line, i) => line !== page.split('\n')[i]).length, 6)
  await writeFile(workplace.at('bounty.yaml'), offered)
  const checked = await runHere(post)
  t.is(checked.code, 0, checked.stderr)
  t.regex(checked.stdout, /training {2}fedprox \(mu 0\.01\), 5 holders drawn for each round/)

  const cases: readonly (readonly [string, string, RegExp, string])[] = [
    [
      'name: fedprox, mu',
      'name: fedmagic, mu',
      /algorithm\.name: is "fedmagic"; use one of fedavg/,
      'algorithm:',
    ],
    ['mu: 0.01', 'nu: 0.01', /training\.algorithm\.mu: of fedprox cannot be used/, 'algorithm:'],
    ['name: fedprox, mu: 0.01', 'name: scaffold', /training\.momentum: must be left out/, 'momentum:'],
    ['sampled: 5', 'sampled: 6', /cohort\.sampled: must be at most cohort\.minimum, which is 5/, 'sampled:'],
    ['kind: cosine', 'kind: sine', /training\.schedule\.kind: /, 'schedule:'],
  ]
  for (const [before, after, words, place] of cases) {
    const line = offered.slice(0, offered.indexOf(place)).split('\n').length
    await writeFile(workplace.at('bounty.yaml'), offered.replace(before, after))
    assertTold(t, await runHere(post), 2, words, new RegExp(`line ${line}, `))
  }
  await writeFile(workplace.at('bounty.yaml'), page.replace('# robust: {', 'robust: {'))
  const few =
    /aggregation\.robust: median needs 3 groups, .*: raise cohort\.minimum and cohort\.maximum to 12/
  assertTold(t, await runHere(post), 2, few)
})
