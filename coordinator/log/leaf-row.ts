import type { SealedRow } from '../storage/index.ts'

/** A leaf as its seal is made over it. */
export function leafRow(index: bigint | number, body: Uint8Array): SealedRow {
  return { table: 'log_leaf', id: `${index}`, fields: [['body', body]] }
}
