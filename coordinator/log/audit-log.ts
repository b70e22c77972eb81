import { sql } from 'kysely'
import { equalBytes, merkleLeaf, openMerkleFold, type Subtree } from '../../aggregation/index.ts'
import type { RowSealer, Transaction } from '../storage/index.ts'
import { leafRow } from './leaf-row.ts'

/** A leaf or node of the tree that is not what it should be. */
export interface LogFault {
  readonly where: string
  readonly detail: string
}

/** Shows a leaf, and the root of the log before it. */
export type OnLeaf = (index: number, body: Uint8Array, rootBefore: () => Uint8Array) => void

const leavesPerPage = 500

/**
 * Reads the whole log: every leaf is sealed, hashes to what is stored and stands in its place, and the stored subtrees
 * are those that the leaves give, no more and no fewer. Memory does not grow with the log, but for one page.
 */
export async function auditLog(tx: Transaction, sealer: RowSealer, onLeaf: OnLeaf): Promise<LogFault[]> {
  const faults: LogFault[] = []
  const tree = openMerkleFold()
  for (let last = -(2n ** 63n); ; ) {
    const page = await readLeaves(tx, last)
    if (page.length === 0) break
    const completed: Subtree[] = []
    for (const { idx, body, hash, seal } of page) {
      last = idx
      faults.push(...leafFaults(sealer, idx, body, hash, seal))
      const place = placeOf(idx, tree.size())
      faults.push(...place.faults)
      for (let lost = 0; lost < place.lost; lost++) completed.push(...tree.add(lostHash))
      if (place.isStray) continue
      onLeaf(tree.size(), body, tree.root)
      completed.push(...tree.add(merkleLeaf(body)))
    }
    faults.push(...(await nodeFaults(tx, completed)))
  }
  return [...faults, ...(await strayNodes(tx, tree.size()))]
}

/** Stands for a leaf that is gone, so that those after it keep their places; no leaf hashes to it. */
const lostHash = new Uint8Array(32)
/** A wider gap is not filled: it is a number that was made up. */
const widestGap = 1_000

interface Place {
  readonly faults: readonly LogFault[]
  /** Leaves that are missing before this one. */
  readonly lost: number
  /** It has no place in the tree. */
  readonly isStray: boolean
}

function placeOf(idx: bigint, size: number): Place {
  const gap = Number(idx) - size
  if (gap === 0) return { faults: [], lost: 0, isStray: false }
  const where = `leaf ${gap < 0 ? idx : size}`
  if (gap < 0) {
    const detail = 'is there twice, or before the first'
    return { faults: [{ where, detail }], lost: 0, isStray: true }
  }
  const upTo = gap === 1 ? '' : ` up to leaf ${Number(idx) - 1}`
  const faults = [{ where, detail: `is missing${upTo}: the next that is there is leaf ${idx}` }]
  return gap > widestGap ? { faults, lost: 0, isStray: true } : { faults, lost: gap, isStray: false }
}

async function readLeaves(tx: Transaction, after: bigint) {
  const rows = await tx
    .selectFrom('log_leaf')
    .selectAll()
    .where('idx', '>', after)
    .orderBy('idx')
    .limit(leavesPerPage)
    .execute()
  return rows.map(row => ({
    ...row,
    body: new Uint8Array(row.body ?? []),
    hash: new Uint8Array(row.hash ?? []),
  }))
}

function leafFaults(
  sealer: RowSealer,
  idx: bigint,
  body: Uint8Array,
  hash: Uint8Array,
  seal: Uint8Array | null,
): LogFault[] {
  const where = `leaf ${idx}`
  const faults: LogFault[] = []
  if (!equalBytes(hash, merkleLeaf(body))) faults.push({ where, detail: 'its hash is not that of its body' })
  const fault = sealer.faultOf(leafRow(idx, body), seal)
  if (fault === null) return faults
  const detail =
    fault.kind === 'unsealed'
      ? 'carries no seal: this coordinator did not write it'
      : fault.fields.length === 0
        ? 'its seal is not what was recorded'
        : 'its body, or its place, is not what was recorded'
  return [...faults, { where, detail }]
}

/** Compares the subtrees that a page completed with those that are stored over it. */
async function nodeFaults(tx: Transaction, expected: readonly Subtree[]): Promise<LogFault[]> {
  const faults: LogFault[] = []
  for (const level of new Set(expected.map(subtree => subtree.level))) {
    const ofLevel = expected.filter(subtree => subtree.level === level)
    const stored = await readNodes(tx, level, ofLevel[0]!.position, ofLevel.at(-1)!.position)
    faults.push(...ofLevel.flatMap(subtree => nodeFault(subtree, stored.get(subtree.position))))
  }
  return faults
}

function nodeFault({ level, position, hash }: Subtree, stored: readonly Uint8Array[] = []) {
  const where = `node ${position} of level ${level}`
  if (stored.length === 0) return [{ where, detail: 'is missing' }]
  if (stored.length > 1) return [{ where, detail: 'is there twice' }]
  return equalBytes(stored[0]!, hash) ? [] : [{ where, detail: 'is not the hash over the leaves below it' }]
}

async function readNodes(tx: Transaction, level: number, from: number, to: number) {
  const rows = await tx
    .selectFrom('log_node')
    .selectAll()
    .where('level', '=', level)
    .where('position', '>=', BigInt(from))
    .where('position', '<=', BigInt(to))
    .execute()
  const nodes = new Map<number, Uint8Array[]>()
  for (const { position, hash } of rows) {
    const place = Number(position)
    nodes.set(place, [...(nodes.get(place) ?? []), new Uint8Array(hash ?? [])])
  }
  return nodes
}

/** Nodes over leaves that are not there. */
async function strayNodes(tx: Transaction, size: number): Promise<LogFault[]> {
  const { rows } = await sql<{ level: number; position: bigint }>`
    select level, position from log_node
    where coalesce(level < 1 or position < 0 or (position + 1) * (2::numeric ^ level) > ${size}, true)
    order by level, position`.execute(tx)
  return rows.map(({ level, position }) => ({
    where: `node ${position} of level ${level}`,
    detail: 'stands over leaves that are not there',
  }))
}
