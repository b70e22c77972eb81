export {
  type AuditOpening,
  auditOpeningPayload,
  type Consent,
  consentPayload,
  datasetRootOf,
  leadsToRoot,
  type SignedAuditOpening,
  signAuditOpening,
} from './dataset-audit.ts'
export {
  isRecordUnder,
  type OpenedRecord,
  otherRecordTasks,
  recordHash,
  recordSaltBytes,
} from './dataset-record.ts'
export {
  type AlteredShare,
  type InconsistentShares,
  inconsistentShares,
  type OpenedDealing,
  ownShareAltered,
} from './dealt-shares.ts'
export { decodeFault, encodeFault, type ReadFault } from './document.ts'
export {
  type FailedAudit,
  type FaultDoubt,
  type FaultProof,
  type FaultVerdict,
  failedAudit,
  type HolderFault,
  holderFault,
  type ProvedFault,
  type TwoMessages,
  twoMessages,
  verifyFault,
} from './fault.ts'
export {
  type AttemptPlace,
  attemptPlace,
  type BountyPlace,
  bountyPlace,
  type DrawPlace,
  drawPlace,
  nameOfPlace,
  type Place,
  type SessionPlace,
  sessionPlace,
} from './places.ts'
export { type KeptCall, revealSeedPath, type UnopenedCommitment, unopenedCommitment } from './shown-seed.ts'
export { type CallFields, canonicalCall, keyIdOf } from './signed-call.ts'
export {
  advertisementSaid,
  auditOpeningSaid,
  contradictionBetween,
  type HolderContradiction,
  type HolderStatement,
  isSaidBy,
  keySharesSaid,
  maskedInputSaid,
  seedCommitmentSaid,
  shareHeaderSaid,
  survivorSignatureSaid,
  unmaskingSaid,
} from './statements.ts'
