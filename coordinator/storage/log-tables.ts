/** One leaf of the public log. Never changed, never deleted. */
export interface LogLeafTable {
  /** 0, 1, 2 and so on without a gap. */
  idx: bigint
  body: Uint8Array
  /** Hash of the leaf (RFC 9162), 32 bytes. */
  hash: Uint8Array
  seal: Uint8Array | null
}

/** Hash of a complete subtree: the leaves from `position` * 2^`level` on, 2^`level` of them. Never changed. */
export interface LogNodeTable {
  /** 1 and above; level 0 is the leaves themselves. */
  level: number
  position: bigint
  hash: Uint8Array
}

/** The tables of migration 0002. */
export interface LogTables {
  log_leaf: LogLeafTable
  log_node: LogNodeTable
}
