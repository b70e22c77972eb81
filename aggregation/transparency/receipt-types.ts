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
  readonly sessionId: string
  readonly survivors: readonly {
    readonly organisation: string
    readonly examples: number
    readonly inputHash: string
  }[]
  readonly dropouts: readonly { readonly organisation: string; readonly stage: string }[]
  readonly sumHash: string
  readonly transcriptHash: string
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
