import type { Generated } from 'kysely'

/** Sessions that have not ended, and some that have. */
export interface SessionTable {
  id: string
  key_id: string
  certificate: string
  ends_at_ms: bigint
  highest: Generated<bigint>
  seen: Generated<bigint>
}

/** Of a member; its secret is sealed, and the one that is not confirmed yet. */
export interface SecondFactorTable {
  organisation: string
  role: string
  secret: Uint8Array | null
  proposed: Uint8Array | null
  counts_from_ms: Generated<bigint>
  last_step: Generated<bigint>
  failures: Generated<number>
  blocked_until_ms: Generated<bigint>
}

/** What calls of much consequence are let in by, once. Zero: not yet. */
export interface CallTransactionTable {
  id: string
  key_id: string
  organisation: string
  role: string
  method: string
  request: Uint8Array
  request_hash: string
  requested_at_ms: bigint
  waits_until_ms: bigint
  good_until_ms: bigint
  approved_by: string
  used_at_ms: bigint
}

/** One row: of which environment the books are. */
export interface EnvironmentTable {
  id: number
  name: string
}

/** The tables of migrations 0021, 0025 and 0026. */
export interface AuthTables {
  session: SessionTable
  environment: EnvironmentTable
  second_factor: SecondFactorTable
  call_transaction: CallTransactionTable
}
