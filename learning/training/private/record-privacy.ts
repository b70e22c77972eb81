/** What record-level privacy of a training is asked to be, and what it came to be. */
import { TrainingError } from '../../errors.ts'
import type { AdaptiveClipping } from './adaptive-clipping.ts'
import { mostInSum } from './sensitivity.ts'

/** DP-SGD (Abadi et al. 2016, algorithm 1). What it costs in epsilon, an accountant says. */
export interface RecordPrivacy {
  /**
   * C: bound on the L2 norm of one record's gradient over all tensors together, 1e-6 to 1e6. Where the bound follows the
   * gradients, that of the first step.
   */
  readonly clipNorm: number
  /** Lets the bound follow the gradients, for a little more noise; absent, it stays. */
  readonly clipping?: AdaptiveClipping
  /** sigma: the noise on a step's sum of gradients has the standard deviation sigma × C, at least; 0.01 to 100. */
  readonly noiseMultiplier: number
  /** q: each step takes each record with this probability, independently; above 0, 1 at most. */
  readonly sampling: number
  /** Records whose gradients are computed at once, 1 to 128; else as many as memory allows. Changes no more than last bits. */
  readonly microbatch?: number
  /**
   * For simulations and tests only: batches and noise are computed from this text, so that the training can be replayed,
   * and whoever knows it can take the noise off again. Absent, both come from the system's generator.
   */
  readonly unsafeNoiseSeed?: string
}

/** What an accountant needs to know of a training that is over. Nothing in it depends on the records, but through the noise. */
export interface AchievedPrivacy {
  readonly steps: number
  readonly sampling: number
  /** Where it follows the gradients, to what the last step led. */
  readonly clipNorm: number
  /** Standard deviation of the noise over the largest change that one record can make; never less than was asked. */
  readonly noiseMultiplier: number
  /** Statistical distance of all noise of the training from exact discrete Gaussians: times 1 + e^epsilon, a summand of delta. */
  readonly noiseDistance: number
}

const mostSteps = 1_000_000

/** Steps after which each record has been met once on average. */
export function stepsOfEpoch({ sampling }: Pick<RecordPrivacy, 'sampling'>): number {
  return Math.max(1, Math.round(1 / sampling))
}

/** Throws `TrainingError` `bad-request` for settings that make no sense or void the guarantee. */
export function requirePrivacy(privacy: RecordPrivacy, epochs: number, correction: unknown): void {
  const { clipNorm, clipping, noiseMultiplier, sampling, microbatch = 1 } = privacy
  const { quantile = 0.5, learningRate = 0.2 } = clipping ?? {}
  const require = (holds: boolean, message: string) => {
    if (!holds) throw new TrainingError('bad-request', message)
  }
  require(clipNorm >= 1e-6 &&
    clipNorm <= 1e6, `privacy.clipNorm is a number from 1e-6 to 1e6, not ${clipNorm}`)
  require(quantile >= 0.01 &&
    quantile <= 0.99, `privacy.clipping.quantile is a fraction from 0.01 to 0.99, not ${quantile}`)
  require(learningRate >= 0.001 &&
    learningRate <= 2, `privacy.clipping.learningRate is a number from 0.001 to 2, not ${learningRate}`)
  require(noiseMultiplier >= 0.01 &&
    noiseMultiplier <= 100, `privacy.noiseMultiplier is a number from 0.01 to 100, not ${noiseMultiplier}`)
  require(sampling > 0 &&
    sampling <= 1, `privacy.sampling is a probability above 0 and up to 1, not ${sampling}`)
  require(Number.isSafeInteger(microbatch) &&
    microbatch >= 1 &&
    microbatch <= mostInSum, `privacy.microbatch is an integer from 1 to ${mostInSum}, not ${microbatch}`)
  const steps = epochs * stepsOfEpoch(privacy)
  require(steps <=
    mostSteps, `${epochs} epochs at privacy.sampling ${sampling} are ${steps} steps; the limit is ` +
    `${mostSteps}: use fewer epochs or a higher sampling`)
  require(correction ===
    undefined, 'privacy does not go with a correction (SCAFFOLD): control variates are made from gradients that no noise ' +
    'was added to; use FedAvg or FedProx, or leave privacy out')
}
