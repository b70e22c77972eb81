/** What a report says of one column, put together from its values as they go by. */
import { imputedValue, placeNames, type TableFeature } from '../feature-schema.ts'
import type { ColumnReport, Count, DataWarning, Imputation, NumberReport } from './report.ts'
import { quantileShares } from './report.ts'
import { isSuspicious, type NumberSummary, openRunningSummary } from './running-summary.ts'

export interface ColumnCollector {
  value(value: number): void
  missing(code: string): void
  report(): ColumnReport
  /** What should be looked at, given how many records there are. */
  warnings(records: number): readonly DataWarning[]
}

/** Share of missing values from which a column says next to nothing. */
const mostlyMissing = 0.9
const mostCodes = 50

export function openColumnCollector(feature: TableFeature): ColumnCollector {
  const missing = new Map<string, number>()
  const gathered = openGathered(feature)
  const missingCount = () => [...missing.values()].reduce((sum, count) => sum + count, 0)
  return {
    value: gathered.add,
    missing: code => {
      const key = missing.has(code) || missing.size < mostCodes ? code : '(others)'
      missing.set(key, (missing.get(key) ?? 0) + 1)
    },
    report: () => ({
      name: feature.name,
      kind: feature.kind,
      present: gathered.count(),
      missing: countsOf(missing),
      imputed: imputationOf(feature, missingCount()),
      ...gathered.parts(),
    }),
    warnings: records => [...missingWarnings(feature, missingCount(), records), ...gathered.warnings()],
  }
}

export function countsOf(counts: ReadonlyMap<string, number>): readonly Count[] {
  return [...counts].map(([value, count]) => ({ value, count }))
}

function imputationOf(feature: TableFeature, count: number): Imputation | undefined {
  const { impute } = feature
  if (impute === undefined) return undefined
  return { by: impute, value: imputedValue(feature), count }
}

function missingWarnings({ name }: TableFeature, missing: number, records: number): readonly DataWarning[] {
  if (records === 0 || missing < mostlyMissing * records) return []
  const share = missing === records ? 'every record' : `${missing} of ${records} records`
  const message = `is missing in ${share}: nearly all its values are imputed. Is the column exported?`
  return [{ kind: 'mostly-missing', column: name, message }]
}

/** The values of a column: numbers are summed up, places are counted. */
interface Gathered {
  add(value: number): void
  count(): number
  parts(): Pick<ColumnReport, 'numbers' | 'values'>
  warnings(): readonly DataWarning[]
}

function openGathered(feature: TableFeature): Gathered {
  return feature.kind === 'number' || feature.kind === 'date'
    ? gatherNumbers(feature)
    : gatherPlaces(feature.name, placeNames(feature))
}

function gatherPlaces(name: string, names: readonly string[]): Gathered {
  const counts = names.map(() => 0)
  const count = () => counts.reduce((sum, one) => sum + one, 0)
  return {
    add: value => {
      counts[value]! += 1
    },
    count,
    parts: () => ({
      numbers: undefined,
      values: names.map((value, place) => ({ value, count: counts[place]! })),
    }),
    warnings: () => {
      const present = count()
      const only = names.find((_, place) => counts[place] === present)
      return present > 1 && only !== undefined && names.length > 1 ? [constant(name, `"${only}"`)] : []
    },
  }
}

function gatherNumbers(feature: TableFeature): Gathered {
  const running = openRunningSummary(feature.name)
  const isDate = feature.kind === 'date'
  return {
    add: running.add,
    count: () => running.summary()?.count ?? 0,
    parts: () => ({ numbers: numbersOf(running.summary(), isDate), values: undefined }),
    warnings: () => {
      const summary = running.summary()
      if (summary === undefined || summary.count < 2) return []
      if (summary.minimum.value === summary.maximum.value)
        return [constant(feature.name, String(written(summary.minimum.value, isDate)))]
      return isDate ? [] : suspicions(feature.name, summary)
    },
  }
}

function constant(column: string, value: string): DataWarning {
  return {
    kind: 'constant',
    column,
    message: `is ${value} in every record that has it: a model learns nothing from it here`,
  }
}

function numbersOf(summary: NumberSummary | undefined, isDate: boolean): NumberReport | undefined {
  if (summary === undefined) return undefined
  return {
    minimum: written(summary.minimum.value, isDate),
    maximum: written(summary.maximum.value, isDate),
    mean: written(summary.mean, isDate),
    deviation: summary.deviation,
    quantiles: quantileShares.map(share => written(summary.quantile(share), isDate)),
  }
}

function written(value: number, isDate: boolean): number | string {
  return isDate ? new Date(Math.round(value) * 86_400_000).toISOString().slice(0, 10) : value
}

/** A guess, and told as one. */
function suspicions(column: string, summary: NumberSummary): readonly DataWarning[] {
  const spread = summary.quantile(0.75) - summary.quantile(0.25)
  return [summary.minimum, summary.maximum]
    .filter(extreme => isSuspicious(extreme, spread))
    .map(({ value, count, next }) => ({
      kind: 'suspicious-value',
      column,
      message: `is ${value} in ${count} records and next to it ${next}: if ${value} means missing, declare missing: [${value}]`,
    }))
}
