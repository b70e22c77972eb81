/** The steps of DP-SGD (Abadi et al. 2016, algorithm 1): draw a batch, clip and add up, add noise, go down. */
import { type RandomSource, systemRandom, unsafeFixedRandom } from '../../../aggregation/crypto/index.ts'
import { openDiscreteGaussian } from '../../../aggregation/privacy/noise/index.ts'
import type { ParameterVector } from '../../../aggregation/vector/index.ts'
import type { Dataset } from '../../data/dataset.ts'
import type { LearningSettings } from '../learner.ts'
import { openClippingModel } from './clipping-models.ts'
import { openGridSum } from './grid-sum.ts'
import { openHostDescent } from './host-descent.ts'
import { drawPoisson } from './poisson-sampling.ts'
import type { AchievedPrivacy, RecordPrivacy } from './record-privacy.ts'
import { gridFor } from './sensitivity.ts'

export interface PrivateDescent {
  /** One step on a batch of its own drawing. What it says of the batch is for the holder alone. */
  step(): Promise<{ readonly lossSum: number; readonly examples: number }>
  /** What all steps so far came to. */
  achieved(): AchievedPrivacy
  parameters(): Promise<ParameterVector>
  dispose(): void
}

type Settings = LearningSettings & { readonly privacy: RecordPrivacy }

/** Starts from the settings' parameters. Sums are divided by the expected number of records in a batch, q N. */
export async function openPrivateDescent(settings: Settings, dataset: Dataset): Promise<PrivateDescent> {
  const { privacy } = settings
  const { clipNorm, sampling } = privacy
  const random = randomOf(privacy)
  const model = await openClippingModel(settings, dataset)
  const start = await model.values()
  const { length: coordinates } = start
  const grid = gridFor(privacy, coordinates)
  const noise = openDiscreteGaussian(grid.noiseDeviation, random)
  const total = openGridSum(coordinates, grid.spacing, noise)
  const descent = openHostDescent(start, settings)
  const mostAtOnce = Math.min(model.mostAtOnce, privacy.microbatch ?? model.mostAtOnce)
  const values = new Float32Array(coordinates)
  let steps = 0
  return {
    step: async () => {
      const batch = drawPoisson(dataset.examples, sampling, random)
      let lossSum = 0
      for (const part of partsOf(batch, mostAtOnce)) {
        lossSum += await model.addUp(part, values)
        total.add(values)
      }
      total.release(values, 1 / (sampling * dataset.examples))
      descent.step(values)
      model.put(descent.values)
      steps += 1
      return { lossSum, examples: batch.length }
    },
    achieved: () => ({
      ...{ steps, sampling, clipNorm },
      noiseMultiplier: noise.standardDeviation / grid.sensitivity,
      noiseDistance: steps * coordinates * noise.distance,
    }),
    parameters: model.parameters,
    dispose: model.dispose,
  }
}

function randomOf({ unsafeNoiseSeed }: RecordPrivacy): RandomSource {
  return unsafeNoiseSeed === undefined ? systemRandom : unsafeFixedRandom(`parley/dp-sgd/${unsafeNoiseSeed}`)
}

/** A batch in parts of nearly equal length, none longer than `most`. */
export function partsOf(batch: Int32Array, most: number): readonly Int32Array[] {
  const count = Math.ceil(batch.length / most)
  const place = (part: number) => Math.round((part * batch.length) / count)
  return Array.from({ length: count }, (_, part) => batch.subarray(place(part), place(part + 1)))
}
