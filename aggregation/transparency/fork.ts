/**
 * Proof that a log was forked: its key signed two heads, and the older is not a prefix of the newer. The newer head's own
 * consistency proof shows which root its first leaves have; that root is not the one that was signed for as many leaves. By the
 * consistency check of RFC 9162 section 2.1.4.2 no other root has such a proof under an honest log's head, so that the file stands
 * alone: it needs no word of whoever found it, and nobody can make one about a log that only ever grew.
 */
import {
  canonicalJson,
  constantShape,
  equalBytes,
  fromHex,
  hexShape,
  readDocument,
  type Shape,
  toHex,
  utf8,
  valueShape,
  verifyConsistency,
} from '../crypto/index.ts'
import { type Checkpoint, verifyCheckpoint } from './checkpoint.ts'
import { maximumNoteCharacters } from './note.ts'

export const forkType = 'parley/fork/v1'

/** Bytes in lower-case hex. */
export interface Fork {
  readonly type: typeof forkType
  /** Whoever holds it signed both heads. */
  readonly coordinatorKey: string
  /** Signed notes; `older` has no more leaves than `newer`. */
  readonly older: string
  readonly newer: string
  /** Root of the first leaves of the newer log, as many as the older has. */
  readonly prefixRoot: string
  /** That it is a prefix of the newer. */
  readonly proof: readonly string[]
}

export type ForkDoubt =
  | 'another-coordinator'
  | 'older-not-signed'
  | 'newer-not-signed'
  | 'two-origins'
  | 'older-is-larger'
  | 'not-a-prefix'
  | 'same-root'

export type ForkVerdict =
  | { readonly kind: 'proved'; readonly older: Checkpoint; readonly newer: Checkpoint }
  | { readonly kind: 'not-proved'; readonly reason: ForkDoubt }

/** Two hashes a level, of at most 53 levels. */
const maximumProof = 106
const maximumBytes = 128 * 1024

const hash = hexShape(32)
const note = valueShape(
  `must be text of at most ${maximumNoteCharacters} characters`,
  found => typeof found === 'string' && found.length <= maximumNoteCharacters,
)
const shape: Shape = {
  kind: 'object',
  fields: {
    type: constantShape(forkType),
    coordinatorKey: hash,
    older: note,
    newer: note,
    prefixRoot: hash,
    proof: { kind: 'list', most: maximumProof, item: hash },
  },
}

/** What the newer head shows of its first leaves. */
export interface Prefix {
  readonly root: Uint8Array // 32
  /** Consistency proof from it to the newer head. */
  readonly proof: readonly Uint8Array[]
}

/** The proof that two heads make with what the newer shows, or why they make none. */
export function makeFork(
  coordinatorKey: Uint8Array,
  older: string,
  newer: string,
  prefix: Prefix,
): { readonly kind: 'made'; readonly fork: Fork } | Extract<ForkVerdict, { kind: 'not-proved' }> {
  const fork: Fork = {
    type: forkType,
    coordinatorKey: toHex(coordinatorKey),
    older,
    newer,
    prefixRoot: toHex(prefix.root),
    proof: prefix.proof.map(toHex),
  }
  const verdict = verifyFork(fork)
  return verdict.kind === 'proved' ? { kind: 'made', fork } : verdict
}

/** With `pinnedKey` the key must be that one; without it the proof is against whoever holds the key in the file. */
export function verifyFork(fork: Fork, pinnedKey?: Uint8Array): ForkVerdict {
  if (pinnedKey !== undefined && toHex(pinnedKey) !== fork.coordinatorKey) return doubt('another-coordinator')
  const key = fromHex(fork.coordinatorKey)
  const [first, second] = [verifyCheckpoint(fork.older, key), verifyCheckpoint(fork.newer, key)]
  if (first.kind === 'refused') return doubt('older-not-signed')
  if (second.kind === 'refused') return doubt('newer-not-signed')
  const [older, newer] = [first.checkpoint, second.checkpoint]
  // A key may sign several logs, which have nothing to do with one another.
  if (older.origin !== newer.origin) return doubt('two-origins')
  if (older.size > newer.size) return doubt('older-is-larger')
  const root = fromHex(fork.prefixRoot)
  if (!verifyConsistency(older.size, newer.size, root, newer.root, fork.proof.map(fromHex)))
    return doubt('not-a-prefix')
  return equalBytes(root, older.root) ? doubt('same-root') : { kind: 'proved', older, newer }
}

function doubt(reason: ForkDoubt): ForkVerdict & { kind: 'not-proved' } {
  return { kind: 'not-proved', reason }
}

/** Canonical JSON in UTF-8. */
export function encodeFork(fork: Fork): Uint8Array {
  return utf8(canonicalJson(fork))
}

export type ReadFork =
  | { readonly kind: 'read'; readonly document: Fork }
  | { readonly kind: 'malformed'; readonly field: string; readonly problem: string }

/** Reads the file. Whether it proves anything is for `verifyFork`. */
export function decodeFork(bytes: Uint8Array): ReadFork {
  const read = readDocument(bytes, maximumBytes, shape)
  return read.kind === 'malformed' ? read : { kind: 'read', document: read.document as Fork }
}
