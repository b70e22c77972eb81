/**
 * What a playbook is, and how one is run: steps in order, each with checks that ask again and do not believe the answer of the step.
 * The report is saved after every step, so that one that was broken off is told as far as it came; begun again, steps find done what is.
 */
import { explain, InterruptedError } from '../errors.ts'
import type { Letter } from './letters.ts'
import type { Check, PlaybookReport, ReportedStep, Section, StepOutcome } from './report.ts'

export interface StepEnd<Facts> {
  readonly outcome: Exclude<StepOutcome, 'failed'>
  readonly detail: string
  readonly facts: Facts
  readonly checks?: readonly Check[]
}

export interface Step<Facts> {
  /** An instruction. */
  readonly title: string
  /** Its end is what `contained` of the playbook says. */
  readonly contains?: boolean
  /** Whatever it throws is told as the failure of the step, and ends the playbook; but for `InterruptedError`. */
  act(facts: Facts): Promise<StepEnd<Facts>>
}

/** What is left when the steps are over. */
export interface Closing {
  /** For programs. */
  readonly findings: Readonly<Record<string, unknown>>
  /** What people have to do, an instruction each. */
  readonly remaining: readonly string[]
  readonly letters: readonly Letter[]
  readonly sections?: readonly Section[]
  /** Files that were written beside the report. */
  readonly files?: readonly string[]
  /** Secrets that people need, such as invitations: printed once, and in no file. */
  readonly shownOnce?: readonly ShownOnce[]
}

export interface ShownOnce {
  readonly what: string
  readonly secret: string
}

export interface Playbook<Facts> {
  readonly name: string
  /** A key's id, an organisation, a span of time. */
  readonly about: string
  /** What nobody undoes, in a sentence: asked before it begins. */
  readonly warning: string
  /** What is so from the step that contains on. */
  readonly contained: string
  readonly before: Facts
  readonly steps: readonly Step<Facts>[]
  close(facts: Facts): Closing
}

/** Whose playbook it is and where its report goes. */
export interface PlaybookRun {
  readonly coordinatorKey: string
  /** Who runs it. */
  readonly by: string
  readonly nowMs: () => number
  readonly stop: AbortSignal
  save(report: PlaybookReport): Promise<void>
  note(text: string): void
}

export interface PlaybookEnd {
  readonly report: PlaybookReport
  readonly shownOnce: readonly ShownOnce[]
}

/** A playbook whose facts are its own affair. */
export interface ReadyPlaybook {
  readonly name: string
  readonly about: string
  readonly warning: string
  readonly titles: readonly string[]
  run(run: PlaybookRun): Promise<PlaybookEnd>
}

export function readyPlaybook<Facts>(playbook: Playbook<Facts>): ReadyPlaybook {
  const { name, about, warning, steps } = playbook
  return {
    ...{ name, about, warning },
    titles: steps.map(({ title }) => title),
    run: run => runPlaybook(playbook, run),
  }
}

/** Throws `InterruptedError` when it is asked to stop; the steps that were over by then are saved. */
async function runPlaybook<Facts>(playbook: Playbook<Facts>, run: PlaybookRun): Promise<PlaybookEnd> {
  const startedAtMs = run.nowMs()
  const told: ReportedStep[] = []
  let facts = playbook.before
  let containedAtMs: number | undefined

  const reportNow = (isOver: boolean): PlaybookReport => {
    const { shownOnce: _, files = [], sections = [], ...closing } = playbook.close(facts)
    const { name, about, contained, steps } = playbook
    const isEveryStepTold = told.length === steps.length
    return {
      ...{ type: 'parley/playbook-report/v1', playbook: name, about, contained, startedAtMs, isOver },
      ...{ coordinatorKey: run.coordinatorKey, by: run.by, endedAtMs: isOver ? run.nowMs() : 0 },
      secondsToContain: containedAtMs === undefined ? null : (containedAtMs - startedAtMs) / 1000,
      ok: isOver && isEveryStepTold && told.every(isInOrder),
      steps: told,
      ...closing,
      ...{ sections, files },
    }
  }

  await run.save(reportNow(false))
  for (const step of playbook.steps) {
    if (run.stop.aborted)
      throw new InterruptedError('broken off; begin the playbook again, and it finds done what is done')
    const { reported, next } = await takeStep(step, facts, run)
    facts = next
    told.push(reported)
    const isTaken = reported.outcome !== 'skipped' && isInOrder(reported)
    if (step.contains === true && isTaken) containedAtMs = reported.endedAtMs
    run.note(lineOf(reported))
    if (reported.outcome === 'failed') break
    await run.save(reportNow(false))
  }
  const report = reportNow(true)
  await run.save(report)
  return { report, shownOnce: playbook.close(facts).shownOnce ?? [] }
}

async function takeStep<Facts>(
  { title, act }: Step<Facts>,
  facts: Facts,
  { nowMs }: Pick<PlaybookRun, 'nowMs'>,
): Promise<{ readonly reported: ReportedStep; readonly next: Facts }> {
  const startedAtMs = nowMs()
  try {
    const { outcome, detail, checks = [], facts: next } = await act(facts)
    return { reported: { title, startedAtMs, endedAtMs: nowMs(), outcome, detail, checks }, next }
  } catch (error) {
    if (error instanceof InterruptedError) throw error
    const failed = { outcome: 'failed', detail: explain(error).message, checks: [] } as const
    return { reported: { title, startedAtMs, endedAtMs: nowMs(), ...failed }, next: facts }
  }
}

function isInOrder({ outcome, checks }: ReportedStep): boolean {
  return outcome !== 'failed' && checks.every(({ holds }) => holds)
}

function lineOf({ title, outcome, detail, checks }: ReportedStep): string {
  const words = { done: 'done', 'found-done': 'done before', skipped: 'left out', failed: 'FAILED' }
  return [
    `${title}: ${words[outcome]}${detail === '' ? '' : `; ${detail}`}`,
    ...checks.map(
      ({ claim, holds, detail: why }) =>
        `  ${holds ? 'holds' : 'DOES NOT HOLD'}: ${claim}${why === '' ? '' : ` (${why})`}`,
    ),
  ].join('\n')
}
