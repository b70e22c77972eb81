/**
 * The signed half of an audit of records. A holder that consented to a bounty named a root over its records; asked to
 * open one of them, it signs where the record's hash stands under that root. Record and salt go to the auditor beside it
 * and are in no proof: the hash is salted and tells nothing of the record.
 */
import {
  concat,
  enc,
  equalBytes,
  type Signer,
  taggedHash,
  u32,
  u64,
  utf8,
  verifyInclusion,
} from '../crypto/index.ts'
import type { Bytes } from '../secure/messages.ts'

/** What a holder consented to: which terms, which records, how many. */
export interface Consent {
  readonly bountyId: Bytes // 32
  readonly termsHash: Bytes // 32, SHA-256 of the terms
  readonly datasetRoot: Bytes // 32
  readonly examples: number
}

/** What a holder signs when it joins a bounty. */
export function consentPayload({ bountyId, termsHash, datasetRoot, examples }: Consent): Bytes {
  return concat(utf8('parley/v1/consent\0'), enc(bountyId, termsHash, datasetRoot, u64(examples)))
}

/** The root of a dataset: H("parley-dataset/v2/root", u32 examples || Merkle root), 32 bytes. */
export function datasetRootOf(tree: Bytes, examples: number): Bytes {
  return taggedHash('parley-dataset/v2/root', concat(u32(examples), tree))
}

/** One record's place under a dataset's root, as the answer to a challenge. */
export interface AuditOpening {
  readonly bountyId: Bytes // 32
  readonly datasetRoot: Bytes // 32
  readonly examples: number
  /** By which the index was drawn, 32 bytes. */
  readonly challenge: Bytes
  /** From 0. */
  readonly index: number
  /** The salted hash of the record, which is the leaf's data, 32 bytes. */
  readonly record: Bytes
  /** Merkle root of the tree, 32 bytes. */
  readonly tree: Bytes
  readonly path: readonly Bytes[] // 32 each
}

export interface SignedAuditOpening extends AuditOpening {
  readonly signature: Bytes // 64
}

/** "parley/v1/audit-opening" || 0x00 || enc(bounty, root, u64 examples, challenge, u32 index, record, tree, enc(path)). */
export function auditOpeningPayload(opening: AuditOpening): Bytes {
  const { bountyId, datasetRoot, examples, challenge, index, record, tree, path } = opening
  return concat(
    utf8('parley/v1/audit-opening\0'),
    enc(bountyId, datasetRoot, u64(examples), challenge, u32(index), record, tree, enc(...path)),
  )
}

/** Whether the record's hash stands at its index under the root. */
export function leadsToRoot({
  datasetRoot,
  examples,
  index,
  record,
  tree,
  path,
}: Omit<AuditOpening, 'bountyId' | 'challenge'>): boolean {
  if (!equalBytes(datasetRootOf(tree, examples), datasetRoot)) return false
  return verifyInclusion(record, index, examples, path, tree)
}

/**
 * Signs an opening. What does not lead to its root is not signed: the signature would prove a fault against whoever made
 * it, and records that have changed since the consent are found out here first.
 *
 * @throws RangeError when the opening does not lead to its root.
 */
export function signAuditOpening(opening: AuditOpening, signer: Signer): SignedAuditOpening {
  if (!leadsToRoot(opening)) {
    throw new RangeError(
      `record ${opening.index} does not lead to the root consented to; open the records that were committed to`,
    )
  }
  return { ...opening, signature: signer.sign(auditOpeningPayload(opening)) }
}
