/** Confidence intervals, all of 95 %. */
import { openSeededRandom } from '../../seeded-random.ts'
import type { Auc } from './auc.ts'
import { standardErrorOf } from './auc.ts'

/** A figure with the interval that holds the truth in 19 of 20 test sets like this one. */
export interface Figure {
  readonly value: number
  readonly low: number
  readonly high: number
  /** `none` where it was not asked for: low and high are the value. */
  readonly interval: 'wilson' | 'delong' | 'bootstrap' | 'none'
}

/** 97.5th percentile of the standard normal distribution. */
const z = 1.959963984540054

/** A share of independent trials with Wilson's interval (1927), which stays inside 0-1 and is right also near the ends. */
export function wilsonFigure(successes: number, trials: number): Figure {
  const value = successes / trials
  const shrink = 1 + (z * z) / trials
  const centre = (value + (z * z) / (2 * trials)) / shrink
  const half = (z / shrink) * Math.sqrt((value * (1 - value)) / trials + (z * z) / (4 * trials * trials))
  return { value, low: Math.max(0, centre - half), high: Math.min(1, centre + half), interval: 'wilson' }
}

/** An AUC with the normal interval of DeLong's variance, cut at 0 and 1. */
export function delongFigure(auc: Auc): Figure {
  return aucFigure(auc.value, standardErrorOf(auc))
}

/** The same from DeLong's standard error; `within` is what the value itself may be off by, to either side. */
export function aucFigure(value: number, standardError: number, within = 0): Figure {
  const half = z * standardError + within
  return {
    value,
    low: Math.max(0, value - half),
    high: Math.min(1, value + half),
    interval: 'delong',
  }
}

/** Units drawn in all: a tenth of a second or two. */
const bootstrapDraws = 4_000_000
const [fewestResamples, mostResamples] = [100, 1000]

/**
 * Figures with percentile intervals of the bootstrap (Efron 1979): `statistics` is computed for the units as they are
 * (no weights) and for resamples of them, each a count of how often every unit was drawn. Seeded, so that everybody finds
 * the same interval. 1000 resamples, fewer (at least 100) of more than 4,000 units; without intervals, none.
 */
export function bootstrapFigures<Name extends string>(
  units: number,
  statistics: (weights?: Int32Array) => Readonly<Record<Name, number>>,
  hasIntervals = true,
): Readonly<Record<Name, Figure>> {
  const values = statistics()
  const names = Object.keys(values) as Name[]
  if (!hasIntervals)
    return Object.fromEntries(names.map(name => [name, bare(values[name])])) as Record<Name, Figure>
  const resamples = Math.min(mostResamples, Math.max(fewestResamples, Math.floor(bootstrapDraws / units)))
  const random = openSeededRandom(units, 'bootstrap')
  const weights = new Int32Array(units)
  // Thirty-two bits scaled: no unit is favoured by more than units / 2^32, and a remainder costs ten times as much.
  const scale = units / 2 ** 32
  const found = Array.from({ length: resamples }, () => {
    weights.fill(0)
    for (let i = 0; i < units; i++) weights[Math.floor(random.word() * scale)]! += 1
    return statistics(weights)
  })
  const figures = names.map(name => {
    const sorted = Float64Array.from(found, each => each[name]).sort()
    const [low, high] = [quantile(sorted, 0.025), quantile(sorted, 0.975)]
    return [name, { value: values[name], low, high, interval: 'bootstrap' }]
  })
  return Object.fromEntries(figures) as Record<Name, Figure>
}

function bare(value: number): Figure {
  return { value, low: value, high: value, interval: 'none' }
}

function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1)
  const below = Math.floor(place)
  const above = Math.min(below + 1, sorted.length - 1)
  return sorted[below]! + (place - below) * (sorted[above]! - sorted[below]!)
}
