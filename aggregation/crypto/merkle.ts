/**
 * Merkle trees as RFC 9162 section 2.1 defines them: a leaf is SHA-256(0x00 || data), a node SHA-256(0x01 || left
 * || right), the left subtree holds the largest power of two smaller than the number of leaves, and the empty tree
 * is SHA-256 of nothing. Built level by level: a last node without a sibling rises unchanged, which is the same tree.
 */
import { equalBytes } from './encoding.ts'
import { openSha256, sha256 } from './hash.ts'

/** A tree with all its levels: level 0 the leaf hashes, the last one the root. */
export interface MerkleTree {
  readonly size: number
  readonly root: Uint8Array // 32
  readonly levels: readonly (readonly Uint8Array[])[]
}

/** Hash of a leaf. */
export function merkleLeaf(data: Uint8Array): Uint8Array {
  const hash = openSha256()
  hash.update(Uint8Array.of(0))
  hash.update(data)
  return hash.digest()
}

/** Hash of an inner node over its two children. */
export function merkleNode(left: Uint8Array, right: Uint8Array): Uint8Array {
  const node = new Uint8Array(65)
  node[0] = 1
  node.set(left, 1)
  node.set(right, 33)
  return sha256(node)
}

function levelAbove(level: readonly Uint8Array[]): Uint8Array[] {
  const above: Uint8Array[] = []
  for (let i = 0; i < level.length; i += 2) {
    const right = level[i + 1]
    above.push(right === undefined ? level[i]! : merkleNode(level[i]!, right))
  }
  return above
}

/** The tree over `leaves`, each the data of one leaf. */
export function buildMerkleTree(leaves: readonly Uint8Array[]): MerkleTree {
  return treeOverLeafHashes(leaves.map(merkleLeaf))
}

/** The tree over leaf hashes already computed (for a log that keeps hashes only). */
export function treeOverLeafHashes(hashes: readonly Uint8Array[]): MerkleTree {
  if (hashes.length === 0) return { size: 0, root: sha256(new Uint8Array(0)), levels: [[]] }
  const levels: Uint8Array[][] = [[...hashes]]
  while (levels.at(-1)!.length > 1) levels.push(levelAbove(levels.at(-1)!))
  return { size: hashes.length, root: levels.at(-1)![0]!, levels }
}

/** Root over `leaves`. */
export function merkleRoot(leaves: readonly Uint8Array[]): Uint8Array {
  return buildMerkleTree(leaves).root
}

/** The sibling hashes from leaf `index` (from 0) up to the root. */
export function inclusionPath(tree: MerkleTree, index: number): Uint8Array[] {
  if (!Number.isInteger(index) || index < 0 || index >= tree.size) {
    throw new RangeError(`leaf ${index} is not in a tree of ${tree.size}`)
  }
  const path: Uint8Array[] = []
  let position = index
  for (const level of tree.levels.slice(0, -1)) {
    const sibling = level[position ^ 1]
    if (sibling !== undefined) path.push(sibling)
    position >>>= 1
  }
  return path
}

/** Whether `data` is leaf `index` (from 0) of the tree of `size` leaves with this root (RFC 9162 section 2.1.3.2). */
export function verifyInclusion(
  data: Uint8Array,
  index: number,
  size: number,
  path: readonly Uint8Array[],
  root: Uint8Array,
): boolean {
  const found = rootOfInclusion(merkleLeaf(data), index, size, path)
  return found !== undefined && equalBytes(found, root)
}

/** The root that a path leads to from a leaf's hash; undefined where no tree of `size` leaves has a path of this length there. */
export function rootOfInclusion(
  leafHash: Uint8Array,
  index: number,
  size: number,
  path: readonly Uint8Array[],
): Uint8Array | undefined {
  if (!Number.isInteger(index) || index < 0 || index >= size || leafHash.length !== 32) return undefined
  let hash = leafHash
  let position = index
  let last = size - 1
  let used = 0
  for (; last > 0; position = Math.floor(position / 2), last = Math.floor(last / 2)) {
    // A last node without a sibling rises unchanged and takes nothing from the path.
    if (position === last && position % 2 === 0) continue
    const sibling = path[used++]
    if (sibling === undefined) return undefined
    hash = position % 2 === 1 ? merkleNode(sibling, hash) : merkleNode(hash, sibling)
  }
  return used === path.length ? hash : undefined
}

