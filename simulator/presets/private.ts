/** What privacy of single records costs: six holders under DP-SGD beside the same without, and under the noise of all. */
import type { Preset } from './preset.ts'

export const privateDigits: Preset = {
  reproduces: 'Abadi et al. 2016, the claim: digits are learnt under record-level differential privacy',
  takes: 'ten minutes',
  experiment: {
    version: 1,
    name: 'mnist-2nn-private',
    title: 'Six holders under record-level privacy, epsilon 3',
    description:
      'The 2NN on all digits, dealt at random among six holders. Under privacy each adds the noise that keeps epsilon 3 at delta 1e-5 over all rounds, against everybody; steps take a tenth of its records. Without, batches of 50 and the rate that suits them.',
    data: { dataset: 'mnist' },
    holders: 6,
    partition: { kind: 'iid' },
    model: 'mnist-2nn',
    training: {
      rounds: 15,
      localEpochs: 1,
      batchSize: 1_000,
      learningRate: 8,
      schedule: { kind: 'cosine', floor: 0.1 },
    },
    privacy: { unit: 'record', noise: 'local', epsilon: 3, delta: 1e-5, clipNorm: 1 },
    variants: [
      { name: 'epsilon 3', set: {} },
      {
        name: 'without privacy',
        set: { privacy: null, 'training.batchSize': 50, 'training.learningRate': 0.1 },
      },
    ],
  },
}

export const sharedNoiseDigits: Preset = {
  reproduces: 'Abadi et al. 2016, the claim, with noise that six holders add in shares',
  takes: 'half an hour',
  experiment: {
    version: 1,
    name: 'mnist-2nn-shared-noise',
    title: 'Six holders hide records by the noise of all, epsilon 3',
    description:
      'The 2NN on all digits, dealt at random among six holders. Each round is one step over a twentieth of all records, of which every holder sends the masked sum of clipped gradients with its share of the noise that keeps epsilon 3 at delta 1e-5 over all rounds, against the coordinator. Four of six shares are certain; the others are over.',
    data: { dataset: 'mnist' },
    holders: 6,
    partition: { kind: 'iid' },
    model: 'mnist-2nn',
    training: {
      rounds: 600,
      localEpochs: 1,
      batchSize: 'all',
      learningRate: 8,
      schedule: { kind: 'cosine', floor: 0.1 },
    },
    privacy: {
      unit: 'record',
      noise: 'distributed',
      epsilon: 3,
      delta: 1e-5,
      clipNorm: 1,
      sampling: 0.05,
    },
  },
}
