/** `parley bench auth`: what it costs that every request is signed, let in once, and written down. */
import { loadavg } from 'node:os'
import { type BenchTls, type CallsMeasured, measureCalls } from './auth-calls.ts'
import { type DoorMeasured, measureDoor } from './auth-door.ts'
import { openAuthParts } from './auth-parts.ts'
import { measureRows, type RowsMeasured } from './auth-rows.ts'
import { type Goal, goalsOf } from './bench-report.ts'
import { type Machine, machineHere } from './machine.ts'
import { type Missing, onEachStore, type PerStore } from './stores.ts'

export interface AuthBenchOptions {
  /** Few calls and one turn: says whether everything runs, and nothing about speed. */
  readonly quick: boolean
  readonly tls: BenchTls
  readonly nowMs: () => number
  readonly report?: (progress: string) => void
}

export interface AuthBenchReport {
  readonly machine: Machine
  readonly measuredAt: string
  /** How many programs wanted to run in the minute before, by the system; null where it does not say. */
  readonly loadBefore: number | null
  readonly quick: boolean
  readonly goals: readonly Goal[]
  /** A small call that reads: signed over unsigned, on the embedded database. */
  readonly overheadRatio: number
  readonly calls: PerStore<CallsMeasured>
  /** Reads at the door, without network, on one thread. */
  readonly verifiedPerSecondPerCore: number
  readonly microseconds: DoorMeasured
  readonly writers: number
  readonly rowsPerSecond: PerStore<RowsMeasured>
  /** Speed over that of bare rows. */
  readonly nonceRatio: PerStore<number>
  readonly nonceInSessionRatio: PerStore<number>
  /** What the audit's row adds to a call that changes something, in microseconds. */
  readonly auditAddsMicroseconds: PerStore<number>
  readonly missing: readonly Missing[]
}

const writers = 16

/** Measures on every database that there is here. */
export async function benchAuth({ quick, tls, nowMs, report }: AuthBenchOptions): Promise<AuthBenchReport> {
  const size = quick
    ? { turns: 1, callsPerTurn: 8, requests: 50, rowsPerTurn: 32, writers }
    : { turns: 15, callsPerTurn: 150, requests: 1_000, rowsPerTurn: 400, writers }
  const measuredAt = new Date(nowMs()).toISOString()
  const [load = 0] = loadavg()
  const loadBefore = load === 0 ? null : load
  report?.(`${size.turns} turns of ${size.callsPerTurn} calls of each kind, on the embedded database`)
  const { each, missing } = await onEachStore(
    async storage => {
      const parts = await openAuthParts(storage)
      try {
        const calls = await measureCalls(storage, parts, tls, size)
        const rows = await measureRows(storage, parts, size)
        return { calls, rows, door: await measureDoor(parts, size) }
      } finally {
        await parts.close()
      }
    },
    { connections: writers, report },
  )
  // Neither needs a database.
  const microseconds = each(({ door }) => door).pglite
  const overheadRatio = each(({ calls }) => calls.read.ratio).pglite
  const figures = {
    overheadRatio,
    calls: each(({ calls }) => calls),
    verifiedPerSecondPerCore: 1e6 / microseconds.door,
    microseconds,
    writers,
    rowsPerSecond: each(({ rows }) => rows),
    nonceRatio: each(({ rows }) => rows.nonces / rows.bare),
    nonceInSessionRatio: each(({ rows }) => rows.noncesInSessions / rows.bare),
    auditAddsMicroseconds: each(({ rows }) => 1e6 / rows.audited - 1e6 / rows.noncesInSessions),
  }
  const goals = goalsOf(figures, [{ field: 'overheadRatio', most: 1.5 }])
  return { machine: machineHere(), measuredAt, loadBefore, quick, goals, ...figures, missing }
}
