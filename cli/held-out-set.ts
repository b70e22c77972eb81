/** The buyer's test set: read where it lies, and as the file whose hash the terms name. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { hkdf, sha256, toHex, utf8 } from '../aggregation/index.ts'
import {
  datasetSaltBytes,
  encodeTestSet,
  type HolderData,
  parseDataSchema,
  readHolderData,
  recordsOf,
  type TestSet,
  testSetRoot,
} from '../learning/index.ts'
import type { BountyTerms } from '../protos/terms.ts'
import { readDatasetSalt } from './dataset-salt.ts'
import { CommandError } from './errors.ts'
import type { World } from './world.ts'

/** Where a buyer's home keeps the secret that the salts of its test sets are made from. */
export function testSetSecretFile(home: string): string {
  return path.join(home, 'test-set-secret')
}

/** The test set under the salt that this home gives these records, the same every time; the home's secret is made where there is none. */
export async function saltedTestSet(
  data: HolderData,
  home: string,
  world: Pick<World, 'random'>,
): Promise<Required<TestSet>> {
  return withSalt(data, await readDatasetSalt(testSetSecretFile(home), world))
}

/** A salt for each set: what is shown of one set tells nothing of another. */
function withSalt(data: HolderData, secret: Uint8Array): Required<TestSet> {
  const records = sha256(encodeTestSet({ data }))
  return { data, salt: hkdf(secret, records, utf8('parley/v1/test-set-salt'), datasetSaltBytes) }
}

/** What the terms say of a test set and of the file that is uploaded. */
export async function testSetTerms(
  testSet: Required<TestSet>,
  file: Uint8Array,
): Promise<BountyTerms['acceptance']['testSet']> {
  const { examples } = recordsOf(testSet.data)
  return { sha256: toHex(sha256(file)), examples, root: await testSetRoot(testSet) }
}

/**
 * Reads the test set and holds it to the hash in the terms, under the salt of this home where they name a root. Throws `CommandError`
 * when it is another one.
 */
export async function readPromisedSet(file: string, terms: BountyTerms, home: string): Promise<TestSet> {
  const data = await readHolderData(file, parseDataSchema(terms.data, 'the terms'))
  const { sha256: promised, root } = terms.acceptance.testSet
  const testSet = root === undefined ? { data } : withSalt(data, await secretOf(home))
  const found = toHex(sha256(encodeTestSet(testSet)))
  if (found === promised) return testSet
  throw new CommandError(
    `${file} is not the test set of this bounty: its records have the SHA-256 ${found.slice(0, 16)}… and the terms name ${promised.slice(0, 16)}…; ` +
      `give the records that lay there when the bounty was posted, in the same order${root === undefined ? '' : ', with the home that posted it'}`,
    'other-test-set',
  )
}

async function secretOf(home: string): Promise<Uint8Array> {
  const file = testSetSecretFile(home)
  return readFile(file).catch(() => {
    throw new CommandError(
      `${file} cannot be read, which the salt of the test set is made from; restore it from a backup of the home that posted the bounty`,
      'no-test-set-secret',
    )
  })
}
