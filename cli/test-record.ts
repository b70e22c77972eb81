/** One record of a bounty's test set as a file that proves itself: the set is fetched, or read where it lies, and the record opened. */
import { fromHex } from '../aggregation/index.ts'
import {
  decodeTestSet,
  openedBytes,
  openRecords,
  parseDataSchema,
  recordsOf,
  type TestSet,
  testSetRootFault,
} from '../learning/index.ts'
import { type BountyTerms, isEvaluatedByBuyer } from '../protos/terms.ts'
import { encodeTestRecord, makeTestRecord } from '../protos/test-record.ts'
import type { Bounty } from '../protos/types.ts'
import { termsOf } from './bounty-view.ts'
import { type Connection, taken } from './connect.ts'
import { CommandError, UsageError } from './errors.ts'
import { readPromisedSet } from './held-out-set.ts'

export interface RecordChoice {
  /** From 0, in the order of the set. */
  readonly index: number
  /** Where the set lies; absent, it is fetched from the coordinator. */
  readonly testSet?: string
}

/**
 * The document about one record. Throws `UsageError` for an index that the set does not have and for a set that was not uploaded and
 * is not named; `CommandError` where the terms name no root or it is another set.
 */
export async function testRecordOf(
  connection: Pick<Connection, 'port' | 'home'>,
  bounty: Bounty,
  { index, testSet: file }: RecordChoice,
): Promise<Uint8Array> {
  const { data, salt } = await committedSet(connection, bounty, file)
  const records = recordsOf(data)
  if (index >= records.examples)
    throw new UsageError(`--index must be below ${records.examples}, as many records as the set has`)
  const [opening] = openRecords(records, salt, [index])
  return encodeTestRecord(makeTestRecord(bounty, openedBytes(opening!)))
}

/** The test set with its salt, if it is the one to which the terms commit the buyer. */
async function committedSet(
  { port, home }: Pick<Connection, 'port' | 'home'>,
  bounty: Bounty,
  file: string | undefined,
): Promise<Required<TestSet>> {
  const terms = termsOf(bounty)
  const { sha256, root } = terms.acceptance.testSet
  if (root === undefined)
    throw new CommandError(
      `the terms of ${bounty.bountyId} name no root over the records, so that none can be shown alone`,
      'no-root',
    )
  const testSet =
    file === undefined ? await uploadedSet(port, sha256, terms) : await readPromisedSet(file, terms, home)
  const fault = await testSetRootFault(testSet, root)
  const { data, salt } = testSet
  if (fault !== undefined || salt === undefined)
    throw new CommandError(`the test set ${fault}`, 'other-test-set')
  return { data, salt }
}

async function uploadedSet(port: Connection['port'], sha256: string, terms: BountyTerms): Promise<TestSet> {
  if (isEvaluatedByBuyer(terms))
    throw new UsageError('the set was not uploaded: name where it lies with --test-set')
  const file = taken(await port.downloadBlob({ sha256: fromHex(sha256) }))
  return decodeTestSet(file, parseDataSchema(terms.data, 'the terms'))
}
