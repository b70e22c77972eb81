/**
 * Receipts as files: canonical JSON in UTF-8. They come from strangers, so every field is checked, sizes are bounded
 * before anything is parsed, and a spelling that is not the canonical one is refused.
 */
import { canonicalJson, utf8 } from '../crypto/index.ts'
import { maximumNoteCharacters } from './checkpoint.ts'
import type { RoundReceipt } from './receipt-types.ts'

export const receiptLimits = {
  bytes: 1 << 20,
  /** Members of a round; a cohort has 128 at most. */
  members: 1024,
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
  if (bytes.length > receiptLimits.bytes)
    return malformed('(document)', `must be at most ${receiptLimits.bytes} bytes`)
  let text: string
  let document: unknown
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    document = JSON.parse(text)
  } catch {
    return malformed('(document)', 'must be JSON in UTF-8')
  }
  const fault = faultOf(receiptShape, document, '')
  if (fault !== null) return malformed(fault.field || '(document)', fault.problem)
  if (canonicalJson(document) !== text) return malformed('(document)', 'must be in canonical form')
  return { kind: 'receipt', receipt: document as RoundReceipt }
}

function malformed(field: string, problem: string): ReadReceipt {
  return { kind: 'malformed', field, problem }
}

type Shape =
  | { readonly kind: 'value'; readonly holds: (value: unknown) => boolean; readonly problem: string }
  | { readonly kind: 'list'; readonly most: number; readonly item: Shape }
  | { readonly kind: 'object'; readonly fields: Readonly<Record<string, Shape>> }

interface Fault {
  readonly field: string
  readonly problem: string
}

function value(problem: string, holds: (value: unknown) => boolean): Shape {
  return { kind: 'value', holds, problem }
}

function pattern(expression: RegExp, problem: string): Shape {
  return value(problem, text => typeof text === 'string' && expression.test(text))
}

function oneOf(expected: unknown): Shape {
  return value(`must be ${JSON.stringify(expected)}`, found => found === expected)
}

const hash = pattern(/^[0-9a-f]{64}$/, 'must be 64 lower-case hex digits')
const amount = pattern(/^(0|[1-9][0-9]{0,38})$/, 'must be a whole number of units, written as text')
const count = value(
  'must be a whole number',
  found => typeof found === 'number' && Number.isSafeInteger(found) && found >= 0,
)
const name = value(
  `must be text of 1 to ${receiptLimits.nameCharacters} characters`,
  found => typeof found === 'string' && found.length > 0 && found.length <= receiptLimits.nameCharacters,
)
const note = value(
  `must be text of at most ${maximumNoteCharacters} characters`,
  found => typeof found === 'string' && found.length <= maximumNoteCharacters,
)

function listOf(fields: Readonly<Record<string, Shape>>): Shape {
  return { kind: 'list', most: receiptLimits.members, item: { kind: 'object', fields } }
}

const leafShape: Shape = {
  kind: 'object',
  fields: {
    kind: oneOf('round'),
    bountyId: hash,
    termsHash: hash,
    round: count,
    attempt: count,
    sessionId: pattern(/^([0-9a-f]{2}){1,64}$/, 'must be 1 to 64 bytes in lower-case hex'),
    survivors: listOf({ organisation: name, examples: count, inputHash: hash }),
    dropouts: listOf({ organisation: name, stage: name }),
    sumHash: hash,
    transcriptHash: hash,
    modelHash: hash,
    potUnits: amount,
    feeUnits: amount,
    pays: listOf({ organisation: name, weight: amount, amountUnits: amount }),
  },
}

const receiptShape: Shape = {
  kind: 'object',
  fields: {
    version: oneOf(1),
    organisation: name,
    leaf: leafShape,
    index: count,
    treeSize: count,
    path: { kind: 'list', most: receiptLimits.path, item: hash },
    checkpoint: note,
  },
}

function faultOf(shape: Shape, found: unknown, field: string): Fault | null {
  switch (shape.kind) {
    case 'value':
      return shape.holds(found) ? null : { field, problem: shape.problem }
    case 'list':
      return faultOfList(shape, found, field)
    case 'object':
      return faultOfObject(shape, found, field)
  }
}

function faultOfList(shape: Shape & { kind: 'list' }, found: unknown, field: string): Fault | null {
  if (!Array.isArray(found) || found.length > shape.most)
    return { field, problem: `must be a list of at most ${shape.most}` }
  for (const [index, item] of found.entries()) {
    const fault = faultOf(shape.item, item, `${field}[${index}]`)
    if (fault !== null) return fault
  }
  return null
}

function faultOfObject(shape: Shape & { kind: 'object' }, found: unknown, field: string): Fault | null {
  if (found === null || typeof found !== 'object' || Array.isArray(found))
    return { field, problem: 'must be an object' }
  const inside = (key: string) => (field === '' ? key : `${field}.${key}`)
  const unknown = Object.keys(found).find(key => !Object.hasOwn(shape.fields, key))
  if (unknown !== undefined) return { field: inside(unknown), problem: 'is not a field of a receipt' }
  for (const [key, part] of Object.entries(shape.fields)) {
    const fault = faultOf(part, (found as Record<string, unknown>)[key], inside(key))
    if (fault !== null) return fault
  }
  return null
}
