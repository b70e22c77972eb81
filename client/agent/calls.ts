/** Calling the coordinator: again while it cannot be reached, with pauses that grow and differ, until a deadline. */
import type { RandomSource } from '../../aggregation/index.ts'
import type { Answer, Refusal } from '../../protos/reasons.ts'
import type { CallOptions } from '../../protos/service.ts'
import type { Clock } from '../clock.ts'
import type { AgentEvent } from './events.ts'

/** How long the agent waits for what. */
export interface Patience {
  /** Longest wait inside one call of the coordinator. */
  readonly waitMs: number
  /** Between two looks at the list of bounties. */
  readonly pollMs: number
  /** First pause after a failure; it doubles up to `longestPauseMs`. */
  readonly firstPauseMs: number
  readonly longestPauseMs: number
  /** Beyond the end of a stage, for the coordinator to be restarted. */
  readonly graceMs: number
  /** For the sum to be unmasked, the model evaluated and the round settled. */
  readonly outcomeMs: number
  readonly heartbeatMs: number
}

export const defaultPatience: Patience = {
  waitMs: 10_000,
  pollMs: 2_000,
  firstPauseMs: 200,
  longestPauseMs: 5_000,
  graceMs: 60_000,
  outcomeMs: 600_000,
  heartbeatMs: 1_000,
}

export interface CallSurroundings {
  readonly clock: Clock
  readonly random: RandomSource
  readonly signal: AbortSignal
  readonly patience: Patience
  readonly report: (event: AgentEvent) => void
}

/** One call of the port. */
export type Call<T> = (options: CallOptions) => Promise<Answer<T>>

/** The last answer, which is a refusal `unavailable` or `internal` only when the deadline passed or the agent stopped. */
export async function callUntil<T>(
  surroundings: CallSurroundings,
  untilMs: number,
  call: Call<T>,
): Promise<{ readonly answer: Answer<T>; readonly tries: number }> {
  const { clock, signal, patience, report } = surroundings
  for (let tries = 1; ; tries++) {
    const answer = await call({ signal })
    if (answer.kind === 'granted' || !isPassing(answer)) return { answer, tries }
    if (tries === 1) report({ kind: 'unreachable', message: answer.message })
    const pauseMs = pauseAfter(patience, tries, surroundings.random)
    if (signal.aborted || clock.nowMs() + pauseMs > untilMs) return { answer, tries }
    await clock.sleep(pauseMs, signal)
  }
}

/** Asks again while the answer is `not-yet`, and through failures, until the deadline. */
export async function askUntil<T>(
  surroundings: CallSurroundings,
  untilMs: number,
  ask: (waitMs: number, options: CallOptions) => Promise<Answer<T>>,
): Promise<Answer<T>> {
  const { clock, signal, patience } = surroundings
  for (;;) {
    const askedMs = clock.nowMs()
    const waitMs = Math.max(0, Math.min(patience.waitMs, untilMs - askedMs))
    const { answer } = await callUntil(surroundings, untilMs, options => ask(waitMs, options))
    if (answer.kind === 'granted' || answer.reason !== 'not-yet') return answer
    if (signal.aborted || clock.nowMs() >= untilMs) return answer
    // A coordinator that answers at once instead of waiting is not asked in a tight loop.
    if (clock.nowMs() - askedMs < patience.firstPauseMs) await clock.sleep(patience.firstPauseMs, signal)
  }
}

/** Whether the same call may succeed later. */
function isPassing(refusal: Refusal): boolean {
  return refusal.reason === 'unavailable' || refusal.reason === 'internal'
}

/** Doubling pauses, each between a half and the whole of its length, so that holders do not come back all at once. */
function pauseAfter(patience: Patience, tries: number, random: RandomSource): number {
  const wholeMs = Math.min(patience.longestPauseMs, patience.firstPauseMs * 2 ** Math.min(tries - 1, 20))
  return wholeMs / 2 + (wholeMs / 2) * (random.bytes(1)[0]! / 255)
}
