/** A report on a holder's data as a clerk reads it: what fits, what does not and what to do, then column by column. */
import type {
  ColumnReport,
  Count,
  DataReport,
  DataWarning,
  FaultGroup,
  FaultSample,
  Imputation,
} from '../learning/index.ts'
import { percentText, table } from './output.ts'

export function dataReportText(report: DataReport): string {
  return [
    summaryText(report),
    faultsText(report),
    warningsText(report),
    classesText(report),
    columnsText(report),
    unreadText(report),
  ]
    .filter(part => part !== '')
    .join('\n\n')
}

function summaryText({ file, format, records, examples, fits, faultCount }: DataReport): string {
  const counted = `${file} (${format}): ${records} records, ${examples} of them can be used.`
  return fits
    ? `${counted} The data fits.`
    : `${counted} It does not fit: ${faultCount} ${faultCount === 1 ? 'fault' : 'faults'}.`
}

function faultsText({ faults }: DataReport): string {
  if (faults.length === 0) return ''
  return ['What does not fit:', ...faults.flatMap(groupLines)].join('\n')
}

function groupLines(group: FaultGroup): readonly string[] {
  const { column, count, fix, samples } = group
  const where = column === undefined ? '' : `column "${column}": `
  const times = count === 1 ? '' : ` (${count} times)`
  const remedy = fix === '' ? '' : ` To mend it: ${fix}.`
  const rest = count - samples.length
  return [
    `  ${where}${group.kind.replaceAll('-', ' ')}${times}.${remedy}`,
    ...samples.map(sample => `    ${placeText(sample)}${sample.found}`),
    ...(rest > 0 ? [`    … and ${rest} more`] : []),
  ]
}

function placeText({ file, line, row, member }: FaultSample): string {
  if (line !== undefined) return `line ${line}: `
  if (row !== undefined) return `row ${row}: `
  return member === undefined ? `${file}: ` : `member "${member}": `
}

/** A group of faults in one line, for a log. */
export function faultLine({ column, count, fix, samples }: FaultGroup): string {
  const [first] = samples
  const where = column === undefined ? '' : `column "${column}", `
  const others = count > 1 ? ` (and ${count - 1} more like it)` : ''
  const told = first === undefined ? '' : `${placeText(first)}${first.found}`
  return `${where}${told}${fix === '' ? '' : `; ${fix}`}${others}. \`parley data check\` lists all faults`
}

export function warningLine({ column, message }: DataWarning): string {
  return column === undefined ? message : `column "${column}" ${message}`
}

function warningsText({ warnings }: DataReport): string {
  if (warnings.length === 0) return ''
  return ['To look at:', ...warnings.map(warning => `  ${warningLine(warning)}`)].join('\n')
}

function classesText({ label, records }: DataReport): string {
  if (records === 0) return ''
  const rows = [
    ...label.classes.map(({ value, count }) => [value, String(count), shareText(count, records)]),
    ...label.missing.map(({ value, count }) => [
      `no label: ${value}`,
      String(count),
      shareText(count, records),
    ]),
  ]
  return table([label.name, 'records', 'share'], rows, [1, 2])
}

function shareText(count: number, records: number): string {
  return records === 0 ? '' : percentText(count / records)
}

function columnsText({ columns, records }: DataReport): string {
  if (columns.length === 0 || records === 0) return ''
  const head = [
    'column',
    'kind',
    'present',
    'missing',
    'imputed by',
    'from … to',
    'mean ± dev.',
    'median / values',
  ]
  return table(head, columns.map(columnRow), [2])
}

function columnRow(column: ColumnReport): readonly string[] {
  const { name, kind, present, missing, imputed, numbers } = column
  return [
    name,
    kind,
    String(present),
    missing.map(({ value, count }) => `${count} ${value}`).join(', '),
    imputedText(imputed),
    numbers === undefined ? '' : `${short(numbers.minimum)} … ${short(numbers.maximum)}`,
    numbers === undefined ? '' : `${short(numbers.mean)} ± ${short(numbers.deviation)}`,
    valuesText(column),
  ]
}

function imputedText(imputed: Imputation | undefined): string {
  if (imputed === undefined || imputed.count === 0) return ''
  return imputed.value === undefined ? imputed.by : `${imputed.by} ${imputed.value}`
}

const valuesShown = 4

function valuesText({ numbers, values = [] }: ColumnReport): string {
  if (numbers !== undefined) return short(numbers.quantiles[2]!)
  const common = [...values].sort((left, right) => right.count - left.count).filter(({ count }) => count > 0)
  const told = common.slice(0, valuesShown).map(({ value, count }) => `${value} ${count}`)
  const rest = common.length - told.length
  const unseen = values.filter(({ count }: Count) => count === 0).map(({ value }) => value)
  return [
    told.join(', ') + (rest > 0 ? `, … ${rest} more` : ''),
    unseen.length === 0 ? '' : `none of ${unseen.slice(0, valuesShown).join(', ')}`,
  ]
    .filter(part => part !== '')
    .join('; ')
}

function short(value: number | string): string {
  return typeof value === 'number' ? String(Number(value.toPrecision(4))) : value
}

function unreadText({ unreadColumns }: DataReport): string {
  if (unreadColumns.length === 0) return ''
  const names = unreadColumns.slice(0, 20).join(', ')
  const rest = unreadColumns.length > 20 ? `, … ${unreadColumns.length - 20} more` : ''
  return `Not asked for, and not read: ${names}${rest}.`
}
