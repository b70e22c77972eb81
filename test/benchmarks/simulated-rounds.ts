/**
 * What simulated rounds cost here: a round of the 2NN beside the plain loop of TensorFlow.js, in turns; a sweep of twelve
 * runs in one thread and in two, in turns. Prints one JSON value; `docs/benchmarks.md` is written from a stored one.
 *
 *   node dist/test/benchmarks/simulated-rounds.js > test/benchmarks/results/simulated-rounds.json
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { computeInThisThread, loadDataset, loadMnist, selectExamples } from '../../learning/index.ts'
import { openPlainTrainer } from '../../simulator/bench/plain-trainer.ts'
import { playClearRun, prepareRun, readRunData } from '../../simulator/engine/index.ts'
import { experimentSchema } from '../../simulator/experiment/experiment.ts'

import { playExperiment } from '../../simulator/player/index.ts'

const never = new AbortController().signal
const nowMs = () => performance.now()
const medianOf = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!

const experiment = experimentSchema.parse({
  version: 1,
  name: 'rounds',
  data: { dataset: 'mnist' },
  holders: 100,
  sampled: 10,
  partition: { kind: 'iid' },
  model: 'mnist-2nn',
  training: { rounds: 10, localEpochs: 1, batchSize: 10, learningRate: 0.1 },
})

/** Ten holders of 600 digits, batches of ten: one round of each after the other. */
async function roundsInTurns(turns: number) {
  const run = { run: 'rounds', experiment, seed: 1, changes: {} }
  const cast = prepareRun(run, await readRunData(experiment))
  const { trainer, evaluator, backend } = await computeInThisThread()
  const digits = await loadMnist('train', 6000)
  const share = (i: number) =>
    loadDataset(
      selectExamples(
        digits,
        Array.from({ length: 600 }, (_, k) => 600 * i + k),
      ),
    )
  const shares = Array.from({ length: 10 }, (_, i) => share(i))
  const plain = openPlainTrainer(backend.name)
  const [ours, training, plainSeconds]: [number[], number[], number[]] = [[], [], []]
  const plainRound = async () => {
    let seconds = 0
    for (const own of shares) seconds += (await plain.epoch('mlp', own, 10)).seconds
    return seconds
  }
  await plainRound()
  const stop = new AbortController()
  await playClearRun(cast, {
    trainer,
    evaluator,
    signal: stop.signal,
    nowMs,
    residentBytes: () => 0,
    onRound: async (_, timing) => {
      ours.push(timing.seconds)
      training.push(timing.trainingSeconds!)
      plainSeconds.push(await plainRound())
      if (ours.length > turns) stop.abort()
    },
  })
  await plain.close()
  // The first round compiles and allocates.
  const [own, trained, beside] = [ours.slice(1), training.slice(1), plainSeconds.slice(1)]
  return {
    backend: backend.name,
    turns: own.length,
    secondsPerRound: medianOf(own),
    trainingSecondsPerRound: medianOf(trained),
    plainSecondsPerRound: medianOf(beside),
    ratioToPlain: medianOf(beside.map((seconds, i) => seconds / trained[i]!)),
  }
}

/** Twelve runs of a small model, seconds by the wall clock. */
async function sweepSeconds(workers: number): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-sweep-'))
  const swept = experimentSchema.parse({
    ...experiment,
    name: 'sweep',
    data: { dataset: 'mnist', examples: 6_000, testExamples: 1_000 },
    holders: 20,
    model: 'logistic-regression',
    training: { rounds: 30, localEpochs: 1, batchSize: 10, learningRate: 0.1 },
    sweep: { 'training.learningRate': [0.03, 0.05, 0.1, 0.2] },
    seeds: [1, 2, 3],
  })
  try {
    return (await playExperiment(swept, { folder, workers, signal: never, nowMs })).seconds
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const turns: { readonly one: number; readonly two: number }[] = []
const rounds = await roundsInTurns(7)
for (let turn = 0; turn < 2; turn++) turns.push({ one: await sweepSeconds(1), two: await sweepSeconds(2) })
const report = {
  measuredAt: new Date().toISOString(),
  machine: { processor: cpus()[0]?.model ?? '', cores: cpus().length, node: process.version },
  rounds,
  sweep: {
    runs: 12,
    oneThreadSeconds: medianOf(turns.map(({ one }) => one)),
    twoThreadSeconds: medianOf(turns.map(({ two }) => two)),
    speedUp: medianOf(turns.map(({ one, two }) => one / two)),
  },
}
console.log(JSON.stringify(report, null, 2))
process.exit()
