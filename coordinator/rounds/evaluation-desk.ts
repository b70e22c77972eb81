/**
 * Takes the buyer's evaluations of one bounty's rounds, where the terms leave them to the buyer. A round is paid and the
 * next one opens without them; only where it must be known whether the target is met does the bounty wait, and no longer
 * than the terms say. An evaluation is recorded before it counts. What is never sent counts as a target not met.
 */
import { equalBytes, verifySignature } from '../../aggregation/index.ts'
import { hasRightAnswers, parseModelSpec, taskOf } from '../../learning/index.ts'
import { figureOf, isBoundedByOne, type MetricFigure, metricFault } from '../../protos/metrics.ts'
import { type Answer, granted, type Refusal, refused } from '../../protos/reasons.ts'
import { type BountyTerms, evaluationSigningBytes, isEvaluatedByBuyer } from '../../protos/terms.ts'
import type { Empty, RoundSummary, SubmitEvaluationRequest } from '../../protos/types.ts'
import type { BountyFacts } from '../bounties/bounty-facts.ts'
import {
  type AwaitedEvaluation,
  missAwaited,
  readAwaited,
  recordEvaluation,
} from '../bounties/evaluation-store.ts'
import type { Parts } from '../parts.ts'
import { recordedAnswer } from './evaluation-record.ts'

export interface EvaluationDesk {
  /** Looks up which rounds wait: at the start, and after a round was concluded. */
  reload(): Promise<void>
  /** The earliest round after this one that waits for its evaluation. */
  nextAfter(round: number): AwaitedEvaluation | undefined
  /** Takes the evaluation of the buyer, whose key is given. The same one again is granted again. */
  submit(submission: SubmitEvaluationRequest, buyerKey: Uint8Array): Promise<Answer<Empty>>
  close(): void
}

export interface EvaluationDeskOptions {
  /** Runs a task in the bounty's turn; a failed one is tried again by `reload`. */
  readonly run: (task: () => Promise<void>) => Promise<void>
  /** Something that callers wait for may have changed. */
  readonly notify: () => void
  /** An evaluation of this round came in, or will not. */
  readonly onDecided: (round: number) => void
}

/** Time left to an evaluation whose deadline passed while the coordinator was away. */
const restartGraceMs = 30_000
const longestTimerMs = 2 ** 31 - 1

export function openEvaluationDesk(
  parts: Parts,
  facts: BountyFacts,
  { run, notify, onDecided }: EvaluationDeskOptions,
): EvaluationDesk {
  const { world, events, storage } = parts
  const { bountyId, terms } = facts
  const openedMs = world.nowMs()
  let awaited: readonly AwaitedEvaluation[] = []
  let cancelTimer: () => void = () => undefined
  let isClosed = false

  async function reload(): Promise<void> {
    if (!isEvaluatedByBuyer(terms)) return
    const known = new Set(awaited.map(({ round }) => round))
    const found = await readAwaited(storage.db, bountyId)
    awaited = found.map(withGrace)
    for (const { round } of awaited)
      if (!known.has(round)) events.publish({ bountyId, kind: 'evaluation-awaited', round })
    startTimer()
    notify()
  }

  /** While the coordinator was away nothing could come in: a round concluded before this start has a moment at least. */
  function withGrace(evaluation: AwaitedEvaluation): AwaitedEvaluation {
    const concludedMs = evaluation.deadlineMs - 1000 * (terms.acceptance.evaluationSeconds ?? 0)
    if (concludedMs >= openedMs) return evaluation
    return { ...evaluation, deadlineMs: Math.max(evaluation.deadlineMs, openedMs + restartGraceMs) }
  }

  function startTimer(): void {
    cancelTimer()
    const next = Math.min(...awaited.map(({ deadlineMs }) => deadlineMs))
    if (isClosed || !Number.isFinite(next)) return
    const waitMs = Math.min(Math.max(0, next - world.nowMs()), longestTimerMs)
    cancelTimer = world.after(waitMs, () => void run(expire))
  }

  async function expire(): Promise<void> {
    for (const { round } of awaited.filter(({ deadlineMs }) => world.nowMs() >= deadlineMs)) {
      const missed = await storage.transaction(tx => missAwaited(tx, bountyId, round))
      // Commit point.
      if (missed > 0) events.publish({ bountyId, kind: 'evaluation-missed', round })
      settle(round)
    }
    startTimer()
  }

  function settle(decided: number): void {
    awaited = awaited.filter(({ round }) => round !== decided)
    notify()
    onDecided(decided)
  }

  return {
    reload,
    nextAfter: round => awaited.find(one => one.round > round),
    async submit(submission, buyerKey) {
      const { round, correct, examples } = submission
      const open = awaited.find(one => one.round === round)
      if (open === undefined) return recordedAnswer(storage.db, submission)
      const refusal = checkSubmission(terms, open, submission, buyerKey)
      if (refusal !== undefined) return refusal
      const isFirst = await storage.transaction(tx => recordEvaluation(tx, submission))
      // Commit point.
      if (!isFirst) {
        // Read as awaited before it was decided elsewhere: it is not handed out again.
        awaited = awaited.filter(one => one.round !== round)
        return recordedAnswer(storage.db, submission)
      }
      const figure = figureOf({ ...submission, total: examples }, terms.acceptance.metric)
      events.publish({ bountyId, kind: 'model-evaluated', round, correct, total: examples, ...figure })
      settle(round)
      startTimer()
      return granted({})
    },
    close() {
      isClosed = true
      cancelTimer()
    },
  }
}

