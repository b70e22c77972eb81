/**
 * The lines of a privacy ledger: what was spent, on which records, for whom. A file that only grows; each line holds a hash over
 * all before it, so that one that was changed or taken out is noticed, and is on the disk before what it stands for leaves.
 */
import { existsSync, readFileSync, truncateSync } from 'node:fs'
import {
  canonicalJson,
  type PrivacyEvent,
  readPrivacyEvent,
  taggedHash,
  toHex,
  utf8,
} from '../../aggregation/index.ts'
import { appendToFile } from '../durable-files.ts'
import type { LedgerMark } from '../state/history.ts'

/** Records that were seen for the first time. */
export interface DatasetEntry {
  readonly kind: 'dataset'
  /** Numbers from 1. */
  readonly dataset: number
  readonly records: number
  /** The commitment to them, 64 hex digits. */
  readonly root: string
  /** SHA-256 of the file of their fingerprints, 64 hex digits. */
  readonly fingerprints: string
  /** Keyed hashes of where they were read: the file's place, and what stood in it. None where nobody told. */
  readonly sources: readonly string[]
  readonly atMs: number
}

/** What one attempt at a round may have told of each record. */
export interface ChargeEntry {
  readonly kind: 'charge'
  readonly dataset: number
  readonly bountyId: string
  readonly buyer: string
  readonly round: number
  readonly attempt: number
  /** Id of the session in which it leaves, 64 hex digits: another one under the same numbers is another sum. */
  readonly session: string
  /** Absent where nothing bounds it: the bounty's terms have no privacy. */
  readonly event?: PrivacyEvent
  readonly atMs: number
}

export type LedgerEntry = DatasetEntry | ChargeEntry

/** A ledger that cannot be used; the message says what to do. */
export class PrivacyLedgerError extends Error {
  override readonly name = 'PrivacyLedgerError'
}

export interface LedgerFile {
  readonly entries: readonly LedgerEntry[]
  /**
   * The place after the last charge; undefined where nothing was ever charged. What follows it are records that were seen,
   * and would be seen again.
   */
  lastCharge(): LedgerMark | undefined
  /** Throws `PrivacyLedgerError` unless the ledger goes on from there: an end that was cut off breaks no hash. */
  requireHeld(mark: LedgerMark): void
  /** When it returns, the entry is on the disk. */
  add(entry: LedgerEntry): void
}

/** Opens the file at `path`, new or old. Throws `PrivacyLedgerError` for one that was damaged or altered. */
export function openLedgerFile(path: string): LedgerFile {
  const { entries, chains } = readLedgerFile(path, true)
  return {
    entries,
    lastCharge: () => {
      const lines = entries.findLastIndex(({ kind }) => kind === 'charge') + 1
      return lines === 0 ? undefined : { lines, chain: chains[lines - 1]! }
    },
    requireHeld: mark => requireHeld(path, chains, mark),
    add: entry => {
      const chain = next(chains.at(-1) ?? start, entry)
      appendToFile(path, `${JSON.stringify({ ...entry, chain })}\n`)
      chains.push(chain)
      entries.push(entry)
    },
  }
}

function requireHeld(path: string, chains: readonly string[], { lines, chain }: LedgerMark): void {
  if (chains[lines - 1] === chain) return
  const what =
    chains.length < lines
      ? `the ledger ends after line ${chains.length}, and this agent has spent privacy up to line ${lines}: its end was cut off, or an older copy was put back`
      : `line ${lines} is not the one up to which this agent has spent privacy: this is another ledger, or it went on from an older copy`
  throw new PrivacyLedgerError(
    `${path}: ${what}; restore the folder from a backup that is not older than the last round, or from wherever it was moved`,
  )
}

const start = '0'.repeat(64)

/**
 * Reads it, with the hash of each line; `mayRepair` cuts off a line that was being written when the power went: nothing
 * that depended on it has left.
 */
export function readLedgerFile(path: string, mayRepair: boolean) {
  const entries: LedgerEntry[] = []
  const chains: string[] = []
  if (!existsSync(path)) return { entries, chains }
  const bytes = readFileSync(path)
  const end = bytes.lastIndexOf(0x0a) + 1
  if (mayRepair && end < bytes.length) truncateSync(path, end)
  let chain = start
  for (const [i, line] of bytes.subarray(0, end).toString('utf8').split('\n').slice(0, -1).entries()) {
    const read = readLine(line)
    chain = read === undefined ? '' : next(chain, read.entry)
    if (read === undefined || read.chain !== chain)
      throw new PrivacyLedgerError(
        `${path}, line ${i + 1}: the ledger was damaged or altered here; restore the file from a backup that is not older than the last round`,
      )
    entries.push(read.entry)
    chains.push(chain)
  }
  return { entries, chains }
}

function readLine(line: string): { readonly entry: LedgerEntry; readonly chain: string } | undefined {
  try {
    const { chain, ...entry } = JSON.parse(line)
    if (entry.event !== undefined) readPrivacyEvent(entry.event)
    return { entry, chain }
  } catch {
    return undefined
  }
}

function next(chain: string, entry: LedgerEntry): string {
  return toHex(taggedHash('parley/v1/privacy-ledger', utf8(`${chain}${canonicalJson(entry)}`)))
}
