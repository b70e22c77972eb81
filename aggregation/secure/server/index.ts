export {
  addMaskedInput,
  checkMaskedInput,
  type InputCheck,
  type MaskedSum,
  maskedResidues,
  openInputAdder,
  openInputCheck,
  openMaskedSum,
} from './masked-sum.ts'
export {
  canCloseAdvertising,
  closeAdvertising,
  openAttempt,
  receiveAdvertisement,
  rosterFor,
} from './round-0-advertise.ts'
export {
  canCloseSharing,
  closeSharing,
  inboxFor,
  receiveComplaint,
  receiveKeyShares,
} from './round-1-share-keys.ts'
export { canCloseInputs, closeInputs, receiveMaskedInputHeader } from './round-2-mask-input.ts'
export {
  canCloseSurvivors,
  certificateFor,
  closeSurvivors,
  receiveSurvivorSignature,
  survivorSetFor,
} from './round-3-survivors.ts'
export {
  canFinish,
  closeUnmasking,
  type Ending,
  finish,
  hashSum,
  openSum,
  planUnmasking,
  publishSum,
  receiveUnmasking,
  signReleased,
  type UnmaskingPlan,
} from './round-4-unmask.ts'
export { type GroupSession, indexOfIdentity, memberAt } from './session.ts'
export {
  type AbortReason,
  type Absence,
  type Accusation,
  type Advertising,
  abortAttempt,
  abortReasons,
  type Blame,
  type Certifying,
  type Finished,
  type Masking,
  type RosteredState,
  type ServerAborted,
  type ServerPhase,
  type ServerStage,
  type ServerState,
  type Sharing,
  serverPhases,
  type Unmasked,
} from './state.ts'
export { type AttemptStatus, statusOf } from './status.ts'
