/**
 * The Merkle tree of the log as rows: leaf hashes beside the leaves, and one row for each complete subtree above
 * them. The tree of any size up to the present one is made of complete subtrees (RFC 9162 section 2.1), so a root or
 * a proof reads a number of rows that grows with the logarithm of the size. Nothing is kept in memory: what a
 * transaction rolls back was never there.
 */
import { merkleLeaf, merkleNode, sha256 } from '../../aggregation/index.ts'
import type { RowSealer, Transaction } from '../storage/index.ts'
import { leafRow } from './leaf-row.ts'

/** Number of leaves. */
export async function sizeOf(tx: Transaction): Promise<number> {
  const last = await tx
    .selectFrom('log_leaf')
    .select(eb => eb.fn.max('idx').as('idx'))
    .executeTakeFirst()
  return last === undefined || last.idx === null ? 0 : Number(last.idx) + 1
}

/** Adds a leaf and the subtrees that it completes; answers its index. */
export async function appendLeaf(tx: Transaction, body: Uint8Array, sealer: RowSealer): Promise<number> {
  const index = await sizeOf(tx)
  let hash = merkleLeaf(body)
  await tx
    .insertInto('log_leaf')
    .values({ idx: BigInt(index), body, hash, seal: sealer.sealOf(leafRow(index, body)) })
    .execute()
  // Every 1 bit at the end of the index is a pair that this leaf completes.
  for (let level = 0, position = index; position % 2 === 1; level++) {
    hash = merkleNode(await subtreeHash(tx, level, position - 1), hash)
    position = (position - 1) / 2
    await tx
      .insertInto('log_node')
      .values({ level: level + 1, position: BigInt(position), hash })
      .execute()
  }
  return index
}

/** Seals the leaves that carry no seal; how many there were. */
export async function adoptLeaves(tx: Transaction, sealer: RowSealer): Promise<number> {
  let adopted = 0
  for (;;) {
    const rows = await tx
      .selectFrom('log_leaf')
      .select(['idx', 'body'])
      .where('seal', 'is', null)
      .limit(leavesPerPage)
      .execute()
    if (rows.length === 0) return adopted
    for (const { idx, body } of rows) {
      const seal = sealer.sealOf(leafRow(idx, new Uint8Array(body)))
      await tx.updateTable('log_leaf').set({ seal }).where('idx', '=', idx).execute()
    }
    adopted += rows.length
  }
}

const leavesPerPage = 500

/** Root of the first `size` leaves. */
export async function rootOf(tx: Transaction, size: number): Promise<Uint8Array> {
  return size === 0 ? sha256(new Uint8Array(0)) : rangeHash(tx, 0, size)
}

/** Sibling hashes from leaf `index` up to the root of the first `size` leaves (RFC 9162 section 2.1.3.1). */
export async function pathOf(tx: Transaction, index: number, size: number): Promise<Uint8Array[]> {
  const path: Uint8Array[] = []
  for (let start = 0, end = size; end - start > 1; ) {
    const middle = start + splitPoint(end - start)
    const isLeft = index < middle
    path.unshift(await (isLeft ? rangeHash(tx, middle, end) : rangeHash(tx, start, middle)))
    if (isLeft) end = middle
    else start = middle
  }
  return path
}

/** Proof that the first `old` leaves are a prefix of the first `size` (RFC 9162 section 2.1.4.1). */
export async function consistencyOf(tx: Transaction, old: number, size: number): Promise<Uint8Array[]> {
  if (old === 0) return []
  const proof: Uint8Array[] = []
  let start = 0
  let end = size
  while (end !== old) {
    const middle = start + splitPoint(end - start)
    const isLeft = old <= middle
    proof.unshift(await (isLeft ? rangeHash(tx, middle, end) : rangeHash(tx, start, middle)))
    if (isLeft) end = middle
    else start = middle
  }
  // The old root itself is left out: the verifier has it.
  return start === 0 ? proof : [await rangeHash(tx, start, end), ...proof]
}

/** Hash over the leaves [start, end), a range as the RFC cuts them: a complete subtree, or one that can be split so. */
async function rangeHash(tx: Transaction, start: number, end: number): Promise<Uint8Array> {
  const size = end - start
  const level = Math.log2(size)
  if (Number.isInteger(level)) return subtreeHash(tx, level, start / size)
  const middle = start + splitPoint(size)
  return merkleNode(await rangeHash(tx, start, middle), await rangeHash(tx, middle, end))
}

async function subtreeHash(tx: Transaction, level: number, position: number): Promise<Uint8Array> {
  const place = BigInt(position)
  const query =
    level === 0
      ? tx.selectFrom('log_leaf').select('hash').where('idx', '=', place)
      : tx.selectFrom('log_node').select('hash').where('level', '=', level).where('position', '=', place)
  return new Uint8Array((await query.executeTakeFirstOrThrow()).hash)
}

/** Largest power of two below `size`, for two leaves and more. */
function splitPoint(size: number): number {
  return 2 ** (Math.ceil(Math.log2(size)) - 1)
}