/** Whether it hangs on the evaluation of this round how the bounty goes on, and the evaluation may still come. */
export function waitsForEvaluation(
  { training, pay }: BountyTerms,
  { round, buyerEvaluation }: Pick<RoundSummary, 'round' | 'buyerEvaluation'>,
): boolean {
  const isLast = round >= training.rounds
  const mayEnd = training.stopAtTarget || training.patience !== undefined
  const mayStop = (mayEnd && round >= training.minimumRounds) || isMilestone(pay.milestones, round)
  return buyerEvaluation?.state === 'awaited' && (isLast || mayStop)
}

/** Whether a round is the last of a milestone that has a target. */
function isMilestone(milestones: BountyTerms['pay']['milestones'], round: number): boolean {
  let last = 0
  return (milestones ?? []).some(({ rounds, target }) => {
    last += rounds
    return last === round && target !== undefined
  })
}

function checkSubmission(
  terms: BountyTerms,
  { round, modelHash }: AwaitedEvaluation,
  submission: SubmitEvaluationRequest,
  buyerKey: Uint8Array,
): Refusal | undefined {
  if (!equalBytes(submission.modelHash, modelHash)) {
    return refused('blob-mismatch', `the model of round ${round} is another one than was evaluated`, {
      field: 'modelHash',
    })
  }
  const { examples, correct, metrics, signature } = submission
  const expected = terms.acceptance.testSet.examples
  if (examples !== expected) {
    return refused('malformed', `the test set of the terms holds ${expected} examples, not ${examples}`, {
      field: 'examples',
    })
  }
  const task = taskOf(parseModelSpec(terms.model))
  if (correct > (hasRightAnswers(task) ? examples : 0)) {
    return refused('malformed', `${correct} right answers are more than there can be`, { field: 'correct' })
  }
  const fault = faultOfMetrics(metrics, task) ?? faultOfAccuracy(submission, task)
  if (fault !== undefined) return refused('malformed', fault, { field: 'metrics' })
  if (!verifySignature(buyerKey, evaluationSigningBytes(submission, terms), signature)) {
    return refused('signature-invalid', 'the evaluation is not signed by the key of the buyer', {
      field: 'signature',
    })
  }
  return undefined
}

/** Where examples are right or wrong, the accuracy is the share of right ones. */
function faultOfAccuracy(
  { metrics, correct, examples }: SubmitEvaluationRequest,
  task: ReturnType<typeof taskOf>,
): string | undefined {
  const accuracy = metrics.find(({ metric }) => metric === 'accuracy')
  if (accuracy === undefined || !hasRightAnswers(task)) return undefined
  return Math.abs(accuracy.value - correct / examples) < 1e-9
    ? undefined
    : `accuracy is ${accuracy.value} and ${correct} of ${examples} examples are right`
}

function faultOfMetrics(
  metrics: readonly MetricFigure[],
  task: ReturnType<typeof taskOf>,
): string | undefined {
  const names = new Set(metrics.map(({ metric }) => metric))
  if (names.size < metrics.length) return 'a metric is given twice'
  for (const { metric, value, low, high } of metrics) {
    const fault = metricFault(metric, task)
    if (fault !== undefined) return fault
    const most = isBoundedByOne(metric) ? 1 : Number.MAX_VALUE
    // A negative zero would be signed as such and kept as zero.
    if ([value, low, high].some(number => number < 0 || Object.is(number, -0) || number > most))
      return `${metric} has a value that it cannot have`
    if (low > high) return `the interval of ${metric} ends before it begins`
  }
  return undefined
}
