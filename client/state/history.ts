/**
 * What an agent must never forget, in one file that only grows: which attempts it began, in which sessions it took
 * part, which survivor set it signed in each, what it was paid. Each line is forced to the disk before anything that
 * depends on it leaves the machine.
 */
import { existsSync, readFileSync, truncateSync } from 'node:fs'
import { appendToFile } from '../durable-files.ts'

/**
 * What an agent decides once: the bounty whose statistics its records went into; the hash of a bounty's completed
 * schema; the attempt in which a model was evaluated.
 */
export type DecidedAbout = 'statistics' | 'schema' | 'evaluation'

/** A place in a privacy ledger up to which it was seen: the ledger is known again by going on from there. */
export interface LedgerMark {
  /** Lines up to there, at least 1. */
  readonly lines: number
  /** The hash over all of them, 64 hex digits. */
  readonly chain: string
}

export type HistoryEntry =
  | { readonly kind: 'joined'; readonly bountyId: string }
  | {
      readonly kind: 'attempt'
      readonly bountyId: string
      readonly round: number
      readonly attempt: number
    }
  | { readonly kind: 'session'; readonly sessionId: string }
  | { readonly kind: 'signed'; readonly sessionId: string; readonly digest: string }
  | {
      readonly kind: 'completed'
      readonly bountyId: string
      readonly round: number
      readonly amountUnits: string
    }
  | { readonly kind: 'revealed'; readonly bountyId: string; readonly round: number }
  | { readonly kind: 'ended'; readonly bountyId: string }
  /** Something that was decided once and stays. */
  | { readonly kind: 'decided'; readonly about: DecidedAbout; readonly key: string; readonly value: string }
  /** The largest log of the coordinator that was seen. */
  | { readonly kind: 'log-head'; readonly size: number; readonly root: string }
  /** Up to where the privacy ledger was seen, which has to go on from there. */
  | ({ readonly kind: 'ledger' } & LedgerMark)

export interface History {
  readonly entries: readonly HistoryEntry[]
  add(entry: HistoryEntry): void
}

/** Opens the history at `path`, new or old. Throws when a line inside it is damaged. */
export function openHistory(path: string): History {
  const entries = existsSync(path) ? readEntries(path) : []
  return {
    entries,
    add: entry => {
      appendToFile(path, `${JSON.stringify(entry)}\n`)
      entries.push(entry)
    },
  }
}

function readEntries(path: string): HistoryEntry[] {
  const bytes = readFileSync(path)
  // A line that was being written when the power went has no end; nothing that depended on it has left.
  const end = bytes.lastIndexOf(0x0a) + 1
  if (end < bytes.length) truncateSync(path, end)
  const lines = bytes.subarray(0, end).toString('utf8').split('\n').slice(0, -1)
  return lines.map((line, i) => {
    try {
      return JSON.parse(line) as HistoryEntry
    } catch {
      throw new Error(
        `${path}, line ${i + 1}: this is not an entry of the history; restore the file from a backup`,
      )
    }
  })
}
