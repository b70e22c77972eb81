/**
 * Statistics of a table that is divided among holders, from sums alone: each holder makes one vector of natural numbers,
 * the vectors are added (by secure aggregation, so that no single one is seen), and the sum gives the mean, deviation,
 * quantiles and counts of all records together. Pure functions; who adds, and how, is not their business.
 *
 * **Ranges and bits.** A number x of a column with a declared minimum a and maximum b becomes
 * q = round((x - a) / (b - a) × (2^v - 1)), clipped to 0 … 2^v - 1, v = `valueBits`. A holder with at most N records
 * contributes for each column count ≤ N, Σq ≤ N (2^v - 1) and Σq² ≤ N (2^v - 1)², for each bin, place and class at most
 * N. Each of these numbers is written in digits of `limbBits` bits, least first, as many as its bound needs; a digit is
 * below 2^limbBits, and `limbBits` is chosen so that the digits of n holders add up below 2^(ringBits - 1). A coordinate
 * of the vector is therefore in 0 … 2^limbBits - 1, and a sum over a ring of `ringBits` never wraps.
 *
 * **One pass.** The sums are exact integers, so that n Σq² - (Σq)² loses nothing, however far the values lie from zero:
 * the cancellation for which floating point needs a second pass about the mean does not happen, and a second pass would
 * cost a round of aggregation. What remains is the rounding of each value, at most half a step s = (b - a) / (2^v - 1):
 * the mean is within s / 2 of that of the values themselves, and so is the deviation (it is a norm, and the rounding is
 * at most s / 2 everywhere). A quantile comes from a histogram of equal bins over the range: it lies in the right bin,
 * hence within (b - a) / bins + s / 2.
 *
 * What a sum over few holders tells about one of them is not bounded here; the least size of a group is a matter of the
 * aggregation, and noise one of differential privacy.
 */
import { joinTally, splitTally, type TallyLayout, tallyLayout } from '../../aggregation/vector/index.ts'
import { DataError } from '../errors.ts'
import { placeNames, scaleOf, type TableFeature } from './feature-schema.ts'
import type { TableSchema } from './schema.ts'
import type { TableColumns } from './table-columns.ts'

/** What the sum must hold; public and the same for all holders. */
export interface StatisticsLimits {
  /** Ring of the aggregation: integers modulo 2^ringBits, 8 to 32. */
  readonly ringBits: number
  readonly maximumHolders: number
  /** Most records of one holder that count. Of more, as many are taken at equal distances. */
  readonly maximumRecords: number
}

/** How the vector is laid out; follows from a schema and limits alone. */
export interface StatisticsLayout extends TallyLayout {
  readonly limits: StatisticsLimits
  /** Bits of a rounded value (v). */
  readonly valueBits: number
  /** Bins of a histogram, a power of two. */
  readonly bins: number
}

const valueBits = 16
const bins = 64

/** A schema's layout. Throws `DataError` for a number or date column without a minimum and a maximum. */
export function statisticsLayout(schema: TableSchema, limits: StatisticsLimits): StatisticsLayout {
  const { ringBits, maximumHolders, maximumRecords } = limits
  if (!Number.isSafeInteger(maximumRecords) || maximumRecords < 1 || maximumRecords > 2 ** 32)
    throw new RangeError(`the most records of a holder are a number from 1 to 2^32, not ${maximumRecords}`)
  const records = BigInt(maximumRecords)
  const most = BigInt(2 ** valueBits - 1)
  const counts = (length: number) => Array.from({ length }, () => records)
  const maxima = [
    ...counts(1 + schema.label.classes.length),
    ...schema.features.flatMap(feature =>
      isScale(feature)
        ? [records, records * most, records * most * most, ...counts(bins)]
        : counts(placeNames(feature).length),
    ),
  ]
  for (const feature of schema.features) if (isScale(feature)) rangeOf(feature)
  return { limits, valueBits, bins, ...tallyLayout(maxima, ringBits, maximumHolders) }
}

type ScaleFeature = TableFeature & { readonly kind: 'number' | 'date' }

function isScale(feature: TableFeature): feature is ScaleFeature {
  return feature.kind === 'number' || feature.kind === 'date'
}

function rangeOf(feature: ScaleFeature): { readonly minimum: number; readonly step: number } {
  const { minimum, maximum } = scaleOf(feature)
  if (minimum === undefined || maximum === undefined) {
    throw new DataError('the data schema', 'it needs a minimum and a maximum, which bound its sums', {
      column: feature.name,
    })
  }
  return { minimum, step: (maximum - minimum) / (2 ** valueBits - 1) }
}

