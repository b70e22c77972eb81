/** Holds training to what is charged for it: a trainer that leaves the noise out must not be found out by a reader of the sum. */
import { gradientSumGrid } from '../../aggregation/index.ts'
import { type LocalTask, stepsOfEpoch, TrainingError, type TrainingResult } from '../../learning/index.ts'

/**
 * The same training, once: an algorithm that trains twice tells twice. Rejects with `TrainingError` where settings asked for
 * privacy and what comes back does not say that it was kept.
 */
export function asPromised(train: LocalTask['train']): LocalTask['train'] {
  let isTold = false
  return async settings => {
    const { privacy, gradientSum, epochs } = settings
    if (privacy === undefined && gradientSum === undefined) return train(settings)
    if (isTold)
      throw new TrainingError(
        'bad-request',
        'the algorithm trains twice in a round, and privacy is charged once',
      )
    isTold = true
    const result = await train(settings)
    if (privacy !== undefined) requireKept(result, { ...privacy, steps: epochs * stepsOfEpoch(privacy) })
    if (gradientSum !== undefined) requireSummed(result, gradientSum)
    return result
  }
}

interface Charged {
  readonly noiseMultiplier: number
  readonly sampling: number
  readonly steps: number
}

function requireKept({ privacy }: Pick<TrainingResult, 'privacy'>, charged: Charged): void {
  const fault =
    privacy === undefined
      ? 'the trainer does not say that it kept records private; use the built-in trainer'
      : privacy.noiseMultiplier < charged.noiseMultiplier
        ? `the trainer added less noise than was promised, ${privacy.noiseMultiplier} for ${charged.noiseMultiplier}`
        : privacy.sampling > charged.sampling || privacy.steps > charged.steps
          ? 'the trainer met records more often than was promised'
          : undefined
  if (fault !== undefined) throw new TrainingError('bad-request', fault)
}

/** A sum with more of a record in it, or with a record more often, than the noise is made for. */
function requireSummed(
  { gradientSum, update }: Pick<TrainingResult, 'gradientSum' | 'update'>,
  asked: { readonly clipNorm: number; readonly sampling: number },
): void {
  const { sensitivity } = gradientSumGrid(asked.clipNorm, update.values.length)
  const fault =
    gradientSum === undefined
      ? 'the trainer does not say that it clipped the gradient of each record; use the built-in trainer'
      : gradientSum.sensitivity > sensitivity || gradientSum.clipNorm > asked.clipNorm
        ? 'the trainer clipped gradients to more than was promised'
        : gradientSum.sampling > asked.sampling
          ? 'the trainer met records more often than was promised'
          : undefined
  if (fault !== undefined) throw new TrainingError('bad-request', fault)
}
