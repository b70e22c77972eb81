import test from 'ava'
import { signerFromSeed, toHex, utf8 } from '../../aggregation/index.ts'
import type { ClassDataset } from '../../learning/index.ts'
import { bountyIdOf, encodeTerms } from '../../protos/terms.ts'
import {
  decodeTestRecord,
  encodeTestRecord,
  type TestRecord,
  type TestRecordDoubt,
  verifyTestRecord,
} from '../../protos/test-record.ts'
import { examine } from '../../verifier/index.ts'
import { smallDataset } from '../support/small-federation.ts'
import { committedTerms, shownRecord, testSet, withTestSet } from '../support/test-records.ts'

test('each record of a test set is shown alone, at its place and nowhere else', t => {
  const terms = committedTerms()
  for (let index = 0; index < 60; index++) {
    const record = shownRecord(index)
    t.like(verifyTestRecord(record), { kind: 'shown', root: terms.acceptance.testSet.root! })
    const elsewhere = { ...record, index: (index + 1) % 60 }
    t.like(verifyTestRecord(elsewhere), { kind: 'not-shown', reason: 'not-under-the-root' })
  }
  const { labels } = smallDataset(60, 99) as ClassDataset
  const told = [0, 1, 2, 3].map(index => examine(encodeTestRecord(shownRecord(index)), {}).lines![0])
  t.deepEqual(
    told,
    [0, 1, 2, 3].map(index => `Targets: class ${labels[index]}, "${'xyz'[labels[index]!]}"`),
  )
})

test('what a record does not show is told by its reason', t => {
  const record = shownRecord(4)
  const stranger = signerFromSeed(new Uint8Array(32).fill(5))
  const other = committedTerms({}, { ...testSet, salt: new Uint8Array(16).fill(1) })
  const { root: _, ...withoutRoot } = committedTerms().acceptance.testSet
  const rekeyed = toHex(stranger.publicKey)
  const id = bountyIdOf(utf8(record.terms), stranger.publicKey, new Uint8Array(16).fill(3))
  const cases: readonly (readonly [Partial<TestRecord>, TestRecordDoubt])[] = [
    [{ terms: `${record.terms} ` }, 'malformed-terms'],
    [{ terms: new TextDecoder().decode(encodeTerms(other)) }, 'another-bounty'],
    [{ nonce: '00'.repeat(16) }, 'another-bounty'],
    [{ buyerKey: rekeyed }, 'another-bounty'],
    // Somebody else's bounty with the same terms, and the buyer's signature.
    [{ buyerKey: rekeyed, bountyId: id }, 'not-signed'],
    [shownRecord(4, withTestSet(committedTerms(), withoutRoot)), 'no-root'],
    [shownRecord(4, other), 'not-under-the-root'],
    [{ targets: '00000000' === record.targets ? '01000000' : '00000000' }, 'not-under-the-root'],
    [{ features: `${record.features.slice(8)}${record.features.slice(0, 8)}` }, 'not-under-the-root'],
    [{ task: 'multi-label' }, 'not-under-the-root'],
    [{ salt: '00'.repeat(16) }, 'not-under-the-root'],
    [{ path: record.path.slice(1) }, 'not-under-the-root'],
    [{ index: 60 }, 'not-under-the-root'],
  ]
  t.is(verifyTestRecord(record).kind, 'shown')
  for (const [change, reason] of cases)
    t.deepEqual(verifyTestRecord({ ...record, ...change }), { kind: 'not-shown', reason })
})

test('values of any length within the limit are read, and odd ones are refused by their field', t => {
  const record = shownRecord(4)
  const long = { ...record, features: '00'.repeat(4_000_000) }
  t.is(decodeTestRecord(encodeTestRecord(long)).kind, 'read')
  for (const features of ['000', 'ABCDEF00', `${long.features}00000000`])
    t.like(decodeTestRecord(encodeTestRecord({ ...record, features })), {
      kind: 'malformed',
      field: 'features',
    })
})

test('two salts give two roots over the same records, and what shows one record holds the salt of no other', t => {
  const roots = [1, 2].map(
    byte => committedTerms({}, { ...testSet, salt: new Uint8Array(16).fill(byte) }).acceptance.testSet.root,
  )
  t.is(new Set(roots).size, 2)
  const salts = [testSet.salt, ...[3, 5].map(index => Buffer.from(shownRecord(index).salt, 'hex'))].map(toHex)
  const shown = new TextDecoder().decode(encodeTestRecord(shownRecord(4)))
  for (const salt of salts) t.false(shown.includes(salt))
})
