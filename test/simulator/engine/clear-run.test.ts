import test from 'ava'
import { parameterVector, toHex } from '../../../aggregation/index.ts'
import { trainingSeed } from '../../../client/agent/local-work.ts'
import {
  type ClassDataset,
  classCounts,
  computeInThisThread,
  initialParameters,
  type LoadedDataset,
  loadMnist,
  modelHash,
  parseModelSpec,
  readNamedVectors,
  writeNamedVectors,
} from '../../../learning/index.ts'
import { prepareRun, readRunData } from '../../../simulator/engine/index.ts'
import { play, smallRun } from './small-run.ts'

const algorithms = {
  fedavg: {},
  scaffold: { sampled: 3, training: { rounds: 3, algorithm: { name: 'scaffold' } } },
  fedadam: { training: { rounds: 3, algorithm: { name: 'fedadam', serverLearningRate: 0.01 } } },
  'a clip norm that follows the updates': {
    privacy: {
      unit: 'holder',
      noise: 'distributed',
      epsilon: 50,
      delta: 1e-5,
      clipping: { quantile: 0.5, learningRate: 1 },
    },
    training: { rounds: 3, clipNorm: 10 },
  },
}

test('a run under privacy of records is replayed byte for byte, also where the clip norm follows the gradients', async t => {
  const privacy = { unit: 'record', noise: 'local', epsilon: 8, delta: 1e-3, clipNorm: 20 }
  const runs = [privacy, { ...privacy, clipping: { quantile: 0.5 } }].map(promise =>
    smallRun({ privacy: promise, training: { batchSize: 'all' } }),
  )
  const [fixed, following] = [await play(runs[0]!), await play(runs[1]!)]
  t.is((await play(runs[1]!)).text, following.text)
  t.notDeepEqual(
    following.rounds.map(({ modelHash }) => modelHash),
    fixed.rounds.map(({ modelHash }) => modelHash),
  )
})

for (const [name, fields] of Object.entries(algorithms)) {
  const rounds = 3
  const run = smallRun({ training: { rounds }, ...fields })

  test(`${name}: the same run gives the same lines byte for byte, and another seed gives others`, async t => {
    const first = await play(run)
    t.is((await play(run)).text, first.text)
    const other = await play({ ...run, seed: 2 })
    t.notDeepEqual(
      other.rounds.map(round => round.modelHash),
      first.rounds.map(round => round.modelHash),
    )
  })

  test(`${name}: a run goes on from any of its checkpoints to the lines of one that was not interrupted`, async t => {
    const whole = await play(run)
    for (const [i, checkpoint] of whole.checkpoints.entries()) {
      const { rounds: done, vectors } = checkpoint
      t.is(done.length, i + 1)
      // Read back from a file, whose vectors are others in memory.
      const resume = { ...checkpoint, vectors: readNamedVectors(writeNamedVectors(vectors)) }
      const rest = await play(run, { resume })
      t.deepEqual([...done, ...rest.rounds], [...whole.rounds])
      t.deepEqual(rest.end, whole.end)
    }
  })

  test(`${name}: a run that is aborted in the middle of a round goes on from the round before`, async t => {
    const whole = await play(run)
    const aborting = new AbortController()
    const cut = await play(run, {
      signal: aborting.signal,
      onProgress: ({ round, trained }) => {
        if (round === 2 && trained === 2) aborting.abort()
      },
    })
    t.is(cut.end, undefined)
    t.is(cut.rounds.length, 1)
    const rest = await play(run, { resume: cut.checkpoints.at(-1)! })
    t.deepEqual([...cut.rounds, ...rest.rounds], [...whole.rounds])
  })
}

test('an abort that arrives by the event loop is heard between two holders', async t => {
  const aborting = new AbortController()
  let trained = 0
  const cut = await play(smallRun(), {
    signal: aborting.signal,
    onProgress: progress => {
      trained = progress.trained
      if (trained === 1) setImmediate(() => aborting.abort())
    },
  })
  t.is(cut.end, undefined)
  t.is(cut.rounds.length, 0)
  t.true(trained < 4, `${trained} holders trained`)
})

