/** What one record shows of a bounty's held-out test set. */
import { fromHex } from '../aggregation/index.ts'
import type { BountyTerms } from '../protos/terms.ts'
import {
  decodeTestRecord,
  type TestRecord,
  type TestRecordDoubt,
  verifyTestRecord,
} from '../protos/test-record.ts'
import { orMalformed } from './document-error.ts'
import type { Finding } from './finding.ts'

const doubts: Readonly<Record<TestRecordDoubt, string>> = {
  'malformed-terms': 'its terms are no terms of a bounty in canonical form',
  'another-bounty': 'its bountyId is not that of these terms, this buyer’s key and this nonce',
  'not-signed': 'its terms are not signed under the buyer’s key in the file',
  'no-root': 'its terms name no root over the records of the test set',
  'not-under-the-root': 'the record does not stand at its index under the root that the terms name',
}

/** Values that are told to people; all of them are in the file. */
const mostTold = 12

export function examineTestRecord(bytes: Uint8Array): Finding {
  const { document } = orMalformed(decodeTestRecord(bytes))
  const { bountyId, buyerKey, index } = document
  const verdict = verifyTestRecord(document)
  const type = 'test-record'
  if (verdict.kind === 'not-shown') {
    const { reason } = verdict
    return { type, isValid: false, proves: doubts[reason], details: { bountyId, reason } }
  }
  const { terms, root } = verdict
  const { examples } = terms.acceptance.testSet
  return {
    type,
    isValid: true,
    proves: `this is record ${index}, from 0, of the ${examples} to which the terms of bounty ${bountyId} commit its buyer (key ${buyerKey})`,
    details: { bountyId, buyerKey, index, examples, root },
    lines: [`Targets: ${targetsText(document, terms)}`, `Features: ${toldOf(floatsIn(document.features))}`],
  }
}

function targetsText({ task, targets }: TestRecord, { data }: BountyTerms): string {
  if (task === 'regression') return toldOf(floatsIn(targets))
  const numbers = [...wordsIn(targets)]
  const name = task === undefined ? classNames(data)[numbers[0]!] : undefined
  return typeof name === 'string' ? `class ${numbers[0]}, ${JSON.stringify(name)}` : toldOf(numbers)
}

/** The names of the classes as the terms' data schema has them; it was not checked here. */
function classNames({ label }: BountyTerms['data']): readonly unknown[] {
  const isLabel = typeof label === 'object' && label !== null && 'classes' in label
  return isLabel && Array.isArray(label.classes) ? label.classes : []
}

function toldOf(numbers: readonly number[]): string {
  const told = numbers.slice(0, mostTold).map(number => (Number.isNaN(number) ? 'missing' : String(number)))
  const more = numbers.length - told.length
  return `${told.join(', ') || 'none'}${more > 0 ? `, and ${more} more` : ''}`
}

function* wordsIn(text: string): Generator<number> {
  const bytes = Buffer.from(fromHex(text))
  for (let at = 0; at < bytes.length; at += 4) yield bytes.readUInt32LE(at)
}

function floatsIn(text: string): readonly number[] {
  const bytes = Buffer.from(fromHex(text))
  return Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(4 * i))
}
