/** `parley bench market`: the ledger, a bounty's settlement, the public log and the scores of contribution. */
import { benchLedger, type LedgerBenchReport } from './ledger.ts'
import { benchLog, type LogBenchReport } from './log-appends.ts'
import { benchScoring, type ScoringBenchReport } from './scoring.ts'
import { benchSettlement, type SettlementBenchReport } from './settlement.ts'
import type { Missing } from './stores.ts'

export interface MarketBenchOptions {
  /** Few transfers, holders, rounds and leaves: says whether everything runs, and nothing about speed. */
  readonly quick: boolean
  readonly nowMs: () => number
  readonly report?: (progress: string) => void
}

/** `holders` and `rounds` are those of the settlement. */
export interface MarketBenchReport extends LedgerBenchReport, SettlementBenchReport, LogBenchReport {
  readonly scoringSeconds: number
  readonly scoring: ScoringBenchReport
  readonly missing: readonly Missing[]
}

/** Measures one after the other; what a machine lacks is in `missing`, once. */
export async function benchMarket(options: MarketBenchOptions): Promise<MarketBenchReport> {
  const ledger = await benchLedger(options)
  const settlement = await benchSettlement(options)
  const log = await benchLog(options)
  const scoring = benchScoring(options)
  const { scoringSeconds } = scoring
  return { ...settlement, ...log, ...ledger, scoringSeconds, scoring }
}