/** The vector of one holder: `layout.length` natural numbers below 2^limbBits. */
export function summariseColumns(
  columns: TableColumns,
  schema: TableSchema,
  layout: StatisticsLayout,
): Int32Array {
  const chosen = chosenRecords(columns.records, layout.limits.maximumRecords)
  const classes = countPlaces(columns.labels, chosen, schema.label.classes.length)
  const numbers = [
    BigInt(chosen.length),
    ...classes,
    ...schema.features.flatMap((feature, i) => summariseColumn(columns.values[i]!, chosen, feature)),
  ]
  return splitTally(numbers, layout)
}

/** All records, or as many as count, at equal distances, so that the order of a file matters little. */
function chosenRecords(records: number, maximum: number): Float64Array {
  const count = Math.min(records, maximum)
  return Float64Array.from({ length: count }, (_, i) => Math.floor((i * records) / count))
}

function countPlaces(places: ArrayLike<number>, chosen: Float64Array, length: number): bigint[] {
  const counts = Array.from({ length }, () => 0)
  for (const record of chosen) {
    const place = places[record]!
    if (place >= 0) counts[place]! += 1
  }
  return counts.map(BigInt)
}

function summariseColumn(values: Float64Array, chosen: Float64Array, feature: TableFeature): bigint[] {
  return isScale(feature)
    ? summariseScale(values, chosen, rangeOf(feature))
    : countPlaces(values, chosen, placeNames(feature).length)
}

/** Records whose squares are added up as doubles, exactly: 2^20 × 2^32 < 2^53. */
const exactRun = 2 ** 20

function summariseScale(
  values: Float64Array,
  chosen: Float64Array,
  { minimum, step }: { readonly minimum: number; readonly step: number },
): bigint[] {
  const histogram = Array.from({ length: bins }, () => 0)
  const largest = 2 ** valueBits - 1
  let [count, sum, squares] = [0, 0n, 0n]
  for (let start = 0; start < chosen.length; start += exactRun) {
    let [runSum, runSquares] = [0, 0]
    for (let i = start; i < Math.min(start + exactRun, chosen.length); i++) {
      const value = values[chosen[i]!]!
      if (Number.isNaN(value)) continue
      const rounded = Math.min(largest, Math.max(0, Math.round((value - minimum) / step)))
      count += 1
      runSum += rounded
      runSquares += rounded * rounded
      histogram[Math.floor((rounded * bins) / (largest + 1))]! += 1
    }
    sum += BigInt(runSum)
    squares += BigInt(runSquares)
  }
  return [BigInt(count), sum, squares, ...histogram.map(BigInt)]
}

export interface NumberStatistics {
  readonly kind: 'numbers'
  readonly name: string
  /** Records that have a value. */
  readonly count: number
  /** In the column's units; days since 1970-01-01 for a date. NaN where no record has a value. */
  readonly mean: number
  /** Of the population: divided by the count. */
  readonly deviation: number
  readonly median: number
  /** Counts of equal parts of the range. */
  readonly histogram: readonly number[]
}

export interface PlaceStatistics {
  readonly kind: 'places'
  readonly name: string
  readonly count: number
  /** Of each place, as `placeNames` has them. */
  readonly counts: readonly number[]
}

export interface TableStatistics {
  readonly records: number
  /** Of each class of the label. */
  readonly classes: readonly number[]
  readonly columns: readonly (NumberStatistics | PlaceStatistics)[]
}

/** What a sum of vectors says. Sums that no records can have are told apart: somebody added something else. */
export type StatisticsReading =
  | { readonly kind: 'statistics'; readonly statistics: TableStatistics }
  | { readonly kind: 'inconsistent'; readonly detail: string }

