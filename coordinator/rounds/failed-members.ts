/** Whom the coordinator's bond pays for a round that failed for the last time. */

export interface FailedAttempt {
  /** Who was asked. */
  readonly cohort: readonly { readonly organisation: string; readonly examples: number }[]
  /** Fewest holders that the terms let a round be trained by. */
  readonly minimum: number
  readonly dropouts: readonly unknown[]
  readonly culprits: readonly unknown[]
  readonly complaints: readonly unknown[]
}

/**
 * All who were asked, where none of them was missing, complained or at fault; else nobody: holders that stay away, or that
 * accuse one another, would earn by it what training earns, and a buyer with holders of its own could draw the bond for nothing.
 */
export function bondMembers({
  cohort,
  minimum,
  dropouts,
  culprits,
  complaints,
}: FailedAttempt): FailedAttempt['cohort'] {
  const isOfHolders =
    cohort.length < minimum || dropouts.length > 0 || culprits.length > 0 || complaints.length > 0
  return isOfHolders ? [] : cohort
}
