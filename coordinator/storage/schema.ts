import type { LedgerTables } from './ledger-tables.ts'

/** Every table of the coordinator's database. */
export type Database = LedgerTables
