/**
 * The way of an evaluator through one bounty. It keeps on disk what it committed itself to and the largest head of the log, and
 * everything else it reads from the log again, so that it may be ended and started at any time.
 */
import { type MarketState, phaseOf, scoringDeadlines } from '../../protos/market-log/index.ts'
import { evaluatorSigningBytes } from '../../protos/market-statements.ts'
import { followBounty } from './followed-bounty.ts'
import { granted, pause, persist } from './patience.ts'
import { openRoundTests } from './round-tests.ts'
import { workOn } from './round-work.ts'
import { type ScoringNews, type ScoringOptions, usualPatience } from './scoring-options.ts'

/**
 * Joins, then tests, commits and shows, until nothing is left to test or the signal aborts. Throws `ScoringError` for files that
 * are not those the log names, and for a log that cannot be believed.
 */
export async function* scoreRounds(options: ScoringOptions): AsyncGenerator<ScoringNews> {
  const { port, bountyId, organisation, signal, nowMs, patience = usualPatience } = options
  const bounty = followBounty(options)
  const tests = openRoundTests(options)
  let state = yield* bounty.follow()
  if (state === undefined) return
  if (!state.life.evaluators.has(organisation) && !(yield* join(options, state))) return
  // The first answer is not waited for: there may be a round to test that no further leaf will tell of.
  for (let waitMs = 0; !signal.aborted; ) {
    const after = bounty.leaves()
    const asked = yield* persist(options, () => port.awaitScoring({ bountyId, after, waitMs }, { signal }))
    const found = yield* granted(asked)
    if (found === undefined || found.finished) return
    if (found.total > after) state = yield* bounty.follow()
    if (state === undefined) return
    let isDone = false
    for (const task of found.tasks)
      for await (const news of workOn(options, tests, state, task)) {
        isDone ||= news.kind !== 'not-taken'
        yield news
      }
    if (!isDone && found.total === after) await pause(options)
    waitMs = isDone ? 0 : Math.min(patience.waitMs, untilPhaseEnds(state, nowMs()))
  }
}

/** Takes the task on; whether it did. */
async function* join(
  options: ScoringOptions,
  { termsBytes }: MarketState,
): AsyncGenerator<ScoringNews, boolean> {
  const { port, bountyId, signer, signal } = options
  const signature = signer.sign(evaluatorSigningBytes(bountyId, termsBytes))
  const joined = yield* granted(
    yield* persist(options, () => port.joinAsEvaluator({ bountyId, signature }, { signal })),
  )
  if (joined === undefined) return false
  yield { kind: 'joined' }
  return true
}

/** Milliseconds to the next end of a phase, after which there may be something to show. */
function untilPhaseEnds({ terms: { scoring }, scoring: { rounds } }: MarketState, nowMs: number): number {
  if (scoring === undefined) return Number.POSITIVE_INFINITY
  const ends = [...rounds.values()].flatMap(scored => {
    const deadlines = scoringDeadlines(scoring, scored)
    return phaseOf(scoring, scored, nowMs) === 'commit' ? [deadlines!.commitMs - nowMs] : []
  })
  return Math.max(50, Math.min(...ends))
}
