/** What agents and coordinator tell of a bounty, as the lines of a run. */
import { toHex } from '../../aggregation/index.ts'
import type { AgentEvent } from '../../client/index.ts'
import type { ParleyEvent } from '../../protos/events.ts'
import { learningRateOf } from '../../protos/training-terms.ts'
import type { Bounty, RoundSummary } from '../../protos/types.ts'
import type { EndLine, RoundLine } from '../results/records.ts'
import type { RunCast } from './cast.ts'
import { endOf, isOver } from './ending.ts'
import { meanLossOf } from './run-metrics.ts'

export interface BountyRecord {
  /** How many of how many have trained in the round of this event; undefined for an event of something else. */
  hearAgent(organisation: string, event: AgentEvent): Trained | undefined
  hearCoordinator(event: ParleyEvent): void
  /** The line of a completed round that has none yet; undefined otherwise. */
  lineOf(summary: RoundSummary): RoundLine | undefined
  endOf(bounty: Bounty): EndLine
}

interface Trained {
  readonly round: number
  readonly trained: number
  readonly drawn: number
}

/** What was heard of a round; of an attempt that is repeated, the last. */
interface Heard {
  readonly attempt: number
  readonly losses: Map<string, number>
}

export function openBountyRecord({ run: { run }, terms, holders }: RunCast): BountyRecord {
  const heard = new Map<number, Heard>()
  const drawn = new Map<number, number>()
  const leftOut = new Map<number, readonly number[]>()
  const lines: RoundLine[] = []
  return {
    hearAgent(organisation, event) {
      if (event.kind !== 'trained') return undefined
      const { round, attempt } = event.attempt
      const before = heard.get(round)
      const now = before?.attempt === attempt ? before : { attempt, losses: new Map<string, number>() }
      now.losses.set(organisation, event.meanLoss)
      heard.set(round, now)
      return { round, trained: now.losses.size, drawn: drawn.get(round) ?? now.losses.size }
    },
    hearCoordinator({ kind, round, members = 0, group = 0 }) {
      if (round === undefined) return
      if (kind === 'round-opened') drawn.set(round, members)
      if (kind === 'group-left-out') leftOut.set(round, [...(leftOut.get(round) ?? []), group])
    },
    lineOf(summary) {
      const { round, state, survivors, clipNorm } = summary
      if (state !== 'completed' || round <= (lines.at(-1)?.round ?? 0)) return undefined
      const told = heard.get(round)?.losses ?? new Map<string, number>()
      const line: RoundLine = {
        kind: 'round',
        run,
        round,
        metrics: metricsIn(summary),
        // In the order of the holders, as numbers add up otherwise in another.
        trainingLoss: meanLossOf(holders.flatMap(({ organisation }) => told.get(organisation) ?? [])),
        learningRate: learningRateOf(terms.training, round),
        drawn: drawn.get(round) ?? survivors.length,
        survivors: survivors.length,
        ...(clipNorm === undefined ? {} : { clipNorm }),
        leftOut: leftOut.get(round) ?? [],
        stepNorm: null,
        modelHash: toHex(summary.modelHash),
      }
      lines.push(line)
      return line
    },
    endOf({ state, reason }) {
      const over = isOver(terms, lines)
      return state === 'final' && over !== undefined
        ? endOf(run, terms, lines, over)
        : endOf(run, terms, lines, 'aborted', `the bounty ended as ${state}: ${reason}`)
    },
  }
}

function metricsIn({ correct, total, metrics }: RoundSummary): Readonly<Record<string, number>> {
  const found = Object.fromEntries(metrics.map(({ metric, value }) => [metric, value]))
  const loss = found.logLoss === undefined ? {} : { loss: found.logLoss }
  return { ...found, accuracy: correct / total, ...loss }
}
