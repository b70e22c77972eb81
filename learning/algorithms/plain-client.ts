/** The holder's half of most algorithms: SGD from the round's model, and the update alone travels. */
import type { TrainingSettings } from '../training/train-locally.ts'
import type { AlgorithmTerms, ClientAlgorithm, TravellingPart } from './algorithm.ts'

/** The update, within the bounds of the terms. */
export function updatePart({ clipNorm, range }: AlgorithmTerms): TravellingPart {
  return { name: 'update', clipNorm, range }
}

/** Local SGD as the terms have it; `extra` goes to the trainer with the settings. */
export function plainClient(extra: Pick<TrainingSettings, 'proximal'> = {}): ClientAlgorithm {
  return {
    parts: training => [updatePart(training)],
    async train({ settings, train }) {
      const { update, steps, meanLoss, durationMs } = await train({ ...settings, ...extra })
      return { vectors: [update.values], memory: {}, steps, meanLoss, durationMs }
    },
  }
}
