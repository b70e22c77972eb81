/**
 * The holder's own privacy ledger: one for all bounties, buyers and coordinators, on the holder's disk. What is spent is counted
 * for records, not for files: a dataset that shares a record with an earlier one, or was read from the same file or place,
 * takes up what was spent on that one, so that neither another name, nor a row more, nor a schema that scales the columns
 * otherwise gives a new budget.
 *
 *   lock  ledger.jsonl  key   records/N.bin   64-bit fingerprints of the records of dataset N, under the key
 *
 * The same person in a table of another name and other contents is another record as soon as a value differs: two tables of the
 * same people are two datasets, and each tells of them.
 */
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  concat,
  type PrivacyEvent,
  type RandomSource,
  sha256,
  taggedHashOfSecret,
  toHex,
} from '../../aggregation/index.ts'
import { type Dataset, fingerprintsOf, repeatedIn, shareRecord } from '../../learning/index.ts'
import type { AttemptRef, BountyId, Bytes } from '../../protos/types.ts'
import { createFile, replaceFile } from '../durable-files.ts'
import { claimFolder } from '../state/folder-claim.ts'
import type { LedgerMark } from '../state/history.ts'
import {
  type ChargeEntry,
  type DatasetEntry,
  type LedgerEntry,
  type LedgerFile,
  openLedgerFile,
  PrivacyLedgerError,
  readLedgerFile,
} from './ledger-file.ts'

export interface PrivacyLedger {
  /**
   * The account of these records; opened, and linked to those that they share a record or a source with, when they are new.
   * `sources` say where they were read, in any bytes that are the same for the same place or contents.
   */
  accountOf(dataset: Dataset, root: Bytes, sources?: readonly Bytes[]): PrivacyAccount
  /** The place after the last charge, whoever's; undefined where nothing was ever charged. */
  lastCharge(): LedgerMark | undefined
  /** Throws `PrivacyLedgerError` unless the ledger goes on from a place that an agent noted. */
  requireHeld(mark: LedgerMark): void
  /** Gives the folder back. */
  close(): void
}

/** What was spent on some records. */
export interface PrivacyAccount {
  readonly dataset: number
  /** All that may have been told of a record: of this dataset and of those that it is linked to. */
  charges(): readonly ChargeEntry[]
  /** The place in the ledger after its last charge, for the agent to note. */
  lastCharge(): LedgerMark | undefined
  /** Writes down what an attempt spends, once; when it returns, it is on the disk. */
  charge(attempt: AttemptRef, session: Bytes, buyer: string, event: PrivacyEvent | undefined): void
  /** Whether this very session was charged for: another one under the same numbers is another sum. */
  hasCharged(session: Bytes): boolean
}

/** For simulations: nothing is kept, and everything can be afforded as far as one bounty goes. */
export const unsafeUncountedAccount: PrivacyAccount = {
  dataset: 0,
  charges: () => [],
  hasCharged: () => false,
  lastCharge: () => undefined,
  charge: () => undefined,
}

const ledgerFile = 'ledger.jsonl'

/**
 * Opens the ledger in `folder`, which is made when it is not there. Its key is its own: identities are replaced, and
 * what was spent stays.
 *
 * @throws FolderInUseError when another agent works with it, PrivacyLedgerError when it is damaged.
 */
export function openPrivacyLedger(folder: string, random: RandomSource, nowMs: () => number): PrivacyLedger {
  const records = join(folder, 'records')
  mkdirSync(records, { recursive: true, mode: 0o700 })
  const release = claimFolder(folder)
  try {
    const file = openLedgerFile(join(folder, ledgerFile))
    const key = ledgerKey(join(folder, 'key'), file.entries.length === 0, random)
    return {
      lastCharge: file.lastCharge,
      requireHeld: file.requireHeld,
      accountOf: (dataset, root, sources = []) =>
        accountOf({ records, key, nowMs, ...file }, dataset, toHex(root), sources),
      close: release,
    }
  } catch (error) {
    release()
    throw error
  }
}

function ledgerKey(path: string, isNew: boolean, random: RandomSource): Bytes {
  if (isNew) createFile(path, random.bytes(keyBytes))
  const key = existsSync(path) ? new Uint8Array(readFileSync(path)) : new Uint8Array()
  if (key.length === keyBytes) return key
  throw new PrivacyLedgerError(
    `${path} is missing or damaged: without it records that were seen before are not known again; restore it from a backup`,
  )
}

const keyBytes = 32

/** Records that a ledger knows, with all that may have been told of one of them. */
export interface KnownRecords extends DatasetEntry {
  /** Datasets with a record in common with this one, itself included. */
  readonly linked: readonly number[]
  readonly charges: readonly ChargeEntry[]
}

