import { sql } from 'kysely'
import { type AccountSpecification, createLedger, type Ledger } from '../../coordinator/ledger/index.ts'
import type { Storage, Transaction } from '../../coordinator/storage/index.ts'

/** Under which tests seal the rows of their books. */
export const testSealKey = new Uint8Array(32).fill(0x5e)

/** A clock that stands still until a test moves it. */
export function settableClock(startMs: number): { nowMs: () => number; advanceMs(byMs: number): void } {
  let nowMs = startMs
  return {
    nowMs: () => nowMs,
    advanceMs: byMs => {
      nowMs += byMs
    },
  }
}

/** Thrown to undo a test's transaction. */
class Undo extends Error {}

/** Runs `work` and all checks that wait for a commit, then rolls it back: tests may share a database. */
export async function undone(storage: Storage, work: (tx: Transaction) => Promise<void>): Promise<void> {
  try {
    await storage.transaction(async tx => {
      await work(tx)
      await sql`set constraints all immediate`.execute(tx)
      throw new Undo()
    })
  } catch (error) {
    if (!(error instanceof Undo)) throw error
  }
}

/** The accounts of a small market, in credits; `gold` is a second asset. */
export const marketAccounts: readonly AccountSpecification[] = [
  { id: 'world', kind: 'world', asset: 'credit', minimumUnits: null },
  { id: 'fees', kind: 'fees', asset: 'credit', minimumUnits: 0n },
  { id: 'buyer:acme', kind: 'buyer', asset: 'credit', minimumUnits: 0n },
  { id: 'buyer:debtor', kind: 'buyer', asset: 'credit', minimumUnits: -50n },
  { id: 'escrow:b1', kind: 'escrow', asset: 'credit', minimumUnits: 0n },
  { id: 'payable:north', kind: 'payable', asset: 'credit', minimumUnits: 0n },
  { id: 'payable:south', kind: 'payable', asset: 'credit', minimumUnits: 0n },
  { id: 'world:gold', kind: 'world', asset: 'gold', minimumUnits: null },
  { id: 'payable:gold', kind: 'payable', asset: 'gold', minimumUnits: 0n },
]

/** Opens the market's assets and accounts. */
export async function openMarket(ledger: Ledger, tx: Transaction): Promise<void> {
  await ledger.openAsset(tx, { id: 'credit', scale: 2 })
  await ledger.openAsset(tx, { id: 'gold', scale: 0 })
  for (const account of marketAccounts) {
    const opened = await ledger.openAccount(tx, account)
    if (opened.kind !== 'opened') throw new Error(`${account.id}: ${opened.reason}`)
  }
}

/** A ledger whose clock stands still. */
export function ledgerAt(startMs = 1_000): { ledger: Ledger; clock: ReturnType<typeof settableClock> } {
  const clock = settableClock(startMs)
  return { ledger: createLedger(clock, testSealKey), clock }
}

/** The parts of a label that most tests do not care about. */
export function label(idempotencyKey: string) {
  return { idempotencyKey, reference: `ref-${idempotencyKey}`, memo: `memo ${idempotencyKey}` }
}
