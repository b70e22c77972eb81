/** How a run ends: by the rules of a bounty, asked of the rounds' records. */
import { emptySummary, meetsTarget } from '../../coordinator/index.ts'
import { isOutOfPatience, keptRound } from '../../protos/kept-round.ts'
import { type MetricName, metricNames } from '../../protos/metrics.ts'
import type { BountyTerms } from '../../protos/terms.ts'
import type { RoundSummary } from '../../protos/types.ts'
import type { EndLine, RoundLine } from '../results/records.ts'

/** A round's record in the coordinator's words, as far as its rules ask. */
function summaryOf({ round, metrics, modelHash }: RoundLine): RoundSummary {
  const figures = metricNames.flatMap(metric => {
    const value = metrics[metric as MetricName]
    return value === undefined ? [] : [{ metric, value, low: value, high: value }]
  })
  return {
    ...emptySummary,
    round,
    attempt: 1,
    state: 'completed',
    uploadBytes: 0,
    startedAtMs: 0,
    finishedAtMs: 0,
    metrics: figures,
    modelHash: Buffer.from(modelHash, 'hex'),
  }
}

/** Why training is over after these rounds; undefined while it is not. */
export function isOver(terms: BountyTerms, lines: readonly RoundLine[]): EndLine['reason'] | undefined {
  const last = lines.at(-1)
  if (last === undefined) return undefined
  const { rounds: most, minimumRounds, stopAtTarget, patience } = terms.training
  if (last.round >= minimumRounds) {
    if (stopAtTarget && meetsTarget(terms, summaryOf(last))) return 'target-met'
    // Asked after every round, the whole record is looked through only where it decides.
    if (patience !== undefined && last.round < most && isOutOfPatience(terms, lines.map(summaryOf)))
      return 'out-of-patience'
  }
  return last.round >= most ? 'rounds-done' : undefined
}

/** The last line of a run. */
export function endOf(
  run: string,
  terms: BountyTerms,
  lines: readonly RoundLine[],
  reason: EndLine['reason'],
  detail = '',
): EndLine {
  const kept = keptRound(terms, lines.map(summaryOf))
  const line = lines.find(({ round }) => round === kept?.round)
  return {
    kind: 'end',
    run,
    reason,
    rounds: lines.length,
    kept: line === undefined ? null : { round: line.round, metrics: line.metrics },
    modelHash: line?.modelHash ?? '',
    detail,
  }
}
