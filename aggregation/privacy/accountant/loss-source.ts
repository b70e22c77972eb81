/**
 * The privacy loss L = ln P/Q of one step as a function of the outcome, for the pair (P, Q) that dominates all others:
 * for Poisson sampling of the Gaussian the mixture (1-q) N(0,1) + q N(mu,1) against N(0,1) when one record is removed,
 * and the other way round when it is added (Zhu, Dong & Wang 2022, arXiv 2106.08567). Outcomes are in units of the
 * noise's standard deviation, mu = 1/z, and turned so that the loss grows with the outcome.
 */
import { logMixture } from './renyi-gaussian.ts'
import { logNormalDensity } from './special-functions.ts'

export type Adjacency = 'remove' | 'add'

export interface LossSource {
  /** Density of the outcome under P. */
  density(outcome: number): number
  /** The loss at an outcome; strictly increasing. */
  loss(outcome: number): number
  /** The outcome with this loss; infinite for losses that none has. */
  outcome(loss: number): number
  /** Where the one or two bumps of the density stand, ascending. */
  readonly bumps: readonly number[]
}

/** Of one step; `sampling` in (0, 1]. */
export function lossOfSampledGaussian(noise: number, sampling: number, adjacency: Adjacency): LossSource {
  const mu = 1 / noise
  if (adjacency === 'remove')
    return {
      density: y => (1 - sampling) * normal(y) + sampling * normal(y - mu),
      loss: y => logMixture(sampling, mu * y - (mu * mu) / 2),
      outcome: loss => inverseMixture(sampling, loss) / mu + mu / 2,
      bumps: sampling === 1 ? [mu] : [0, mu],
    }
  return {
    density: normal,
    loss: y => -logMixture(sampling, -mu * y - (mu * mu) / 2),
    outcome: loss => -(inverseMixture(sampling, -loss) / mu + mu / 2),
    bumps: [0],
  }
}

function normal(y: number): number {
  return Math.exp(logNormalDensity(y))
}

/** The u with ln(1 - q + q exp(u)) = loss; -Infinity where the loss is out of reach. */
function inverseMixture(sampling: number, loss: number): number {
  if (sampling === 1) return loss
  if (loss > 30) return loss - Math.log(sampling) + Math.log1p(-(1 - sampling) * Math.exp(-loss))
  const ratio = Math.expm1(loss) / sampling
  return ratio > -1 ? Math.log1p(ratio) : -Infinity
}

export type Interval = readonly [number, number]

/** The outcomes within `reach` of a bump; what lies outside has at most the mass of two tails for each bump. */
export function outcomesWithin(source: LossSource, reach: number): readonly Interval[] {
  const [low, high] = [source.bumps[0]!, source.bumps.at(-1)!]
  if (high - low <= 2 * reach) return [[low - reach, high + reach]]
  return [
    [low - reach, low + reach],
    [high - reach, high + reach],
  ]
}
