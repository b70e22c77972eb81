import type { AuditTables } from './audit-tables.ts'
import type { AuthTables } from './auth-tables.ts'
import type { CoordinatorTables } from './coordinator-tables.ts'
import type { LedgerTables } from './ledger-tables.ts'
import type { LogTables } from './log-tables.ts'
import type { WebhookTables } from './webhook-tables.ts'

/** Every table of the coordinator's database. */
export type Database = LedgerTables & LogTables & CoordinatorTables & AuditTables & AuthTables & WebhookTables
