/**
 * The rows of the books as their seals are made over them: every column, in this order, for ever. A journal's seal
 * covers its postings and what it did to a hold, so that none of these can be moved to another journal.
 */
import type { LedgerTables, SealedRow, SealedValue } from '../storage/index.ts'

type Sealless<Table> = Omit<Table, 'seal'>
export type AssetRow = Sealless<LedgerTables['asset']>
export type AccountRow = Sealless<LedgerTables['account']>
export type HoldRow = Sealless<LedgerTables['hold']>
export type JournalRow = Sealless<Omit<LedgerTables['journal'], 'id'>> & { readonly id: bigint }
export type SealRow = Sealless<LedgerTables['ledger_seal']>

/** What hangs on a journal: the amount for each ordinal from 1 on, and the hold that it made or ended. */
export interface JournalParts {
  readonly postings: readonly ({ readonly account: string; readonly amountUnits: bigint } | null)[]
  readonly made: HoldRow | null
  readonly resolved: HoldRow | null
}

export function assetRow({ id, scale }: AssetRow): SealedRow {
  return { table: 'asset', id, fields: [['scale', scale]] }
}

export function accountRow(row: AccountRow): SealedRow {
  const { id, kind, asset, min_balance, opened_at_ms } = row
  return {
    table: 'account',
    id,
    fields: [
      ['kind', kind],
      ['asset', asset],
      ['min_balance', min_balance],
      ['opened_at_ms', opened_at_ms],
    ],
  }
}

export function holdRow(row: HoldRow): SealedRow {
  return {
    table: 'hold',
    id: row.id,
    fields: [
      ['journal_id', row.journal_id],
      ['account_id', row.account_id],
      ['amount', row.amount],
      ['expires_at_ms', row.expires_at_ms],
      ['state', row.state],
      ['resolved_by', row.resolved_by],
      ['posted_amount', row.posted_amount],
    ],
  }
}

export const madeField = 'the hold that it made'
export const resolvedField = 'the hold that it ended'
const journalColumns = [
  'idempotency_key',
  'request_hash',
  'kind',
  'bounty_id',
  'round',
  'reference',
  'memo',
  'posting_count',
  'created_at_ms',
] as const

/** Fields of a journal before its postings. */
export const fieldsBeforePostings = journalColumns.length + 2

export function journalRow(row: JournalRow, { postings, made, resolved }: JournalParts): SealedRow {
  return {
    table: 'journal',
    id: `${row.id}`,
    fields: [
      ...journalColumns.map((column): readonly [string, SealedValue] => [column, row[column]]),
      [madeField, made === null ? null : textOf(made, asMade)],
      [resolvedField, resolved === null ? null : textOf(resolved, asResolved)],
      ...postings.map((posting, index): readonly [string, SealedValue] => [
        `posting ${index + 1}`,
        posting === null ? null : JSON.stringify([posting.account, `${posting.amountUnits}`]),
      ]),
    ],
  }
}

const asMade = ['id', 'account_id', 'amount', 'expires_at_ms'] as const
const asResolved = [...asMade, 'journal_id', 'state', 'posted_amount'] as const

function textOf(hold: HoldRow, columns: readonly (keyof HoldRow)[]): string {
  return JSON.stringify(columns.map(column => (hold[column] === null ? null : `${hold[column]}`)))
}

export function sealRow(row: SealRow): SealedRow {
  const { number, sealed_at_ms, journals, accounts, assets, adopted, root, log_size, log_root } = row
  return {
    table: 'ledger_seal',
    id: `${number}`,
    fields: [
      ['sealed_at_ms', sealed_at_ms],
      ['journals', journals],
      ['accounts', accounts],
      ['assets', assets],
      ['adopted', adopted],
      ['root', root],
      ['log_size', log_size],
      ['log_root', log_root],
    ],
  }
}
