/**
 * The ledger's part of `parley bench market`: transfers a second on each database that there is, beside a naive loop on
 * the same one. Both run in turns with the same writers and the same moves.
 */
import { createLedger, type Ledger } from '../../coordinator/ledger/index.ts'
import type { Storage } from '../../coordinator/storage/index.ts'
import { type Machine, machineHere } from './machine.ts'
import { interleaved, timedAsync } from './measure.ts'
import { openNaiveLedger } from './naive-ledger.ts'
import { byWriters, type Missing, onEachStore, type PerStore } from './stores.ts'

export interface LedgerBenchOptions {
  /** Few transfers and one turn: says whether everything runs, and nothing about speed. */
  readonly quick: boolean
  readonly nowMs: () => number
  readonly report?: (progress: string) => void
}

/** Medians over turns; a turn is so many transfers by all writers together. */
export interface LedgerBenchReport {
  readonly machine: Machine
  readonly measuredAt: string
  readonly quick: boolean
  readonly writers: number
  readonly turns: number
  readonly transfersPerTurn: number
  readonly ledgerTransfersPerSecond: PerStore<number>
  readonly naivePerSecond: PerStore<number>
  /** The ledger's speed over the naive loop's. */
  readonly ratio: PerStore<number>
  readonly missing: readonly Missing[]
}

const writers = 16
const accountNames = Array.from({ length: 1_000 }, (_, index) => `payable:holder-${index}`)
/** Enough that nobody runs dry. */
const endowment = 10n ** 12n

/** Measures every database that there is here. */
export async function benchLedger({ quick, nowMs, report }: LedgerBenchOptions): Promise<LedgerBenchReport> {
  const size = quick ? { turns: 1, transfers: 32 } : { turns: 5, transfers: 800 }
  const measuredAt = new Date(nowMs()).toISOString()
  report?.(
    `${size.turns} turns of ${size.transfers} transfers by ${writers} writers on the embedded database`,
  )
  const { each, missing } = await onEachStore(storage => speeds(storage, size), {
    connections: writers,
    report,
  })
  return {
    machine: machineHere(),
    measuredAt,
    quick,
    writers,
    turns: size.turns,
    transfersPerTurn: size.transfers,
    ledgerTransfersPerSecond: each(({ ledger }) => ledger),
    naivePerSecond: each(({ naive }) => naive),
    ratio: each(({ ledger, naive }) => ledger / naive),
    missing,
  }
}

interface Speeds {
  readonly ledger: number
  readonly naive: number
}

async function speeds(
  storage: Storage,
  { turns, transfers }: { readonly turns: number; readonly transfers: number },
): Promise<Speeds> {
  const ledger = createLedger({ nowMs: Date.now }, new Uint8Array(32).fill(1))
  await openAccounts(storage, ledger)
  const naive = await openNaiveLedger(storage, accountNames)
  const keys = counter()
  const moves = { ledger: counter(), naive: counter() }
  const seconds = await interleaved(turns + 1, {
    ledger: () =>
      timedAsync(() => byWriters(writers, transfers, () => move(storage, ledger, keys(), moves.ledger()))),
    naive: () =>
      timedAsync(() =>
        byWriters(writers, transfers, () => {
          const [from, to] = pairOf(moves.naive())
          return naive.transfer(from, to, 1n)
        }),
      ),
  })
  return { ledger: transfers / seconds.ledger, naive: transfers / seconds.naive }
}

async function openAccounts(storage: Storage, ledger: Ledger): Promise<void> {
  await storage.transaction(async tx => {
    await ledger.openAsset(tx, { id: 'credit', scale: 0 })
    await ledger.openAccount(tx, { id: 'world', kind: 'world', asset: 'credit', minimumUnits: null })
    for (const id of accountNames)
      await ledger.openAccount(tx, { id, kind: 'payable', asset: 'credit', minimumUnits: 0n })
    const postings = accountNames.map(account => ({ account, amountUnits: endowment }))
    const supply = { account: 'world', amountUnits: -endowment * BigInt(accountNames.length) }
    const label = { idempotencyKey: 'endow', reference: '', memo: 'endowment', kind: 'deposit' }
    const outcome = await ledger.transfer(tx, { ...label, postings: [...postings, supply] })
    if (outcome.kind === 'rejected') throw new Error(`the endowment was refused: ${outcome.reason}`)
  })
}

async function move(storage: Storage, ledger: Ledger, key: number, step: number): Promise<void> {
  const [from, to] = pairOf(step)
  const postings = [
    { account: from, amountUnits: -1n },
    { account: to, amountUnits: 1n },
  ]
  const label = { idempotencyKey: `move-${key}`, reference: `move-${key}`, memo: 'a transfer', kind: 'move' }
  const outcome = await storage.transaction(tx => ledger.transfer(tx, { ...label, postings }), {
    isolation: 'read-committed',
  })
  if (outcome.kind === 'rejected') throw new Error(`a transfer was refused: ${outcome.reason}`)
}

/** Two accounts for a step; steps of one turn seldom meet, as payments in a market do. */
function pairOf(step: number): readonly [string, string] {
  const count = accountNames.length
  const from = (step * 389) % count
  const to = (from + 1 + ((step * 31) % (count - 1))) % count
  return [accountNames[from]!, accountNames[to]!]
}

function counter(): () => number {
  let next = 0
  return () => next++
}
