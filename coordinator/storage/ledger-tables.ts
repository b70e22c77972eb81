import type { GeneratedAlways } from 'kysely'

/** A kind of unit that amounts are counted in; `scale` is the decimal places shown to people. */
export interface AssetTable {
  id: string
  scale: number
  seal: Uint8Array | null
}

/** A place where units are. Never changed once opened. */
export interface AccountTable {
  id: string
  kind: string
  asset: string
  /** Lowest amount that may be free; null means no bound, which only an account of kind `world` has. */
  min_balance: bigint | null
  opened_at_ms: bigint
  seal: Uint8Array | null
}

/** One recorded command. Never changed, never deleted. */
export interface JournalTable {
  id: GeneratedAlways<bigint>
  idempotency_key: string
  /** SHA-256 of the canonical request, hexadecimal. */
  request_hash: string
  kind: string
  bounty_id: string | null
  round: number | null
  reference: string
  memo: string
  posting_count: number
  created_at_ms: bigint
  /** Over this row, its postings and the hold that it made or resolved. */
  seal: Uint8Array | null
}

/** One movement of a journal: units into (+) or out of (-) one account. Never changed, never deleted. */
export interface PostingTable {
  journal_id: bigint
  /** 1..posting_count of the journal. */
  ordinal: number
  account_id: string
  amount: bigint
}

/** Units set aside in an account until they are posted elsewhere or given back. Resolved once. */
export interface HoldTable {
  id: string
  journal_id: bigint
  account_id: string
  amount: bigint
  expires_at_ms: bigint | null
  state: 'pending' | 'posted' | 'voided'
  resolved_by: bigint | null
  posted_amount: bigint
  seal: Uint8Array | null
}

/** What the journal adds up to for one account. Can be rebuilt from it. */
export interface BalanceTable {
  account_id: string
  posted: bigint
  pending_out: bigint
  min_balance: bigint | null
  version: bigint
}

/** What was recorded since the seal before: a row that is deleted afterwards is missed. Never changed, never deleted. */
export interface LedgerSealTable {
  /** 1, 2, 3 and so on without a gap. */
  number: bigint
  sealed_at_ms: bigint
  /** Numbers of the journals, as ranges: `1-17,19`. */
  journals: string
  /** Names, as a JSON list. */
  accounts: string
  assets: string
  /** How many journals stood in the database when it was first sealed, and carry a seal of that day. */
  adopted: bigint
  /** Merkle root (RFC 9162) over the seals of all these rows; also in the public log. */
  root: Uint8Array
  /** Size of the public log before the leaf of this seal, and its root. */
  log_size: bigint
  log_root: Uint8Array
  seal: Uint8Array
}

/** The tables of migrations 0001 and 0010. */
export interface LedgerTables {
  asset: AssetTable
  account: AccountTable
  journal: JournalTable
  posting: PostingTable
  hold: HoldTable
  balance: BalanceTable
  ledger_seal: LedgerSealTable
}
