/** The messages by which a cohort draws the seed that cuts it into groups, before any round of secure aggregation. */
import type { Bytes } from '../messages.ts'

/** D0, holder to coordinator. Signed over (drawContext, commitment). */
export interface SeedCommitment {
  readonly drawContext: Bytes // 32
  readonly identityKey: Bytes // 32
  readonly commitment: Bytes // 32, H("fedsa/v1/seed-commitment", enc(drawContext, identityKey, seed))
  readonly signature: Bytes // 64
}

/** The head of the public log when the cohort was closed. */
export interface LogHead {
  readonly size: number
  readonly root: Bytes // 32
}

/** D0', coordinator to holder: everybody's commitment and the log's head, fixed before any seed is known. */
export interface CommittedCohort {
  readonly drawContext: Bytes // 32
  readonly entries: readonly CohortEntry[] // ascending identity key
  readonly logHead: LogHead
  readonly signature: Bytes // 64, coordinator, over (drawContext, cohortRoot, u64 size, root)
}
export interface CohortEntry {
  readonly identityKey: Bytes // 32
  readonly commitment: Bytes // 32
}

/** D1, holder to coordinator. The commitment makes it the holder's: it needs no signature. */
export interface SeedReveal {
  readonly drawContext: Bytes // 32
  readonly seed: Bytes // 32
}

/** D1', coordinator to holder: everybody's seed, in the order of the cohort. */
export interface RevealedSeeds {
  readonly drawContext: Bytes // 32
  readonly seeds: readonly Bytes[] // 32 each
  readonly signature: Bytes // 64, coordinator, over (drawContext, partitionSeed)
}