/** Statistics from the sum of holders' vectors, of one ring or of several. Throws for a sum of another length. */
export function statisticsOfSum(
  sum: ArrayLike<number>,
  schema: TableSchema,
  layout: StatisticsLayout,
): StatisticsReading {
  const numbers = joinTally(sum, layout)
  if (numbers === undefined) return { kind: 'inconsistent', detail: 'a digit is negative or no whole number' }
  const records = numbers[0]!
  const classes = numbers.slice(1, 1 + schema.label.classes.length)
  const faults: string[] = []
  if (total(classes) !== records) faults.push('the classes do not add up to the records')
  let at = 1 + classes.length
  const columns = schema.features.map(feature => {
    const length = isScale(feature) ? 3 + bins : placeNames(feature).length
    const part = numbers.slice(at, at + length)
    at += length
    const fault = isScale(feature) ? scaleFault(part, records) : placeFault(part, records)
    if (fault !== undefined) faults.push(`column "${feature.name}": ${fault}`)
    return isScale(feature) ? scaleStatistics(part, feature) : placeStatistics(part, feature)
  })
  const [detail] = faults
  if (detail !== undefined) return { kind: 'inconsistent', detail }
  return {
    kind: 'statistics',
    statistics: { records: Number(records), classes: classes.map(Number), columns },
  }
}

function total(numbers: readonly bigint[]): bigint {
  return numbers.reduce((sum, number) => sum + number, 0n)
}

function placeFault(counts: readonly bigint[], records: bigint): string | undefined {
  return total(counts) > records ? 'it has more values than there are records' : undefined
}

function scaleFault(part: readonly bigint[], records: bigint): string | undefined {
  const [count, sum, squares, ...histogram] = part as [bigint, bigint, bigint, ...bigint[]]
  const largest = BigInt(2 ** valueBits - 1)
  if (count > records) return 'it has more values than there are records'
  if (total(histogram) !== count) return 'its histogram does not add up to its count'
  // Cauchy and Schwarz below; every value is at most the largest above.
  if (sum > count * largest || squares > sum * largest || count * squares < sum * sum)
    return 'no values have these sums'
  return undefined
}

function placeStatistics(counts: readonly bigint[], { name }: TableFeature): PlaceStatistics {
  return { kind: 'places', name, count: Number(total(counts)), counts: counts.map(Number) }
}

function scaleStatistics(part: readonly bigint[], feature: ScaleFeature): NumberStatistics {
  const [count, sum, squares, ...histogram] = part as [bigint, bigint, bigint, ...bigint[]]
  const { minimum, step } = rangeOf(feature)
  const records = Number(count)
  const spread = Number(count * squares - sum * sum)
  const counts = histogram.map(Number)
  return {
    kind: 'numbers',
    name: feature.name,
    count: records,
    mean: minimum + (step * Number(sum)) / records,
    deviation: (step * Math.sqrt(spread)) / records,
    median: histogramQuantile(counts, 0.5, feature),
    histogram: counts,
  }
}

/** The value below which a share of the counted values lie: in the right bin, and in it as if they lay evenly. */
function histogramQuantile(histogram: readonly number[], share: number, feature: ScaleFeature): number {
  const count = histogram.reduce((sum, one) => sum + one, 0)
  const { minimum, step } = rangeOf(feature)
  const width = (step * 2 ** valueBits) / bins
  let below = 0
  for (const [bin, inside] of histogram.entries()) {
    if (inside > 0 && below + inside >= share * count)
      return minimum + width * (bin + (share * count - below) / inside)
    below += inside
  }
  return Number.NaN
}

/**
 * The schema with the means, deviations and medians that it left to federated statistics; those it states stay. A column
 * that no record has gets the middle of its range. The result reads data as any schema does.
 */
export function completeSchema(schema: TableSchema, statistics: TableStatistics): TableSchema {
  const { statistics: _, ...rest } = schema
  const features = schema.features.map((feature, i) => {
    const column = statistics.columns[i]
    return isScale(feature) && column?.kind === 'numbers' ? completeFeature(feature, column) : feature
  })
  return { ...rest, features }
}

function completeFeature(feature: ScaleFeature, column: NumberStatistics): TableFeature {
  const { minimum, maximum } = scaleOf(feature)
  const middle = (minimum! + maximum!) / 2
  const at = (value: number) => written(column.count === 0 ? middle : value, feature)
  const deviation = column.deviation > 0 ? { deviation: rounded(column.deviation) } : {}
  const median = feature.impute === 'median' ? { median: at(column.median) } : {}
  return { ...deviation, mean: at(column.mean), ...median, ...feature } as TableFeature
}

function written(value: number, { kind }: ScaleFeature): number | string {
  return kind === 'date'
    ? new Date(Math.round(value) * 86_400_000).toISOString().slice(0, 10)
    : rounded(value)
}

/** Nine digits: more than the rounding of the values leaves, and short enough to be read. */
function rounded(value: number): number {
  return Number(value.toPrecision(9))
}
