/** The report of `parley bench training`, and the goals it is held against. */
import type { BackendEntry, BackendName } from '../../learning/index.ts'
import { type Figure, type Goal, goalsOf, type Missing, type Target } from './bench-report.ts'
import type { FederatedFigures } from './federated-run.ts'
import type { Machine } from './machine.ts'
import type { Network } from './plain-loops.ts'

/** Medians; null where it could not be measured, with the reason in `missing`. */
export interface Comparison {
  readonly examplesPerSecond: Figure
  readonly plainExamplesPerSecond: Figure
  /** The trainer's over the plain loop's, on the same backend. */
  readonly ratioToPlain: Figure
}

export type BackendFigures = Readonly<Record<Network, Comparison>> & {
  readonly detail: string
  /** The smaller of the two networks'. */
  readonly ratioToPlain: Figure
}

export interface TrainingReport {
  readonly machine: Machine
  readonly measuredAt: string
  readonly seconds: number
  readonly quick: boolean
  readonly batchSize: number
  /** What every backend said of itself. */
  readonly found: readonly BackendEntry[]
  /** The backends that were measured. */
  readonly backends: Readonly<Partial<Record<BackendName, BackendFigures>>>
  /** Resident memory of a holder's process after 200 rounds over that after 10. */
  readonly memoryGrowth200Rounds: Figure
  readonly memory: MemoryFigures | null
  /** Of a run of masked rounds over gRPC, beside the plain loop of federated averaging in one process. */
  readonly overheadRatio: Figure
  readonly largestAccuracyDifference: Figure
  readonly federated: FederatedFigures | null
  readonly goals: readonly Goal[]
  readonly missing: readonly Missing[]
}

export interface MemoryFigures {
  readonly backend: string
  readonly after10Bytes: number
  readonly after200Bytes: number
}

/** What the project sets itself. */
export function trainingGoals(report: Omit<TrainingReport, 'goals'>): readonly Goal[] {
  const ratios = Object.keys(report.backends).map(
    (name): Target => ({ field: `backends.${name}.ratioToPlain`, least: 0.9 }),
  )
  return goalsOf(report, [
    ...ratios,
    { field: 'memoryGrowth200Rounds', most: 1.05 },
    { field: 'largestAccuracyDifference', most: 0.003 },
    { field: 'overheadRatio', most: 1.5 },
  ])
}