/** What stands in the ledger in `folder`, for a reader beside the agent; nothing where there is none. Throws `PrivacyLedgerError`. */
export function readPrivacyLedger(folder: string): readonly KnownRecords[] {
  const { entries } = readLedgerFile(join(folder, ledgerFile), false)
  const datasets = datasetsIn(entries)
  const shared = repeatedIn(
    datasets.map(entry => fingerprintsIn({ records: join(folder, 'records') }, entry)),
  )
  const known = datasets.map((entry, i) => ({ entry, prints: shared[i]! }))
  return known.map(({ entry, prints }) => {
    const isLinked = (other: (typeof known)[number]) =>
      other.entry === entry ||
      shareSource(other.entry.sources, entry.sources) ||
      shareRecord(other.prints, prints)
    const linked = known.filter(isLinked).map(other => other.entry.dataset)
    return { ...entry, linked, charges: chargesIn(entries).filter(({ dataset }) => linked.includes(dataset)) }
  })
}

interface Book extends Pick<LedgerFile, 'entries' | 'add' | 'lastCharge'> {
  readonly records: string
  readonly key: Bytes
  readonly nowMs: () => number
}

function accountOf(book: Book, records: Dataset, root: string, from: readonly Bytes[]): PrivacyAccount {
  const own = fingerprintsOf(records, book.key)
  const sources = from.map(source => toHex(taggedHashOfSecret('parley/v1/source', concat(book.key, source))))
  const isSame = (entry: DatasetEntry) =>
    entry.root === root &&
    sources.every(source => entry.sources.includes(source)) &&
    equal(fingerprintsIn(book, entry), own)
  const dataset = datasetsIn(book.entries).find(isSame)?.dataset ?? openDataset(book, own, root, sources)
  const linked = new Set([dataset])
  const looked = new Set([dataset])
  const link = () => {
    for (const entry of datasetsIn(book.entries)) {
      const isLinked = () =>
        shareSource(entry.sources, sources) || shareRecord(fingerprintsIn(book, entry), own)
      if (!looked.has(entry.dataset) && isLinked()) linked.add(entry.dataset)
      looked.add(entry.dataset)
    }
  }
  const charges = () => {
    link()
    return chargesIn(book.entries).filter(entry => linked.has(entry.dataset))
  }
  const hasCharged = (session: Bytes) => charges().some(entry => entry.session === toHex(session))
  return {
    dataset,
    charges,
    hasCharged,
    lastCharge: book.lastCharge,
    charge: (attempt, session, buyer, event) => {
      if (hasCharged(session)) return
      const { bountyId, round, attempt: number } = attempt
      const place = { bountyId, buyer, round, attempt: number, session: toHex(session) }
      const what = { ...place, ...(event === undefined ? {} : { event }) }
      book.add({ kind: 'charge', dataset, ...what, atMs: book.nowMs() })
    },
  }
}

/** Fingerprints first: a dataset in the ledger always has them. */
function openDataset(
  { records, entries, add, nowMs }: Book,
  own: BigUint64Array,
  root: string,
  sources: readonly string[],
): number {
  const dataset = datasetsIn(entries).length + 1
  const bytes = new Uint8Array(own.buffer, own.byteOffset, own.byteLength)
  replaceFile(fileOf(records, dataset), bytes)
  const fingerprints = toHex(sha256(bytes))
  add({ kind: 'dataset', dataset, records: own.length, root, fingerprints, sources, atMs: nowMs() })
  return dataset
}

function fingerprintsIn(
  { records }: Pick<Book, 'records'>,
  { dataset, fingerprints }: DatasetEntry,
): BigUint64Array {
  const path = fileOf(records, dataset)
  const bytes = existsSync(path) ? new Uint8Array(readFileSync(path)) : new Uint8Array()
  if (toHex(sha256(bytes)) !== fingerprints)
    throw new PrivacyLedgerError(
      `${path} is missing or damaged: without it nobody can tell which records a budget was spent on; restore it from a backup`,
    )
  return new BigUint64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8)
}

function fileOf(records: string, dataset: number): string {
  return join(records, `${dataset}.bin`)
}

function equal(left: BigUint64Array, right: BigUint64Array): boolean {
  return left.length === right.length && left.every((value, i) => value === right[i])
}

function datasetsIn(entries: readonly LedgerEntry[]): readonly DatasetEntry[] {
  return entries.filter(entry => entry.kind === 'dataset')
}

function chargesIn(entries: readonly LedgerEntry[]): readonly ChargeEntry[] {
  return entries.filter(entry => entry.kind === 'charge')
}

function shareSource(left: readonly string[], right: readonly string[]): boolean {
  return left.some(source => right.includes(source))
}

/** Of some charges those of one bounty. */
export function chargesOf(charges: readonly ChargeEntry[], bountyId: BountyId): readonly ChargeEntry[] {
  return charges.filter(entry => entry.bountyId === bountyId)
}
