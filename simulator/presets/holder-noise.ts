/** What privacy of whole holders costs, by who adds the noise: the holders together, or a coordinator that is trusted. */
import type { Preset } from './preset.ts'

const promise = { unit: 'holder', epsilon: 8, delta: 1e-5 } as const

export const holderNoise: Preset = {
  reproduces: 'nothing: one epsilon against readers of the model, kept by two who add the noise',
  takes: 'ten minutes',
  experiment: {
    version: 1,
    name: 'holder-noise',
    title: 'Two hundred holders under privacy of the holder, epsilon 8',
    description:
      'Logistic regression on 20,000 digits, dealt at random among 200 holders, all in each of 20 rounds. Epsilon 8 at delta 1e-5 for a holder, once by noise of which every holder adds a share, which holds against the coordinator too, in one group and in four; once by noise that the coordinator adds, which holds against readers of the model alone.',
    data: { dataset: 'mnist', examples: 20_000 },
    holders: 200,
    partition: { kind: 'iid' },
    model: 'logistic-regression',
    training: { rounds: 20, localEpochs: 1, batchSize: 10, learningRate: 0.02, clipNorm: 0.5 },
    seeds: [1, 2, 3],
    variants: [
      { name: 'central', set: { privacy: { ...promise, noise: 'central' } } },
      {
        name: 'central in groups of 50',
        set: { privacy: { ...promise, noise: 'central' }, groups: { size: 50 } },
      },
      { name: 'distributed', set: { privacy: { ...promise, noise: 'distributed' } } },
      {
        name: 'distributed in groups of 50',
        set: { privacy: { ...promise, noise: 'distributed' }, groups: { size: 50 } },
      },
      { name: 'without privacy', set: {} },
    ],
  },
}
