/** The steps of DP-SGD (Abadi et al. 2016, algorithm 1): draw a batch, clip and add up, add noise, go down, and clip anew. */
import { type RandomSource, systemRandom, unsafeFixedRandom } from '../../../aggregation/crypto/index.ts'
import { openDiscreteGaussian } from '../../../aggregation/privacy/noise/index.ts'
import type { ParameterVector } from '../../../aggregation/vector/index.ts'
import type { Dataset } from '../../data/dataset.ts'
import type { LearningSettings } from '../learner.ts'
import { openClipNorm } from './adaptive-clipping.ts'
import { openClippingModel } from './clipping-models.ts'
import { openGridSum } from './grid-sum.ts'
import { openHostDescent } from './host-descent.ts'
import { drawPoisson } from './poisson-sampling.ts'
import type { AchievedPrivacy, RecordPrivacy } from './record-privacy.ts'
import { secretUnits } from './secret-units.ts'
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
  const { sampling } = privacy
  const random = randomOf(privacy)
  const model = await openClippingModel({ ...settings, dropping: secretUnits(random) }, dataset)
  const start = await model.values()
  const { length: coordinates } = start
  const expected = sampling * dataset.examples
  const clip = openClipNorm(privacy, gridFor(privacy, coordinates), expected)
  const { grid, marks } = clip
  const noise = openDiscreteGaussian(grid.noiseDeviation, random)
  const total = openGridSum(coordinates, grid.spacing, noise, marks)
  const descent = openHostDescent(start, settings)
  const mostAtOnce = Math.min(model.mostAtOnce, privacy.microbatch ?? model.mostAtOnce)
  const values = new Float32Array(coordinates)
  let steps = 0
  return {
    step: async () => {
      const batch = drawPoisson(dataset.examples, sampling, random)
      let lossSum = 0
      for (const part of partsOf(batch, mostAtOnce, dataset.examples)) {
        const own = await model.addUp(part, values)
        lossSum += own.lossSum
        total.add(values, grid.mark * (2 * own.within - part.length))
      }
      clip.follow(total.release(values, 1 / expected))
      descent.step(values)
      model.put(descent.values)
      model.clipTo(clip.norm())
      total.respace(clip.spacing())
      steps += 1
      return { lossSum, examples: batch.length }
    },
    achieved: () => ({
      ...{ steps, sampling, clipNorm: clip.norm() },
      noiseMultiplier: noise.standardDeviation / grid.sensitivity,
      noiseDistance: steps * (coordinates + marks) * noise.distance,
    }),
    parameters: model.parameters,
    dispose: model.dispose,
  }
}

function randomOf({ unsafeNoiseSeed }: RecordPrivacy): RandomSource {
  return unsafeNoiseSeed === undefined ? systemRandom : unsafeFixedRandom(`parley/dp-sgd/${unsafeNoiseSeed}`)
}

/**
 * A batch in parts, none longer than `most`: the `places` of the data are halved until none of their halves has more of the batch.
 * Where a record is drawn, no part changes but those that it lies in; parts of equal length would all move up by one.
 */
export function partsOf(batch: Int32Array, most: number, places: number): readonly Int32Array[] {
  const parts: Int32Array[] = []
  const halve = (rest: Int32Array, from: number, to: number): void => {
    if (rest.length <= most) {
      if (rest.length > 0) parts.push(rest)
      return
    }
    const middle = Math.floor((from + to) / 2)
    const count = rest.findIndex(place => place >= middle)
    const before = count < 0 ? rest.length : count
    halve(rest.subarray(0, before), from, middle)
    halve(rest.subarray(before), middle, to)
  }
  halve(batch, 0, places)
  return parts
}