test('federated averaging is the mean of local models by plain arithmetic, within the rounding of integers', async t => {
  const run = smallRun({ holders: 3, partition: { kind: 'quantity', alpha: 2 } })
  const { checkpoints, rounds } = await play(run)
  const { terms, holders } = prepareRun(run, await readRunData(run.experiment))
  const sizes = holders.map(({ examples }) => examples)
  t.true(new Set(sizes).size > 1, `weights that are all alike prove nothing: ${sizes}`)
  const spec = parseModelSpec(terms.model)
  const { trainer } = await computeInThisThread()
  const start = initialParameters(spec, run.seed)
  let model = start.values
  // Each holder is off by less than one of Q = (2^23 - 1) / 3 steps of the range, times the most examples over its own.
  const step = (4 / Math.floor((2 ** 23 - 1) / 3)) * Math.max(...sizes) * (3 / sizes.reduce((a, b) => a + b))
  for (const [i, { vectors }] of checkpoints.entries()) {
    const mean = new Float64Array(model.length)
    for (const { organisation, examples, records } of holders) {
      const attempt = { bountyId: '' as never, round: i + 1, attempt: 1, group: 1 }
      const { update } = await trainer.train({
        spec,
        parameters: parameterVector(model, start.layout),
        epochs: 1,
        batchSize: 10,
        learningRate: 0.1,
        seed: trainingSeed(terms, attempt, organisation),
        dataset: records(),
      })
      const share = examples / sizes.reduce((a, b) => a + b)
      for (const [k, value] of update.values.entries()) mean[k]! += share * value
    }
    const expected = Float64Array.from(model, (value, k) => value + mean[k]!)
    const found = vectors.model!
    const most = found.reduce((worst, value, k) => Math.max(worst, Math.abs(value - expected[k]!)), 0)
    t.true(most < step + 1e-7, `off by ${most} in round ${i + 1}, of ${step}`)
    t.true(mean.some(value => Math.abs(value) > 100 * step))
    model = found
    t.is(rounds[i]!.modelHash, toHex(modelHash(spec, parameterVector(found, start.layout))))
  }
})

test('the line of a round tells its learning rate, who was drawn, and how far the model moved', async t => {
  const run = smallRun({
    sampled: 3,
    training: { rounds: 3, schedule: { kind: 'step', every: 2, factor: 0.5 } },
  })
  const { rounds, checkpoints, head, timings } = await play(run)
  t.deepEqual(
    rounds.map(({ learningRate, drawn, survivors, leftOut }) => ({
      learningRate,
      drawn,
      survivors,
      leftOut,
    })),
    [0.1, 0.1, 0.05].map(learningRate => ({ learningRate, drawn: 3, survivors: 3, leftOut: [] })),
  )
  const [before, after] = [checkpoints[0]!.vectors.model!, checkpoints[1]!.vectors.model!]
  t.true(Math.abs(Math.hypot(...after.map((value, i) => value - before[i]!)) - rounds[1]!.stepNorm!) < 1e-5)
  t.is(head.settings !== null && head.masking, 'off')
  for (const { seconds, trainingSeconds, evaluationSeconds } of timings)
    t.true(trainingSeconds! > 0 && evaluationSeconds! > 0 && trainingSeconds! + evaluationSeconds! <= seconds)
})

test('thousands of holders are drawn from, and a round asks those who were drawn alone', async t => {
  const run = smallRun({
    holders: 1_500,
    minimumExamples: 1,
    sampled: 5,
    data: { dataset: 'mnist', examples: 3_000, testExamples: 50 },
  })
  const { rounds, end } = await play(run)
  t.deepEqual(
    rounds.map(({ drawn, survivors }) => [drawn, survivors]),
    [
      [5, 5],
      [5, 5],
    ],
  )
  t.is(end?.reason, 'rounds-done')
})

test('every example is with one holder, and a holder of two shards has few of the labels', async t => {
  const run = smallRun({ holders: 5, partition: { kind: 'shards', shardsPerHolder: 2 } })
  const { holders } = prepareRun(run, await readRunData(run.experiment))
  const datasets = holders.map(({ records }) => records() as LoadedDataset<ClassDataset>)
  t.deepEqual(
    datasets.map(({ examples }) => examples),
    holders.map(({ examples }) => examples),
  )
  const counted = classCounts(await loadMnist('train', 300))
  t.deepEqual(
    datasets.map(classCounts).reduce((sum, counts) => sum.map((count, label) => count + counts[label]!)),
    counted,
  )
  t.true(datasets.every(dataset => classCounts(dataset).filter(count => count > 0).length < 10))
})

test('runs that are played at once in one thread do not meddle with one another', async t => {
  const [one, other] = [smallRun(), smallRun({ training: { algorithm: { name: 'scaffold' } } })]
  const alone = [await play(one), await play(other)]
  const together = await Promise.all([play(one), play(other), play(one, { backend: 'cpu' })])
  t.is(together[0]!.text, alone[0]!.text)
  t.is(together[1]!.text, alone[1]!.text)
})
