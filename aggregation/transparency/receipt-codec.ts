/**
 * Receipts as files: canonical JSON in UTF-8. They come from strangers, so every field is checked, sizes are bounded
 * before anything is parsed, and a spelling that is not the canonical one is refused.
 */
import {
  canonicalJson,
  constantShape,
  countShape,
  hexShape,
  readDocument,
  type Shape,
  textShape,
  utf8,
  valueShape,
} from '../crypto/index.ts'
import { maximumNoteCharacters } from './note.ts'
import type { RoundReceipt } from './receipt-types.ts'

export const receiptLimits = {
  bytes: 1 << 22,
  /** Members of a round. */
  members: 10_240,
  /** Hashes in a path; enough for 2^53 leaves. */
  path: 53,
  nameCharacters: 200,
} as const

/** A receipt read from bytes, or which field is wrong and what it must be. */
export type ReadReceipt =
  | { readonly kind: 'receipt'; readonly receipt: RoundReceipt }
  | { readonly kind: 'malformed'; readonly field: string; readonly problem: string }

/** The one file form of a receipt. */
export function encodeRoundReceipt(receipt: RoundReceipt): Uint8Array {
  return utf8(canonicalJson(receipt))
}

/** Reads a receipt's file. What is read is well formed; whether it is true is for `verifyRoundReceipt`. */
export function decodeRoundReceipt(bytes: Uint8Array): ReadReceipt {
  const read = readDocument(bytes, receiptLimits.bytes, receiptShape)
  return read.kind === 'malformed' ? read : { kind: 'receipt', receipt: read.document as RoundReceipt }
}

const hash = hexShape(32)
const amount = textShape(/^(0|[1-9][0-9]{0,38})$/, 'must be a whole number of units, written as text')
const name = valueShape(
  `must be text of 1 to ${receiptLimits.nameCharacters} characters`,
  found => typeof found === 'string' && found.length > 0 && found.length <= receiptLimits.nameCharacters,
)
const note = valueShape(
  `must be text of at most ${maximumNoteCharacters} characters`,
  found => typeof found === 'string' && found.length <= maximumNoteCharacters,
)

function listOf(fields: Readonly<Record<string, Shape>>, least = 0): Shape {
  return { kind: 'list', least, most: receiptLimits.members, item: { kind: 'object', fields } }
}

const groupFields = {
  group: countShape,
  sessionId: hash,
  sumHash: hash,
  transcriptHash: hash,
  survivors: listOf({ organisation: name, examples: countShape, inputHash: hash }),
}

const leafShape: Shape = {
  kind: 'object',
  fields: {
    kind: constantShape('round'),
    bountyId: hash,
    termsHash: hash,
    round: countShape,
    attempt: countShape,
    partition: hash,
    partitionSeed: hash,
    groups: listOf(groupFields, 1),
    failedGroups: listOf({
      group: countShape,
      reason: name,
      members: listOf({ organisation: name, examples: countShape }),
    }),
    dropouts: listOf({ organisation: name, stage: name }),
    modelHash: hash,
    potUnits: amount,
    feeUnits: amount,
    pays: listOf({ organisation: name, weight: amount, amountUnits: amount }),
  },
}

const receiptShape: Shape = {
  kind: 'object',
  fields: {
    version: constantShape(1),
    organisation: name,
    leaf: leafShape,
    index: countShape,
    treeSize: countShape,
    path: { kind: 'list', most: receiptLimits.path, item: hash },
    checkpoint: note,
  },
}
