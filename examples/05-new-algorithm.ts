/**
 * A new algorithm is one file: a rule for the server, a way of training for the holder, or both. Two are added here that
 * Parley does not have, and compared with federated averaging where every holder has one or two digits only. Nothing else is
 * touched: sampling, clipping, rounding, sums and evaluation are those of a bounty, and so would masks be.
 *
 *   npm run build && node dist/examples/05-new-algorithm.js
 *
 * For an experiment in a file, put such a program beside it and name it under `modules`: docs/simulate.md.
 */
import { z } from 'zod'
import {
  type AlgorithmKind,
  plainClient,
  registerAlgorithm,
  ruleServer,
  updatePart,
} from '../learning/index.ts'
import { experimentSchema, playRun } from '../simulator/index.ts'

/** A new server rule: Lion (Chen et al. 2023) on the mean update, a step of one size in every coordinate. */
const fedlion: AlgorithmKind<{ readonly serverLearningRate: number }> = {
  name: 'fedlion',
  settings: z.strictObject({ serverLearningRate: z.number().positive() }),
  make: ({ serverLearningRate: rate }) => ({
    client: plainClient(),
    server: ruleServer({
      keeps: ['velocity'],
      step({ values, state }, update) {
        const velocity = state.velocity ?? new Float32Array(values.length)
        return {
          values: values.map((w, i) => w + rate * Math.sign(0.9 * velocity[i]! + 0.1 * update[i]!)),
          state: { velocity: velocity.map((v, i) => 0.99 * v + 0.01 * update[i]!) },
        }
      },
    }),
  }),
}

/** A new client algorithm: FedDyn (Acar et al. 2021) bends each holder's loss so that all of them have one minimum. */
const feddyn: AlgorithmKind<{ readonly alpha: number }> = {
  name: 'feddyn',
  settings: z.strictObject({ alpha: z.number().positive() }),
  make: ({ alpha }) => ({
    client: {
      parts: training => [updatePart(training)],
      async train({ settings, memory, train }) {
        const own = memory.slope ?? new Float32Array(settings.parameters.values.length)
        const bent = { ...settings, proximal: alpha, correction: own.map(slope => -slope) }
        const { update, ...told } = await train(bent)
        const slope = own.map((before, i) => before - alpha * update.values[i]!)
        return { ...told, vectors: [update.values], memory: { slope } }
      },
    },
    server: {
      keeps: ['slope'],
      broadcasts: [],
      step({ values, state, share }, [update]) {
        const before = state.slope ?? new Float32Array(values.length)
        const slope = before.map((h, i) => h - alpha * share * update![i]!)
        return { values: values.map((w, i) => w + update![i]! - slope[i]! / alpha), state: { slope } }
      },
    },
  }),
}

registerAlgorithm(fedlion)
registerAlgorithm(feddyn)

const experiment = {
  version: 1,
  name: 'new-algorithm',
  data: { dataset: 'mnist', examples: 3000, testExamples: 1000 },
  holders: 20,
  sampled: 10,
  partition: { kind: 'shards', shardsPerHolder: 1 },
  model: 'logistic-regression',
}
const algorithms = [
  { name: 'fedavg' },
  { name: 'fedlion', serverLearningRate: 0.005 },
  { name: 'feddyn', alpha: 0.1 },
]

for (const algorithm of algorithms) {
  const training = { rounds: 15, localEpochs: 3, batchSize: 10, learningRate: 0.05, algorithm }
  const run = {
    run: algorithm.name,
    experiment: experimentSchema.parse({ ...experiment, training }),
    seed: 1,
    changes: {},
  }
  const accuracies: number[] = []
  const { end } = await playRun(run, {
    signal: new AbortController().signal,
    folder: '.',
    onRound: ({ metrics }) => void accuracies.push(metrics.accuracy!),
  })
  if (end?.reason !== 'rounds-done') throw new Error(`${algorithm.name} ended as ${end?.reason}`)
  const curve = accuracies.map(accuracy => `${Math.round(100 * accuracy)}`.padStart(3)).join(' ')
  console.log(`${algorithm.name.padEnd(8)} ${curve} % of the test digits`)
  if (!(Math.max(...accuracies) > 0.3)) throw new Error(`${algorithm.name} has learnt nothing`)
}
