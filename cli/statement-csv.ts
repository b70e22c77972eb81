/** A statement as a table for spreadsheets: CSV (RFC 4180) with a header line, LF line ends, UTF-8. */
import { stringify } from 'csv-stringify/sync'
import { type ExplainedLine, stepText } from '../protos/explained-money/index.ts'

const columns = [
  'journal',
  'time',
  'kind',
  'bounty',
  'round',
  'account',
  'amountUnits',
  'balanceUnits',
  'formula',
  'leaf',
  'leafKind',
] as const

/** One row a line; the steps of a formula are joined by "; ". */
export function statementCsv(lines: readonly ExplainedLine[]): string {
  const rows = lines.map(({ line, movement }) => [
    String(line.journal),
    new Date(line.atMs).toISOString(),
    line.kind,
    line.bountyId,
    line.round === 0 ? '' : line.round,
    line.account,
    line.amountUnits,
    line.balanceUnits,
    movement?.steps.map(stepText).join('; ') ?? '',
    movement?.leafIndex ?? '',
    movement?.leafKind ?? '',
  ])
  // What others named must not be a formula to a spreadsheet; amounts stay numbers, negative ones too.
  return stringify([[...columns], ...rows], { record_delimiter: '\n', escape_formulas: true })
}
