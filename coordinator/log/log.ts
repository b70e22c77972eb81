/**
 * The public log: everything that the coordinator committed itself to in front of everybody, as an RFC 9162 Merkle
 * tree with signed checkpoints. It is written in the same transaction as the fact that it records, so neither
 * exists without the other.
 */
import {
  formatCheckpoint,
  isNoteName,
  type LeafProof,
  type Signer,
  signNote,
} from '../../aggregation/index.ts'
import { openRowSealer, type Transaction } from '../storage/index.ts'
import { auditLog, type LogFault, type OnLeaf } from './audit-log.ts'
import { adoptLeaves, appendLeaf, consistencyOf, pathOf, rootOf, sizeOf } from './tree-store.ts'

/** A leaf as it is read back. */
export interface LogLeaf {
  readonly index: number
  readonly body: Uint8Array
}

export interface Log {
  /** Adds a leaf; answers its index, from 0. */
  append(tx: Transaction, body: Uint8Array): Promise<number>
  /** Size and root of the log as this transaction sees it. */
  head(tx: Transaction): Promise<{ readonly size: number; readonly root: Uint8Array }>
  /** Signed note over the log as this transaction sees it. */
  checkpoint(tx: Transaction): Promise<string>
  /** Up to `limit` leaves from `start` on, at most `maximumLeaves`; none when `start` is beyond the end. */
  leaves(tx: Transaction, start: number, limit: number): Promise<readonly LogLeaf[]>
  /** Path from leaf `index` to the root of the first `size` leaves; null when there is no such leaf or tree. */
  inclusionProof(tx: Transaction, index: number, size: number): Promise<readonly Uint8Array[] | null>
  /** Proof that the tree of `first` leaves is a prefix of that of `second`; null when there are no such trees. */
  consistencyProof(tx: Transaction, first: number, second: number): Promise<readonly Uint8Array[] | null>
  /**
   * Where a leaf stands in the log of this moment, with a checkpoint: the proof inside a receipt.
   *
   * @throws RangeError when there is no such leaf.
   */
  receiptFor(tx: Transaction, index: number): Promise<LeafProof>
  /** Seals leaves from before there were seals; how many. For the first start with this version, and no other. */
  adopt(tx: Transaction): Promise<number>
  /** Reads the whole log and tells what in it was changed; shows each leaf to `onLeaf` on the way. */
  audit(tx: Transaction, onLeaf?: OnLeaf): Promise<readonly LogFault[]>
}

/** Most leaves in one answer. */
export const maximumLeaves = 256

export interface LogOptions {
  readonly signer: Signer
  /** The log's name, and that of its signing key. */
  readonly origin: string
  /** Under which leaves are sealed as rows, 32 bytes: whoever has the database alone adds none unnoticed. */
  readonly sealKey: Uint8Array
}

/**
 * The log over a database.
 *
 * @throws RangeError when the origin is not one word without "+".
 */
export function createLog({ signer, origin, sealKey }: LogOptions): Log {
  if (!isNoteName(origin))
    throw new RangeError(`the name of a log is one word without "+", not ${JSON.stringify(origin)}`)
  const sealer = openRowSealer(sealKey)
  const checkpointOf = async (tx: Transaction, size: number) =>
    signNote(formatCheckpoint({ origin, size, root: await rootOf(tx, size) }), origin, signer)
  return {
    append: (tx, body) => appendLeaf(tx, body, sealer),
    adopt: tx => adoptLeaves(tx, sealer),
    audit: (tx, onLeaf = () => undefined) => auditLog(tx, sealer, onLeaf),
    head: async tx => {
      const size = await sizeOf(tx)
      return { size, root: await rootOf(tx, size) }
    },
    checkpoint: async tx => checkpointOf(tx, await sizeOf(tx)),
    leaves: readLeaves,
    inclusionProof: async (tx, index, size) =>
      isBelow(index, size) && size <= (await sizeOf(tx)) ? pathOf(tx, index, size) : null,
    consistencyProof: async (tx, first, second) =>
      isBelow(first, second + 1) && second <= (await sizeOf(tx)) ? consistencyOf(tx, first, second) : null,
    receiptFor: async (tx, index) => {
      const treeSize = await sizeOf(tx)
      if (!isBelow(index, treeSize)) throw new RangeError(`leaf ${index} is not in a log of ${treeSize}`)
      const path = await pathOf(tx, index, treeSize)
      return { index, treeSize, path, checkpoint: await checkpointOf(tx, treeSize) }
    },
  }
}

function isBelow(index: number, size: number): boolean {
  return Number.isSafeInteger(index) && Number.isSafeInteger(size) && index >= 0 && index < size
}

async function readLeaves(tx: Transaction, start: number, limit: number): Promise<readonly LogLeaf[]> {
  if (!isBelow(start, Number.MAX_SAFE_INTEGER) || !isBelow(limit, Number.MAX_SAFE_INTEGER) || limit === 0)
    return []
  const rows = await tx
    .selectFrom('log_leaf')
    .select(['idx', 'body'])
    .where('idx', '>=', BigInt(start))
    .orderBy('idx')
    .limit(Math.min(limit, maximumLeaves))
    .execute()
  return rows.map(row => ({ index: Number(row.idx), body: new Uint8Array(row.body) }))
}
