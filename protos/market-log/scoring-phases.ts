/** When evaluators may commit and show, and until when an epoch waits for them. */
import { placeOfRound } from '../../aggregation/index.ts'
import { isScored, type ScoringTerms } from '../scoring-terms.ts'
import type { ScoredRound, ScoringState } from './scoring.ts'

/** Where the testing of a round stands. */
export type ScoringPhase = 'awaited' | 'commit' | 'reveal' | 'over'

/** Up to when commitments to a round, and then what was committed to, are waited for; undefined before it is opened. */
export function scoringDeadlines(
  { commitSeconds, revealSeconds }: ScoringTerms,
  { openedAtMs }: ScoredRound,
): { readonly commitMs: number; readonly revealMs: number } | undefined {
  if (openedAtMs === undefined) return undefined
  const commitMs = openedAtMs + 1000 * commitSeconds
  return { commitMs, revealMs: commitMs + 1000 * revealSeconds }
}

export function phaseOf(terms: ScoringTerms, scored: ScoredRound, atMs: number): ScoringPhase {
  const deadlines = scoringDeadlines(terms, scored)
  if (deadlines === undefined) return 'awaited'
  const { commitments, utilities } = scored
  const isCommitted =
    commitments.size === terms.evaluators.length || utilities.size > 0 || atMs >= deadlines.commitMs
  if (!isCommitted) return 'commit'
  return utilities.size === commitments.size || atMs >= deadlines.revealMs ? 'over' : 'reveal'
}

/** The scored rounds of an epoch, done or not. */
export function scoredRoundsOf(
  { terms, life, scoring }: ScoringState,
  epoch: number,
): readonly ScoredRound[] {
  return [...scoring.rounds.values()].filter(
    ({ round }) => isScored(terms, round) && placeOfRound(life.terms, round).epoch === epoch,
  )
}

/** Until when an epoch's weights are not known; undefined when they are. */
export function scoresAwaitedUntil(state: ScoringState, epoch: number, atMs: number): number | undefined {
  const { scoring: terms } = state.terms
  if (terms === undefined) return undefined
  const open = scoredRoundsOf(state, epoch).filter(scored => phaseOf(terms, scored, atMs) !== 'over')
  return open.length === 0
    ? undefined
    : Math.max(...open.map(scored => scoringDeadlines(terms, scored)?.revealMs ?? Number.POSITIVE_INFINITY))
}
