/** An experiment that is over in a second or two. */
import { type Experiment, experimentSchema } from '../../../simulator/experiment/index.ts'

export const smallPage = {
  version: 1,
  name: 'small',
  data: { dataset: 'mnist', examples: 400, testExamples: 100 },
  holders: 4,
  partition: { kind: 'iid' },
  model: 'logistic-regression',
  training: { rounds: 3, localEpochs: 1, batchSize: 20, learningRate: 0.05 },
}

/** The small experiment with some of its fields replaced. */
export function smallExperiment(fields: Readonly<Record<string, unknown>> = {}): Experiment {
  return experimentSchema.parse({ ...smallPage, ...fields })
}
