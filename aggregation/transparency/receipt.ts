/**
 * Receipts: what a survivor of a round holds in its hand. A receipt shows, without asking the coordinator again,
 * that the coordinator signed a log in which this round stands with this organisation's input and pay. It does not
 * show that everybody was shown the same log; comparing checkpoints does.
 */
import { canonicalJson, enc, fromHex, taggedHash, toHex, utf8, verifyInclusion } from '../crypto/index.ts'
import { verifyCheckpoint } from './checkpoint.ts'
import type { LeafGroup, LeafSurvivor, RoundLeaf, RoundReceipt } from './receipt-types.ts'

/** Where a leaf stands in the log: its index, and the path to the root of the tree of `treeSize` leaves. */
export interface LeafProof {
  readonly index: number
  readonly treeSize: number
  readonly path: readonly Uint8Array[]
  /** Signed note over that tree. */
  readonly checkpoint: string
}

/** What the holder of a receipt knows by itself. Hashes are lower-case hex. */
export interface ReceiptFacts {
  /** Ed25519 key of the coordinator, 32 bytes, pinned when enrolling. */
  readonly coordinatorKey: Uint8Array
  readonly organisation: string
  /** The group that its update was summed in, from 1. */
  readonly group: number
  /** SHA-256 of the packed masked input that was sent. */
  readonly inputHash: string
  /** Head of the group's transcript as the result of the group states it. */
  readonly transcriptHash: string
}

export const receiptFaults = [
  'malformed-receipt',
  'another-organisation',
  'malformed-note',
  'malformed-checkpoint',
  'not-signed',
  'bad-signature',
  'another-tree',
  'not-in-log',
  'not-a-survivor',
  'another-group',
  'another-input',
  'another-transcript',
] as const
export type ReceiptFault = (typeof receiptFaults)[number]

export type ReceiptVerdict =
  | { readonly kind: 'verified' }
  | { readonly kind: 'invalid'; readonly reason: ReceiptFault }

/** The bytes of a leaf in the log: its canonical JSON in UTF-8. */
export function encodeRoundLeaf(leaf: RoundLeaf): Uint8Array {
  return utf8(canonicalJson(leaf))
}

/** Everybody whose update is in the round, group by group. */
export function leafSurvivors({ groups }: Pick<RoundLeaf, 'groups'>): readonly LeafSurvivor[] {
  return groups.flatMap(({ survivors }) => survivors)
}

/** The group in which an organisation's update was summed. */
export function leafGroupOf(
  { groups }: Pick<RoundLeaf, 'groups'>,
  organisation: string,
): LeafGroup | undefined {
  return groups.find(({ survivors }) => survivors.some(one => one.organisation === organisation))
}

/** One hash for the transcripts of a round, 32 bytes: that of its only group, or one over those of all groups. */
export function roundTranscriptOf(groups: readonly { readonly transcriptHash: Uint8Array }[]): Uint8Array {
  const [only, ...more] = groups.map(({ transcriptHash }) => transcriptHash)
  if (only === undefined) throw new RangeError('a round has a group')
  return more.length === 0 ? only : taggedHash('parley/v1/round-transcript', enc(only, ...more))
}

/**
 * The receipt of one survivor.
 *
 * @throws RangeError when the organisation is not among the survivors: only they have anything to show.
 */
export function issueRoundReceipt(organisation: string, leaf: RoundLeaf, proof: LeafProof): RoundReceipt {
  if (leafGroupOf(leaf, organisation) === undefined)
    throw new RangeError(`${organisation} did not survive round ${leaf.round} and gets no receipt for it`)
  const { index, treeSize, path, checkpoint } = proof
  return { version: 1, organisation, leaf, index, treeSize, path: path.map(toHex), checkpoint }
}

/** Checks a receipt against what its holder knows. The first fault found is named. */
export function verifyRoundReceipt(receipt: RoundReceipt, facts: ReceiptFacts): ReceiptVerdict {
  const fault = proofFault(receipt, facts.coordinatorKey) ?? factsFault(receipt, facts)
  return fault === null ? { kind: 'verified' } : { kind: 'invalid', reason: fault }
}

/**
 * Checks what anyone can check of a receipt: that its round stands in a log this coordinator signed, with its organisation
 * among the survivors.
 */
export function verifyReceiptInLog(receipt: RoundReceipt, coordinatorKey: Uint8Array): ReceiptVerdict {
  const { organisation, leaf } = receipt
  const isSurvivor = leafGroupOf(leaf, organisation) !== undefined
  const fault = proofFault(receipt, coordinatorKey) ?? (isSurvivor ? null : 'not-a-survivor')
  return fault === null ? { kind: 'verified' } : { kind: 'invalid', reason: fault }
}

function proofFault(receipt: RoundReceipt, coordinatorKey: Uint8Array): ReceiptFault | null {
  const checked = verifyCheckpoint(receipt.checkpoint, coordinatorKey)
  if (checked.kind === 'refused') return checked.reason
  const { size, root } = checked.checkpoint
  if (receipt.treeSize !== size) return 'another-tree'
  const path = receipt.path.map(readHash)
  if (path.includes(null)) return 'malformed-receipt'
  const isIncluded = verifyInclusion(
    encodeRoundLeaf(receipt.leaf),
    receipt.index,
    size,
    path.map(hash => hash!),
    root,
  )
  return isIncluded ? null : 'not-in-log'
}

function factsFault({ organisation, leaf }: RoundReceipt, facts: ReceiptFacts): ReceiptFault | null {
  if (organisation !== facts.organisation) return 'another-organisation'
  const group = leafGroupOf(leaf, organisation)
  if (group === undefined) return 'not-a-survivor'
  if (group.group !== facts.group) return 'another-group'
  const survivor = group.survivors.find(one => one.organisation === organisation)
  if (survivor?.inputHash !== facts.inputHash) return 'another-input'
  return group.transcriptHash === facts.transcriptHash ? null : 'another-transcript'
}

function readHash(text: string): Uint8Array | null {
  return /^[0-9a-f]{64}$/.test(text) ? fromHex(text) : null
}
