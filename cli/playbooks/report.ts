/** What a playbook leaves behind, as programs read it. */
import type { Letter } from './letters.ts'

/** What should be so now, and whether it is. */
export interface Check {
  /** A sentence. */
  readonly claim: string
  /** What was asked, of whom. */
  readonly how: string
  readonly holds: boolean
  readonly detail: string
}

/** `found-done`: there was nothing left to do. */
export type StepOutcome = 'done' | 'found-done' | 'skipped' | 'failed'

export interface ReportedStep {
  readonly title: string
  readonly startedAtMs: number
  readonly endedAtMs: number
  readonly outcome: StepOutcome
  readonly detail: string
  readonly checks: readonly Check[]
}

/** A part of the page that is of one playbook alone. */
export interface Section {
  readonly title: string
  /** Markdown. */
  readonly text: string
}

export interface PlaybookReport {
  readonly type: 'parley/playbook-report/v1'
  readonly playbook: string
  readonly about: string
  /** What is so after `secondsToContain`. */
  readonly contained: string
  readonly coordinatorKey: string
  /** Organisation and role of whoever ran it. */
  readonly by: string
  readonly startedAtMs: number
  /** 0: it was broken off. */
  readonly endedAtMs: number
  readonly isOver: boolean
  /** Every step came to its end, and every check holds. */
  readonly ok: boolean
  /** From the start to the end of the step that contains; null where that was not reached. */
  readonly secondsToContain: number | null
  readonly steps: readonly ReportedStep[]
  readonly findings: Readonly<Record<string, unknown>>
  readonly remaining: readonly string[]
  readonly letters: readonly Letter[]
  readonly sections: readonly Section[]
  readonly files: readonly string[]
}
