import { sha256 } from './hash.ts'
import { merkleNode } from './merkle.ts'

/** A complete subtree: the leaves from `position` * 2^`level` on, 2^`level` of them. */
export interface Subtree {
  readonly level: number
  readonly position: number
  readonly hash: Uint8Array // 32
}

/** A tree (RFC 9162 section 2.1) over leaves that come one after another; keeps one hash for each level. */
export interface MerkleFold {
  /** Adds the hash of the next leaf; the subtrees above it that this completes, lowest first. */
  add(leafHash: Uint8Array): readonly Subtree[]
  size(): number
  /** Root over the leaves so far, 32 bytes. */
  root(): Uint8Array
}

/** An empty tree. The slow twin is `merkleRoot`, which holds all leaves. */
export function openMerkleFold(): MerkleFold {
  // Complete subtrees that wait for a right sibling, from left to right; their levels fall.
  const waiting: Subtree[] = []
  let size = 0
  return {
    add: leafHash => {
      const completed: Subtree[] = []
      let subtree: Subtree = { level: 0, position: size, hash: leafHash }
      while (waiting.at(-1)?.level === subtree.level) {
        const hash = merkleNode(waiting.pop()!.hash, subtree.hash)
        subtree = { level: subtree.level + 1, position: (subtree.position - 1) / 2, hash }
        completed.push(subtree)
      }
      waiting.push(subtree)
      size += 1
      return completed
    },
    size: () => size,
    root: () =>
      waiting.length === 0
        ? sha256(new Uint8Array(0))
        : waiting.map(({ hash }) => hash).reduceRight((right, left) => merkleNode(left, right)),
  }
}
