/** One group of a round: its session of secure aggregation, and whose updates are in its sum. */
export interface LeafGroup {
  /** From 1. */
  readonly group: number
  readonly sessionId: string
  readonly sumHash: string
  readonly transcriptHash: string
  readonly survivors: readonly LeafSurvivor[]
}

export interface FailedGroup {
  readonly group: number
  readonly reason: string
  readonly members: readonly { readonly organisation: string; readonly examples: number }[]
}

export interface LeafSurvivor {
  readonly organisation: string
  readonly examples: number
  readonly inputHash: string
}

/**
 * What the public log holds about a completed round, and the receipt a survivor keeps. Amounts and byte strings
 * are text (decimal, lower-case hex), so that the canonical JSON of a leaf is the same bytes everywhere.
 */
export interface RoundLeaf {
  readonly kind: 'round'
  readonly bountyId: string
  readonly termsHash: string
  readonly round: number
  readonly attempt: number
  /** Hash of the partition that cut the cohort into groups, and the seed it was cut by; zeros when it was not divided. */
  readonly partition: string
  readonly partitionSeed: string
  /** The groups that were summed, ascending; one when the cohort was not divided. */
  readonly groups: readonly LeafGroup[]
  /** The groups that could not be summed, ascending: what would have fallen to their members was not earned. */
  readonly failedGroups: readonly FailedGroup[]
  readonly dropouts: readonly { readonly organisation: string; readonly stage: string }[]
  /** SHA-256 of the model after the round. */
  readonly modelHash: string
  readonly potUnits: string
  readonly feeUnits: string
  readonly pays: readonly {
    readonly organisation: string
    readonly weight: string
    readonly amountUnits: string
  }[]
}

export interface RoundReceipt {
  readonly version: 1
  readonly organisation: string
  readonly leaf: RoundLeaf
  readonly index: number
  readonly treeSize: number
  /** Inclusion path, hex. */
  readonly path: readonly string[]
  /** Signed note (C2SP tlog-checkpoint) over the tree of `treeSize` leaves. */
  readonly checkpoint: string
}
