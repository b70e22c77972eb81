/** What a thread that plays runs is asked, and what it tells. */
import type { BackendName } from '../../learning/index.ts'
import type { PlannedRun } from '../experiment/experiment.ts'
import type { EndLine, RoundLine, RunLine, TimingLine } from '../results/index.ts'

export type RunOrder =
  | { readonly kind: 'check'; readonly run: PlannedRun }
  | {
      readonly kind: 'play'
      readonly run: PlannedRun
      /** The folder of the results. */
      readonly folder: string
      readonly backend?: BackendName
    }
  | { readonly kind: 'stop' }

export interface RunFailure {
  readonly name: string
  readonly message: string
  /** Of the experiment, where one is at fault. */
  readonly field?: string
}

export type RunReport =
  | { readonly kind: 'started'; readonly head: RunLine; readonly after: number; readonly rounds: number }
  | { readonly kind: 'round'; readonly line: RoundLine; readonly timing: TimingLine }
  | {
      readonly kind: 'progress'
      readonly round: number
      readonly trained: number
      readonly drawn: number
    }

/** How an order ended. */
export type RunReply =
  | { readonly kind: 'checked' }
  | { readonly kind: 'finished'; readonly reason: EndLine['reason']; readonly seconds: number }
  | { readonly kind: 'interrupted'; readonly seconds: number }
  | { readonly kind: 'failed'; readonly failure: RunFailure; readonly seconds: number }

export type ThreadMessage = RunReport | RunReply
