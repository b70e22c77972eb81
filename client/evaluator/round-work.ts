/** What an evaluator does for one round: tests it and commits to what it found, then shows it. */
import { toHex } from '../../aggregation/index.ts'
import { type MarketState, phaseOf, type ScoredRound, testedHash } from '../../protos/market-log/index.ts'
import { commitmentSigningBytes, utilitiesCommitment } from '../../protos/market-statements.ts'
import type { ScoringTask } from '../../protos/types.ts'
import type { KeptUtilities } from './kept-utilities.ts'
import { persist } from './patience.ts'
import type { RoundTests } from './round-tests.ts'
import { BountyEndedError, type ScoringNews, type ScoringOptions } from './scoring-options.ts'

/** Does what is to be done for the round of a task now. */
export async function* workOn(
  options: ScoringOptions,
  tests: RoundTests,
  { terms, scoring }: MarketState,
  task: ScoringTask,
): AsyncGenerator<ScoringNews> {
  const { organisation, nowMs } = options
  const scored = scoring.rounds.get(task.round)
  if (scored === undefined || terms.scoring === undefined) return
  const phase = phaseOf(terms.scoring, scored, nowMs())
  const isCommitted = scored.commitments.has(organisation)
  const isShown = scored.utilities.has(organisation)
  if (phase === 'commit' && !isCommitted)
    yield* commit(options, scored, () => tests.utilitiesOf(terms, scored, task))
  if (phase === 'reveal' && isCommitted && !isShown) yield* show(options, scored)
}

async function* commit(
  options: ScoringOptions,
  scored: ScoredRound,
  find: () => Promise<readonly bigint[]>,
): AsyncGenerator<ScoringNews> {
  const { port, bountyId, organisation, signal, signer } = options
  const { round } = scored
  const found = await kept(options, round, find).catch((error: unknown) => {
    if (error instanceof BountyEndedError) return error
    throw error
  })
  if (found instanceof BountyEndedError) {
    yield { kind: 'not-taken', round, message: found.message }
    return
  }
  const { salt, utilities } = found
  const place = { bountyId, round, tested: testedHash(scored) }
  const commitment = utilitiesCommitment(place, organisation, salt, utilities)
  const signature = signer.sign(commitmentSigningBytes(bountyId, round, toHex(commitment)))
  const sent = yield* persist(options, () =>
    port.commitUtilities({ bountyId, round, commitment, signature }, { signal }),
  )
  if (sent === undefined) return
  if (sent.kind === 'refused') yield { kind: 'not-taken', round, message: sent.message }
  else yield { kind: 'round-tested', round, coalitions: utilities.length, groups: scored.groups.length }
}

/** What was found before, or is found now and on the disk before anybody hears of it. */
async function kept(
  { memory, bountyId, random }: ScoringOptions,
  round: number,
  find: () => Promise<readonly bigint[]>,
): Promise<KeptUtilities> {
  const before = memory.read(bountyId, round)
  if (before !== undefined) return before
  const found = { salt: random.bytes(32), utilities: await find() }
  memory.keep(bountyId, round, found)
  return found
}

async function* show(options: ScoringOptions, { round }: ScoredRound): AsyncGenerator<ScoringNews> {
  const { port, bountyId, memory, signal } = options
  const found = memory.read(bountyId, round)
  if (found === undefined) return
  const shown = yield* persist(options, () => port.revealUtilities({ bountyId, round, ...found }, { signal }))
  if (shown === undefined) return
  if (shown.kind === 'refused') yield { kind: 'not-taken', round, message: shown.message }
  else yield { kind: 'utilities-shown', round }
}
