/**
 * One step's sum of clipped gradients over a batch that is drawn record by record, left without noise: each holder adds its
 * share of it to the integers that are masked, so that all holders' records are hidden by the noise of all (McMahan et al.
 * 2018, arXiv:1710.06963, with records for users; the shares as in Kairouz, Liu, Steinke 2021, arXiv:2102.06387).
 */
import { type RandomSource, systemRandom, unsafeFixedRandom } from '../../../aggregation/crypto/index.ts'
import { gradientSumGrid, mostMultiple } from '../../../aggregation/privacy/index.ts'
import type { ParameterVector } from '../../../aggregation/vector/index.ts'
import type { Dataset } from '../../data/dataset.ts'
import { TrainingError } from '../../errors.ts'
import type { LearningSettings } from '../learner.ts'
import { openClippingModel } from './clipping-models.ts'
import { addScaled, nearest } from './grid-sum.ts'
import { drawPoisson } from './poisson-sampling.ts'
import { partsOf } from './private-descent.ts'
import { secretUnits } from './secret-units.ts'
import { mostInSum } from './sensitivity.ts'

export interface GradientSumSettings {
  /** C: bound on the L2 norm of one record's gradient over all tensors together, 1e-6 to 1e6. */
  readonly clipNorm: number
  /** q: each record is in the batch with this probability, independently; above 0, 1 at most. */
  readonly sampling: number
  /** Records whose gradients are computed at once, 1 to 128; else as many as memory allows. */
  readonly microbatch?: number
  /** For simulations and tests only: the batch is computed from this text. Absent, it comes from the system's generator. */
  readonly unsafeBatchSeed?: string
}

/** What the sum is, for whoever adds the noise. Nothing in it depends on the records. */
export interface AchievedGradientSum {
  readonly clipNorm: number
  readonly sampling: number
  /** Most that one record changes the sum, in L2 norm. */
  readonly sensitivity: number
}

export interface GradientSum {
  /** A multiple of the grid's spacing in every coordinate. */
  readonly sum: ParameterVector
  readonly achieved: AchievedGradientSum
  /** For the holder alone. */
  readonly lossSum: number
  readonly batch: number
}

type Settings = Pick<LearningSettings, 'spec' | 'parameters' | 'seed'> & {
  readonly gradientSum: GradientSumSettings
}

/** Throws `TrainingError` `bad-request` for settings that make no sense or void the guarantee. */
export function requireGradientSum({ clipNorm, sampling, microbatch = 1 }: GradientSumSettings): void {
  const require = (holds: boolean, message: string) => {
    if (!holds) throw new TrainingError('bad-request', message)
  }
  require(clipNorm >= 1e-6 &&
    clipNorm <= 1e6, `gradientSum.clipNorm is a number from 1e-6 to 1e6, not ${clipNorm}`)
  require(sampling > 0 &&
    sampling <= 1, `gradientSum.sampling is a probability above 0 and up to 1, not ${sampling}`)
  require(Number.isSafeInteger(microbatch) &&
    microbatch >= 1 &&
    microbatch <= mostInSum, `gradientSum.microbatch is an integer from 1 to ${mostInSum}, not ${microbatch}`)
}

/** The sum at the settings' parameters; undefined when cancelled, which is asked for after every part of the batch. */
export async function sumGradients(
  settings: Settings,
  dataset: Dataset,
  isCancelled: () => boolean,
): Promise<GradientSum | undefined> {
  const { gradientSum } = settings
  const { clipNorm, sampling, microbatch } = gradientSum
  const random = randomOf(gradientSum)
  const dropping = secretUnits(random)
  const model = await openClippingModel({ ...settings, privacy: { clipNorm }, dropping }, dataset)
  try {
    const { length: coordinates } = settings.parameters.values
    const { spacing, sensitivity } = gradientSumGrid(clipNorm, coordinates)
    const batch = drawPoisson(dataset.examples, sampling, random)
    const total = new Float64Array(coordinates)
    const mostAtOnce = Math.min(model.mostAtOnce, microbatch ?? model.mostAtOnce)
    const values = new Float32Array(coordinates)
    let lossSum = 0
    for (const part of partsOf(batch, mostAtOnce, dataset.examples)) {
      lossSum += (await model.addUp(part, values)).lossSum
      addScaled(total, values, 1 / spacing)
      if (isCancelled()) return undefined
    }
    // The model knows in which order its values stand in a vector of parameters.
    model.put(onGrid(total, spacing))
    const sum = await model.parameters()
    return { sum, achieved: { clipNorm, sampling, sensitivity }, lossSum, batch: batch.length }
  } finally {
    model.dispose()
  }
}

function randomOf({ unsafeBatchSeed }: GradientSumSettings): RandomSource {
  return unsafeBatchSeed === undefined
    ? systemRandom
    : unsafeFixedRandom(`parley/gradient-sum/${unsafeBatchSeed}`)
}

/** Rounded once, from the sum of all parts. */
function onGrid(total: Float64Array, spacing: number): Float32Array {
  const values = new Float32Array(total.length)
  for (let i = 0; i < values.length; i++)
    values[i] = Math.max(-mostMultiple, Math.min(mostMultiple, nearest(total[i]!))) * spacing
  return values
}
