/** What one column of a file looks like, gathered while the file is read once. Guesses are made from it afterwards. */
import { dateFormats } from '../feature-schema.ts'
import type { FileFormat } from '../file-format.ts'
import { type NumberSummary, openRunningSummary } from '../report/running-summary.ts'
import { type Cell, dateParser, numberParser } from '../table/cell.ts'

/** Formats of numbers that are tried, the usual one first. */
export const numberFormats: readonly FileFormat[] = [
  {},
  { decimal: ',' },
  { thousands: ',' },
  { decimal: ',', thousands: '.' },
  { decimal: ',', thousands: ' ' },
  { thousands: "'" },
]

/** Words that usually stand for nothing. */
const usualWords = '? - . na n/a #n/a n.a. k.a. nan null none missing unknown'
const missingWords = new Set(usualWords.split(' '))

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
  readonly dateFormat: (typeof dateFormats)[number] | undefined
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
  const attempts = numberFormats.map(openAttempt)
  const dates = dateFormats.map(format => ({ format, parse: dateParser(format), fits: true }))
  const values = openValueCounter()
  const words = new Set<string>()
  let [present, blanks] = [0, 0]
  const addValue = (cell: Cell, text: string) => {
    present += 1
    values.add(text)
    for (const attempt of attempts) attempt.add(cell)
    for (const date of dates) date.fits &&= typeof cell === 'string' && date.parse(cell) !== undefined
  }
  return {
    add: cell => {
      const text = typeof cell === 'number' && Number.isNaN(cell) ? '' : String(cell).trim()
      if (text === '') blanks += 1
      else if (missingWords.has(text.toLowerCase()) && words.size < mostWords) words.add(text)
      else addValue(cell, text)
    },
    profile: () => ({
      name,
      present,
      blanks,
      missingWords: [...words],
      ...values.counted(),
      numbers: attempts.map(attempt => attempt.numbers()).find(found => found !== undefined),
      dateFormat: present === 0 ? undefined : dates.find(date => date.fits)?.format,
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

function openAttempt(format: FileFormat) {
  const parse = numberParser(format)
  const running = openRunningSummary('profile')
  let [fits, areIntegers] = [true, true]
  return {
    add: (cell: Cell) => {
      if (!fits) return
      const value = typeof cell === 'number' ? cell : parse(cell)
      fits = value !== undefined && Number.isFinite(value)
      if (!fits) return
      areIntegers &&= Number.isInteger(value)
      running.add(value!)
    },
    numbers: (): ProfiledNumbers | undefined => {
      const summary = fits ? running.summary() : undefined
      return summary === undefined ? undefined : { format, summary, areIntegers }
    },
  }
}