function splitPoint(size: number): number {
  let split = 1
  while (split * 2 < size) split *= 2
  return split
}

/** Root of leaves [start, end) of a tree, from its leaf hashes. */
function rangeRoot(tree: MerkleTree, start: number, end: number): Uint8Array {
  return treeOverLeafHashes(tree.levels[0]!.slice(start, end)).root
}

function consistencySteps(
  tree: MerkleTree,
  old: number,
  start: number,
  end: number,
  whole: boolean,
): Uint8Array[] {
  const size = end - start
  if (old === size) return whole ? [] : [rangeRoot(tree, start, end)]
  const split = splitPoint(size)
  if (old <= split) {
    const left = consistencySteps(tree, old, start, start + split, whole)
    return [...left, rangeRoot(tree, start + split, end)]
  }
  const right = consistencySteps(tree, old - split, start + split, end, false)
  return [...right, rangeRoot(tree, start, start + split)]
}

/** Proof that the tree of the first `oldSize` leaves is a prefix of `tree` (RFC 9162 section 2.1.4.1). */
export function consistencyProof(tree: MerkleTree, oldSize: number): Uint8Array[] {
  if (!Number.isInteger(oldSize) || oldSize < 0 || oldSize > tree.size) {
    throw new RangeError(`a tree of ${oldSize} leaves is no prefix of one of ${tree.size}`)
  }
  return oldSize === 0 ? [] : consistencySteps(tree, oldSize, 0, tree.size, true)
}

/** Whether the tree (oldSize, oldRoot) is a prefix of the tree (newSize, newRoot) (RFC 9162 section 2.1.4.2). */
export function verifyConsistency(
  oldSize: number,
  newSize: number,
  oldRoot: Uint8Array,
  newRoot: Uint8Array,
  proof: readonly Uint8Array[],
): boolean {
  if (!Number.isInteger(oldSize) || !Number.isInteger(newSize) || oldSize < 0 || oldSize > newSize)
    return false
  // A tree without leaves has one root, and begins every other.
  if (oldSize === 0 && !equalBytes(oldRoot, sha256(new Uint8Array(0)))) return false
  if (oldSize === newSize) return proof.length === 0 && equalBytes(oldRoot, newRoot)
  if (oldSize === 0) return proof.length === 0
  const isPowerOfTwo = splitPoint(oldSize * 2) === oldSize
  const [first, ...steps] = isPowerOfTwo ? [oldRoot, ...proof] : proof
  return first !== undefined && walkConsistency(oldSize, newSize, oldRoot, newRoot, first, steps)
}

function walkConsistency(
  oldSize: number,
  newSize: number,
  oldRoot: Uint8Array,
  newRoot: Uint8Array,
  first: Uint8Array,
  steps: readonly Uint8Array[],
): boolean {
  let position = oldSize - 1
  let last = newSize - 1
  const rise = () => {
    position = Math.floor(position / 2)
    last = Math.floor(last / 2)
  }
  while (position % 2 === 1) rise()
  let oldHash = first
  let newHash = first
  for (const step of steps) {
    if (last === 0) return false
    if (position % 2 === 1 || position === last) {
      oldHash = merkleNode(step, oldHash)
      newHash = merkleNode(step, newHash)
      while (position % 2 === 0 && position !== 0) rise()
    } else {
      newHash = merkleNode(newHash, step)
    }
    rise()
  }
  return last === 0 && equalBytes(oldHash, oldRoot) && equalBytes(newHash, newRoot)
}
