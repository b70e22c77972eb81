/** What one column of a file looks like, gathered while the file is read once. Guesses are made from it afterwards. */
import { dateFormats } from '../feature-schema.ts'
import type { FileFormat } from '../file-format.ts'
import { type NumberSummary, openRunningSummary } from '../report/running-summary.ts'
import { type Cell, dateParser, numberParser } from '../table/cell.ts'
import { usualWords } from '../usual-codes.ts'

/** Formats of numbers that are tried, the usual one first. */
export const numberFormats: readonly FileFormat[] = [
  {},
  { decimal: ',' },
  { thousands: ',' },
  { decimal: ',', thousands: '.' },
  { decimal: ',', thousands: ' ' },
  { thousands: "'" },
]

const mostDistinct = 200
const mostWords = 5

export interface ColumnProfile {
  readonly name: string
  /** Cells that hold something, words for nothing left out. */
  readonly present: number
  readonly blanks: number
  /** Words for nothing that occur. */
  readonly missingWords: readonly string[]
  /** Values and how often each occurs; undefined where there are too many. */
  readonly distinct: ReadonlyMap<string, number> | undefined
  readonly isUnique: boolean
  /** Format under which every value is a number, with the numbers. */
  readonly numbers: ProfiledNumbers | undefined
  /** Format under which every value is a date, with the days. */
  readonly dates: ProfiledDates | undefined
}

export interface ProfiledDates {
  readonly format: (typeof dateFormats)[number]
  /** Of days since 1970-01-01. */
  readonly summary: NumberSummary
}

export interface ProfiledNumbers {
  readonly format: FileFormat
  readonly summary: NumberSummary
  readonly areIntegers: boolean
}

export interface ColumnProfiler {
  add(cell: Cell): void
  profile(): ColumnProfile
}

export function openColumnProfiler(name: string): ColumnProfiler {
  const numbers = numberFormats.map(openNumberAttempt)
  const dates = dateFormats.map(openDateAttempt)
  const values = openValueCounter()
  const words = new Set<string>()
  let [present, blanks] = [0, 0]
  const addValue = (cell: Cell, text: string) => {
    present += 1
    values.add(text)
    for (const attempt of [...numbers, ...dates]) attempt.add(cell)
  }
  return {
    add: cell => {
      const text = typeof cell === 'number' && Number.isNaN(cell) ? '' : String(cell).trim()
      if (text === '') blanks += 1
      else if (usualWords.has(text.toLowerCase()) && words.size < mostWords) words.add(text)
      else addValue(cell, text)
    },
    profile: () => ({
      name,
      present,
      blanks,
      missingWords: [...words],
      ...values.counted(),
      numbers: firstOf(numbers.map(attempt => attempt.found())),
      dates: firstOf(dates.map(attempt => attempt.found())),
    }),
  }
}

const mostRemembered = 100_000

/** Counts values while they are few, and notices whether any comes twice among the first hundred thousand. */
function openValueCounter() {
  const counts = new Map<string, number>()
  const seen = new Set<string>()
  let [isBounded, isUnique, total] = [true, true, 0]
  return {
    add: (text: string) => {
      total += 1
      if (counts.has(text) || counts.size < mostDistinct) counts.set(text, (counts.get(text) ?? 0) + 1)
      else isBounded = false
      isUnique &&= !seen.has(text)
      if (isUnique && seen.size < mostRemembered) seen.add(text)
    },
    counted: () => ({ distinct: isBounded ? counts : undefined, isUnique: isUnique && total > 1 }),
  }
}

function firstOf<T>(found: readonly (T | undefined)[]): T | undefined {
  return found.find(one => one !== undefined)
}

function openNumberAttempt(format: FileFormat) {
  const parse = numberParser(format)
  let areIntegers = true
  const attempt = openAttempt(cell => {
    const value = typeof cell === 'number' ? cell : parse(cell)
    areIntegers &&= Number.isInteger(value)
    return value
  })
  const found = (): ProfiledNumbers | undefined => {
    const summary = attempt.summary()
    return summary === undefined ? undefined : { format, summary, areIntegers }
  }
  return { add: attempt.add, found }
}

function openDateAttempt(format: (typeof dateFormats)[number]) {
  const parse = dateParser(format)
  const attempt = openAttempt(cell => (typeof cell === 'string' ? parse(cell) : undefined))
  const found = (): ProfiledDates | undefined => {
    const summary = attempt.summary()
    return summary === undefined ? undefined : { format, summary }
  }
  return { add: attempt.add, found }
}

/** Sums up values for as long as every cell is one. */
function openAttempt(parse: (cell: Cell) => number | undefined) {
  const running = openRunningSummary('profile')
  let fits = true
  return {
    add: (cell: Cell) => {
      const value = fits ? parse(cell) : undefined
      fits &&= value !== undefined && Number.isFinite(value)
      if (fits) running.add(value!)
    },
    summary: () => (fits ? running.summary() : undefined),
  }
}
