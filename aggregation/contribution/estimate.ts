/** What every estimator answers: exact values of players, and how far off they may be. */

export const estimators = ['two-part-ridge', 'ridge', 'group-shapley', 'none'] as const
export type Estimator = (typeof estimators)[number]

export interface Estimate {
  readonly estimator: Estimator
  /** By player: the value summed over rounds, over `denominator`. */
  readonly numerators: readonly bigint[]
  /** One standard error each, rounded up, over the same denominator. */
  readonly standardErrors: readonly bigint[]
  /** Above zero. */
  readonly denominator: bigint
}
