import type { Generated } from 'kysely'

/** Where a member is told what happens. */
export interface WebhookTable {
  /** 32 hex digits. */
  id: string
  organisation: string
  role: string
  url: string
  /** JSON, a list of words of protos/events.ts. */
  kinds: string
  /** Of the key that added it. */
  key_id: string
  /** Sealed under a key outside the database, as is the one before. */
  secret: Uint8Array
  previous_secret: Uint8Array | null
  overlap_ends_at_ms: bigint
  added_at_ms: bigint
  is_gone: boolean
  last_attempt_at_ms: bigint
  last_outcome: string
}

/** A message that is to be sent, or sent again. */
export interface WebhookOutboxTable {
  id: string
  webhook_id: string
  ordinal: Generated<bigint>
  body: string
  /** Attempts that failed. */
  failed: number
  next_at_ms: bigint
}

export interface WebhookTables {
  webhook: WebhookTable
  webhook_outbox: WebhookOutboxTable
}
