/**
 * Skellam noise from one table. A law with strides would not be Skellam any more, so that large variances take a large table:
 * some 12σ thresholds of 16 bytes, ten megabytes and about a second at the limit of σ = 2^16. Beyond, the grid is finer than
 * anything needs.
 */
import type { RandomSource } from '../../crypto/index.ts'
import { type IntegerNoise, requireWithin } from './integer-noise.ts'
import { type MagnitudeTable, magnitudeTable } from './magnitude-table.ts'
import { rememberLast } from './remember-last.ts'
import { skellamWeights } from './skellam-weights.ts'
import { tableNoise } from './table-noise.ts'

/** Variances that are served, in squared grid steps. */
export const skellamLimits = { least: 2 ** -30, most: 2 ** 32 }

const tableOf = rememberLast((variance: number): MagnitudeTable => magnitudeTable(skellamWeights(variance)))

/** Noise Poisson(μ/2) - Poisson(μ/2) for μ = `variance`. @throws RangeError outside `skellamLimits`. */
export function openSkellam(variance: number, random: RandomSource): IntegerNoise {
  const { least, most } = skellamLimits
  const remedy =
    variance > most ? 'choose a coarser grid (larger gamma)' : 'choose a finer grid (smaller gamma)'
  requireWithin('the variance of Skellam noise', variance, least, most, remedy)
  const table = tableOf(variance)
  return tableNoise([{ table, factor: 1 }], Math.sqrt(variance), table.distance, random)
}
