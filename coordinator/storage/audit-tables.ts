import type { Generated } from 'kysely'

/** One event of security. Never changed, but for its place in a batch, once. */
export interface SecurityEventTable {
  id: Generated<bigint>
  at_ms: bigint
  kind: string
  key_id: string
  organisation: string
  /** Canonical JSON, as it is hashed. */
  body: string
  batch: bigint | null
  /** In the batch, from 0. */
  place: number | null
}

/** Events that the public log was told of together. */
export interface AuditBatchTable {
  number: bigint
  sealed_at_ms: bigint
  count: number
  /** Hex, over the events in their order. */
  root: string
  leaf_index: bigint
}

/** The tables of migration 0019. */
export interface AuditTables {
  audit_batch: AuditBatchTable
  security_event: SecurityEventTable
}
