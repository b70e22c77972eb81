export { useTransaction } from './call-transaction.ts'
export type { StorageCheck } from './checks.ts'
export { StorageContentionError, StorageLockedError, StorageUnavailableError } from './errors.ts'
export type { LedgerTables } from './ledger-tables.ts'
export { recordNonce } from './record-nonce.ts'
export {
  openRowSealer,
  type RowSealer,
  type SealedRow,
  type SealedValue,
  type SealFault,
  sealedFieldCount,
  sealMacBytes,
} from './row-seal.ts'
export type { Database } from './schema.ts'
export { addSession, sequenceWindow, useSequence } from './session-rows.ts'
export {
  openStorage,
  type Storage,
  type StorageKind,
  type StorageOptions,
  type Transaction,
  type TransactionOptions,
} from './storage.ts'
export {
  countTransactionsOf,
  openTransactionsOf,
  type TransactionRow,
  transactionsOf,
  transactionsToApprove,
} from './transaction-rows.ts'
