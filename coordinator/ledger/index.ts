export { AnchorFileError, openAnchorFile } from './anchor-file.ts'
export type { AuditSources, LogToAudit } from './audit.ts'
export type { BatchRejected } from './batch.ts'
export type {
  AccountSpecification,
  AssetSpecification,
  Balance,
  Clock,
  Command,
  CommandLabel,
  DepositRequest,
  HoldRequest,
  LedgerRefusal,
  Opened,
  Outcome,
  PostHoldRequest,
  Posting,
  Recorded,
  Rejected,
  TransferRequest,
  VoidHoldRequest,
} from './commands.ts'
export { ledgerRefusals } from './commands.ts'
export { createLedger, type Ledger } from './ledger.ts'
export { createLedgerModel, type LedgerModel } from './ledger-model.ts'
export type { AssetTotal, AuditProblem, AuditReport, AuditRule, EscrowFlow } from './replay.ts'
export type { AnchorNote } from './seal-coverage.ts'
export {
  type LogToSeal,
  openSealKeeper,
  type SealAnchor,
  type SealKeeper,
} from './seal-keeper.ts'
export { type SealTimerOptions, sealNowAndThen } from './seal-timer.ts'
export {
  readJointStatement,
  readOwnAccounts,
  type StatementLine,
  type StatementPage,
} from './statement.ts'
