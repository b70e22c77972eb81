/** Records of a small test set that a buyer committed itself to, shown one by one. */
import { sha256, signerFromSeed, toHex, utf8 } from '../../aggregation/index.ts'
import {
  commitDataset,
  encodeTestSet,
  openedBytes,
  openRecords,
  recordsOf,
  type TestSet,
} from '../../learning/index.ts'
import { type BountyTerms, bountyIdOf, encodeTerms, termsSigningBytes } from '../../protos/terms.ts'
import { makeTestRecord, type TestRecord } from '../../protos/test-record.ts'
import { smallDataset, smallTerms } from './small-federation.ts'

export const buyer = signerFromSeed(sha256(utf8('the buyer of test records')))

const examples = 60

export const testSet: Required<TestSet> = {
  data: smallDataset(examples, 99),
  salt: sha256(utf8('the salt of a test set')).subarray(0, 16),
}

/** Terms that commit their buyer to a test set. */
export function committedTerms(
  training: Partial<BountyTerms['training']> = {},
  set: Required<TestSet> = testSet,
): BountyTerms {
  const terms = smallTerms(encodeTestSet(set), examples, training)
  const { root } = commitDataset(recordsOf(set.data), set.salt)
  return withTestSet(terms, { ...terms.acceptance.testSet, root: toHex(root) })
}

export function withTestSet(
  { acceptance, ...rest }: BountyTerms,
  named: BountyTerms['acceptance']['testSet'],
): BountyTerms {
  return { ...rest, acceptance: { ...acceptance, testSet: named } }
}

/** A record of the small test set under these terms. */
export function shownRecord(index: number, checked = committedTerms()): TestRecord {
  const terms = encodeTerms(checked)
  const nonce = new Uint8Array(16).fill(3)
  const bountyId = bountyIdOf(terms, buyer.publicKey, nonce)
  const signature = buyer.sign(termsSigningBytes(bountyId, terms))
  const [opening] = openRecords(smallDataset(examples, 99), testSet.salt, [index])
  const posting = { bountyId, terms, buyerKey: buyer.publicKey, nonce, signature }
  return makeTestRecord(posting, openedBytes(opening!))
}
