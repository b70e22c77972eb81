export {
  type Affordance,
  affords,
  bountyEvent,
  eventsOf,
  isOfCoordinator,
  promisedEvent,
  roundEvent,
  spentEpsilon,
} from './budget.ts'
export {
  type ChargeEntry,
  PrivacyLedgerError,
} from './ledger-file.ts'
export {
  chargesOf,
  type KnownRecords,
  openPrivacyLedger,
  type PrivacyAccount,
  type PrivacyLedger,
  readPrivacyLedger,
  unsafeUncountedAccount,
} from './privacy-ledger.ts'
