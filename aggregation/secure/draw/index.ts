export {
  acceptPartition,
  commitSeed,
  type DrawMemberState,
  type Drawn,
  type DrawTrust,
  revealSeed,
  type SeedCommitted,
  type SeedRevealed,
} from './client.ts'
export type {
  CohortEntry,
  CommittedCohort,
  LogHead,
  RevealedSeeds,
  SeedCommitment,
  SeedReveal,
} from './messages.ts'
export {
  cohortRootOf,
  cutCohort,
  type DrawContext,
  type DrawRules,
  hashDrawContext,
  largestGroupOf,
  type Partition,
} from './partition.ts'
export {
  type Committing,
  type Cut,
  canCloseCommitments,
  closeCommitments,
  closeReveals,
  type DrawFailed,
  type DrawState,
  openDraw,
  type Revealing,
  receiveCommitment,
  receiveReveal,
} from './server.ts'
