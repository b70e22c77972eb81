export {
  acceptPartition,
  commitSeed,
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
export { type DrawContext, hashDrawContext, type Partition } from './partition.ts'
export {
  type Committing,
  type Cut,
  closeCommitments,
  closeReveals,
  openDraw,
  type Revealing,
  receiveCommitment,
  receiveReveal,
} from './server.ts'
