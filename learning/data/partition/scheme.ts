/**
 * How one dataset may be cut among holders. `iid`: a random deal. `shards`: sorted by label, cut into holders ×
 * shardsPerHolder runs, dealt at random (McMahan et al. 2017, section 3). The others are described in a file each.
 */
export type PartitionScheme =
  | { readonly kind: 'iid' }
  | { readonly kind: 'shards'; readonly shardsPerHolder: number }
  | DirichletScheme
  | { readonly kind: 'quantity'; readonly alpha: number }
  | { readonly kind: 'labels'; readonly labelsPerHolder: number }
  | PowerLawScheme
  | { readonly kind: 'column'; readonly column: string }

export interface DirichletScheme {
  readonly kind: 'dirichlet'
  /** Concentration of the Dirichlet distribution: small alpha, very different holders. */
  readonly alpha: number
  /** Whether a holder that has its equal part of all examples gets no more of the labels that follow; false if absent. */
  readonly balanced?: boolean
}

export interface PowerLawScheme {
  readonly kind: 'power-law'
  /** 2 if absent, as in the paper. */
  readonly labelsPerHolder?: number
  /** Deviation of the logarithm of a share; 2 if absent, as in the paper's program. */
  readonly sigma?: number
}

export interface PartitionOptions {
  /** May be left out under `column` alone, which makes as many holders as the column has values. */
  readonly holders?: number
  /** What a holder must have at least; 10 in NIID-Bench. */
  readonly minimumExamples: number
  readonly seed: number
  /**
   * What to do with a cut that leaves a holder short: `refuse` it (if absent), after other draws where a scheme has
   * them, or `move` random examples from the largest holders, which changes what the scheme promises of them.
   */
  readonly whenShort?: 'refuse' | 'move'
  /** Under `column`, the value of each example, as `columnKeys` reads them or as the caller knows them. */
  readonly keys?: ArrayLike<string | number>
}
