/**
 * One record of a bounty's held-out test set, shown without the others: the terms that the buyer signed name a root over all records,
 * and the document leads from the record to it. It needs no log and no server: the bounty's id is a hash over the terms.
 */
import { z } from 'zod'
import {
  canonicalJson,
  fromHex,
  isRecordUnder,
  type OpenedRecord,
  otherRecordTasks,
  recordSaltBytes,
  toHex,
  utf8,
  verifySignature,
} from '../aggregation/index.ts'
import { type ReadDocument, readCanonical } from './canonical-document.ts'
import { type BountyTerms, bountyIdOf, decodeTerms, termsSigningBytes } from './terms.ts'

export const testRecordType = 'parley/test-record/v1'

/** What a record's values and the terms may take: more than any model takes in. */
const maximumValueCharacters = 8_000_000
const maximumTermsCharacters = 1 << 20
const maximumBytes = 1 << 25
/** Hashes of a path over as many records as a test set may have. */
const maximumPath = 24

const hex = (bytes: number) =>
  z.string().regex(new RegExp(`^[0-9a-f]{${2 * bytes}}$`), `must be ${2 * bytes} lower-case hex digits`)
const values = z
  .string()
  .max(maximumValueCharacters)
  // No one expression for both: repeating a group a million times is more than an engine's stack takes.
  .refine(
    text => text.length % 8 === 0 && !/[^0-9a-f]/.test(text),
    'must be lower-case hex, eight digits for each value',
  )

const schema = z.strictObject({
  type: z.literal(testRecordType),
  bountyId: hex(32),
  /** Canonical JSON, as the buyer signed them. */
  terms: z.string().max(maximumTermsCharacters),
  buyerKey: hex(32),
  nonce: hex(16),
  signature: hex(64),
  /** From 0, in the order of the set. */
  index: z.number().int().min(0).max(10_000_000),
  /** Absent for classification. */
  task: z.enum(otherRecordTasks).optional(),
  /** u32le classes, or yes and no for each label, or f32le numbers, in hex. */
  targets: values,
  /** f32le, in hex. */
  features: values,
  salt: hex(recordSaltBytes),
  /** Merkle root of the tree under the terms' root. */
  tree: hex(32),
  path: z.array(hex(32)).max(maximumPath),
})
export type TestRecord = z.infer<typeof schema>

/** The posting that a bounty's id follows from. */
export interface Posting {
  readonly bountyId: string
  readonly terms: Uint8Array
  readonly buyerKey: Uint8Array
  readonly nonce: Uint8Array
  readonly signature: Uint8Array
}

export function makeTestRecord(posting: Posting, opened: OpenedRecord): TestRecord {
  const { task } = opened
  return {
    type: testRecordType,
    bountyId: posting.bountyId,
    terms: new TextDecoder().decode(posting.terms),
    buyerKey: toHex(posting.buyerKey),
    nonce: toHex(posting.nonce),
    signature: toHex(posting.signature),
    index: opened.index,
    ...(task === undefined ? {} : { task }),
    targets: toHex(opened.targets),
    features: toHex(opened.features),
    salt: toHex(opened.salt),
    tree: toHex(opened.tree),
    path: opened.path.map(toHex),
  }
}

export function encodeTestRecord(record: TestRecord): Uint8Array {
  return utf8(canonicalJson(record))
}

/** Reads a file; anything but the canonical form is refused, by the first field that is wrong. */
export function decodeTestRecord(bytes: Uint8Array): ReadDocument<TestRecord> {
  return readCanonical(bytes, schema, maximumBytes)
}

export type TestRecordDoubt =
  | 'malformed-terms'
  | 'another-bounty'
  | 'not-signed'
  | 'no-root'
  | 'not-under-the-root'

export type TestRecordVerdict =
  | { readonly kind: 'shown'; readonly terms: BountyTerms; readonly root: string }
  | { readonly kind: 'not-shown'; readonly reason: TestRecordDoubt }

/** Whether the buyer of this bounty committed itself to this record at this place of its test set. */
export function verifyTestRecord(record: TestRecord): TestRecordVerdict {
  const terms = utf8(record.terms)
  const decoded = decodeTerms(terms)
  if (decoded.kind === 'faulty') return notShown('malformed-terms')
  const buyerKey = fromHex(record.buyerKey)
  if (bountyIdOf(terms, buyerKey, fromHex(record.nonce)) !== record.bountyId)
    return notShown('another-bounty')
  if (!verifySignature(buyerKey, termsSigningBytes(record.bountyId, terms), fromHex(record.signature)))
    return notShown('not-signed')
  const { root, examples } = decoded.terms.acceptance.testSet
  if (root === undefined) return notShown('no-root')
  return isRecordUnder(openedOf(record), { datasetRoot: fromHex(root), examples })
    ? { kind: 'shown', terms: decoded.terms, root }
    : notShown('not-under-the-root')
}

function openedOf({ index, task, targets, features, salt, tree, path }: TestRecord): OpenedRecord {
  return {
    index,
    ...(task === undefined ? {} : { task }),
    targets: fromHex(targets),
    features: fromHex(features),
    salt: fromHex(salt),
    tree: fromHex(tree),
    path: path.map(fromHex),
  }
}

function notShown(reason: TestRecordDoubt): TestRecordVerdict {
  return { kind: 'not-shown', reason }
}
