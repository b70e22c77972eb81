/** The part of a bounty's terms that leaves the noise to the coordinator, and who is trusted then. */
import { z } from 'zod'
import type { BountyTerms } from './terms.ts'

/**
 * Differential privacy of whole holders against readers of the models, by discrete Gaussian noise that the coordinator adds to
 * the sum: it holds for as long as the coordinator does so, and never against the coordinator, which sees the sums without
 * noise. An update is clipped to `training.clipNorm`; `training.range` has no meaning.
 */
export const centralSchema = z.strictObject({
  unit: z.literal('holder'),
  noise: z.literal('central'),
  /** The most that all models together may tell of whether a holder took part, with `delta`. */
  epsilon: z.number().min(0.01).max(100),
  delta: z.number().min(1e-12).max(1e-3),
})

/** Whether what these terms promise rests on the coordinator, which is to add the noise and sees the sums without it. */
export function isNoisedByCoordinator({ privacy }: Pick<BountyTerms, 'privacy'>): boolean {
  return privacy?.unit === 'holder' && privacy.noise === 'central'
}

/** What all rounds may tell at the terms' delta, to either side: null where nothing bounds it. */
export interface PromisedEpsilons {
  /** To the coordinator. */
  readonly coordinator: number | null
  /** To whoever reads the models. */
  readonly readers: number | null
}

/** The two numbers of a promise; they differ where the coordinator is trusted. */
export function promisedEpsilons(terms: Pick<BountyTerms, 'privacy'>): PromisedEpsilons {
  const readers = terms.privacy?.epsilon ?? null
  return { coordinator: isNoisedByCoordinator(terms) ? null : readers, readers }
}

/** In words, for everybody who shows such a promise. */
export const centralPromise = 'against readers of the model; the coordinator sees the sums without noise'

/** Of noise that is added to the sum of all groups, nothing protects the mean of one. */
export function centralFaults({
  privacy,
  aggregation,
}: Pick<BountyTerms, 'privacy' | 'aggregation'>): readonly {
  readonly field: string
  readonly message: string
}[] {
  if (aggregation.robust === undefined || !isNoisedByCoordinator({ privacy })) return []
  return [
    {
      field: 'aggregation.robust',
      message:
        'cannot go with "noise: central": a rule compares the means of groups, and the noise is added to the sum of all; remove the rule, or take "noise: distributed"',
    },
  ]
}
