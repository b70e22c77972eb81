/** A party's statement as a table for spreadsheets: CSV (RFC 4180) with a header line, LF line ends, UTF-8. */
import { Readable } from 'node:stream'
import { setImmediate as otherWork } from 'node:timers/promises'
import { stringify } from 'csv-stringify'
import type { ConsoleStatementLine } from './console-state.ts'

const columns = [
  'number',
  'kind',
  'round',
  'from',
  'to',
  'amountUnits',
  'changeUnits',
  'totalUnits',
  'formula',
  'leaf',
  'leafKind',
] as const

/** One row a line, written as fast as it is read. A cell of text that a spreadsheet would run gets an apostrophe before it. */
export function statementCsv(lines: Iterable<ConsoleStatementLine>): Readable {
  const csv = stringify({
    record_delimiter: '\n',
    escape_formulas: true,
    header: true,
    columns: [...columns],
  })
  return Readable.from(rowsOf(lines)).pipe(csv)
}

/** Lines between two pauses for the coordinator's other work: a reader that keeps up gives none. */
const sliceLines = 100

async function* rowsOf(lines: Iterable<ConsoleStatementLine>) {
  for (const line of lines) {
    if (line.number % sliceLines === 0) await otherWork()
    yield [
      line.number,
      line.kind,
      line.round === 0 ? '' : line.round,
      line.from,
      line.to,
      BigInt(line.amountUnits),
      BigInt(line.changeUnits),
      BigInt(line.totalUnits),
      line.formula.join('; '),
      line.leafIndex,
      line.leafKind,
    ]
  }
}
