/**
 * Discrete Gaussian noise. Up to `largestSingleTable` one table serves; beyond, X = A + kB with A and B from one table of
 * standard deviation s, so that X has σ² = (1 + k²) s².
 *
 * How far X is from N_Z(0, σ²): completing the square, P(X = x) ∝ exp(-x²/(2σ²)) Σ_b exp(-(b - m)²/(2τ²)) over all integers
 * b, with an m that depends on x and τ² = s²/(1 + k²). By Poisson's summation formula that sum is τ√(2π) (1 ± ω) with
 * ω <= 2 Σ_j exp(-2π²τ²j²) for every m, so that the probabilities of X are within a factor (1 ± ω)/(1 ∓ ω) of the law's and
 * their total variation distance is at most ω/(1 - ω). It is the convolution theorem of Peikert 2010, "An Efficient and
 * Parallel Gaussian Sampler for Lattices" (theorem 3.1), used as in Micciancio and Walter 2017, "Gaussian Sampling over the
 * Integers: Efficient, Generic, Constant-Time". Here τ >= 3, which makes ω < 2^-255; to it come the distances of two draws.
 */
import type { RandomSource } from '../../crypto/index.ts'
import { gaussianWeights } from './gaussian-weights.ts'
import { type IntegerNoise, requireWithin } from './integer-noise.ts'
import { type MagnitudeTable, magnitudeTable } from './magnitude-table.ts'
import { rememberLast } from './remember-last.ts'
import { tableNoise } from './table-noise.ts'

const largestSingleTable = 256
const smoothing = 3

/** Standard deviations that are served, in grid steps. */
export const gaussianLimits = { least: 2 ** -4, most: 2 ** 22 }

const tableOf = rememberLast(
  (standardDeviation: number): MagnitudeTable => magnitudeTable(gaussianWeights(standardDeviation)),
)

/** Noise from N_Z(0, σ²) for σ = `standardDeviation`, in grid steps. @throws RangeError outside `gaussianLimits`. */
export function openDiscreteGaussian(standardDeviation: number, random: RandomSource): IntegerNoise {
  const { least, most } = gaussianLimits
  const remedy = 'choose a grid (gamma) that fits'
  requireWithin('the standard deviation of discrete Gaussian noise', standardDeviation, least, most, remedy)
  if (standardDeviation > largestSingleTable) return convolution(standardDeviation, random)
  const table = tableOf(standardDeviation)
  return tableNoise([{ table, factor: 1 }], standardDeviation, table.distance, random)
}

/** The largest stride whose parts are still smooth: s >= 3√(1 + k²) where s√(1 + k²) = σ. */
function convolution(atLeast: number, random: RandomSource): IntegerNoise {
  const factor = Math.floor(Math.sqrt(atLeast / smoothing - 1))
  const spread = Math.sqrt(1 + factor * factor)
  // Rounded up, so that the sum's deviation is not below what was asked for.
  const part = (atLeast / spread) * (1 + 2 ** -50)
  const table = tableOf(part)
  const omega = 2.001 * Math.exp(-2 * (Math.PI * (part / spread)) ** 2)
  return tableNoise(
    [
      { table, factor: 1 },
      { table, factor },
    ],
    part * spread,
    2 * table.distance + omega,
    random,
  )
}
