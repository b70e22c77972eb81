/** What evaluators ask and say; every word of theirs goes into the bounty's log, by the rules of protos/market-log. */
import { isOver, toHex } from '../../aggregation/index.ts'
import { phaseOf } from '../../protos/market-log/index.ts'
import { granted } from '../../protos/reasons.ts'
import type { CoordinatorService } from '../../protos/service.ts'
import type { ScoringTasks } from '../../protos/types.ts'
import type { Parts } from '../parts.ts'
import { isShownTo } from './bounty-store.ts'
import { countMarketLeaves } from './market.ts'
import { leafRecorder, noBounty } from './market-operations.ts'
import { type Notices, readNews } from './read-news.ts'
import { readScoringTasks, recordEvaluator } from './scoring-store.ts'

/** No call waits longer than this; the caller asks again. */
const longestWaitMs = 25_000

interface LiveBounty extends Notices {
  marketChanged(): Promise<void>
}

type ScoringOperations = Pick<
  CoordinatorService,
  'joinAsEvaluator' | 'awaitScoring' | 'commitUtilities' | 'revealUtilities'
>

export function scoringOperations(
  parts: Parts,
  liveBounty: (bountyId: string) => LiveBounty | undefined,
): ScoringOperations {
  const record = leafRecorder(parts, liveBounty)
  const place = (bountyId: string) => ({ bountyId, atMs: parts.world.nowMs() })

  async function tasks(bountyId: string): Promise<ScoringTasks | undefined> {
    return parts.storage.transaction(async tx => {
      const state = await parts.market.state(tx, bountyId)
      if (state === undefined) return undefined
      const { scoring } = state.terms
      const nowMs = parts.world.nowMs()
      const open = [...state.scoring.rounds.values()].filter(
        scored => scoring !== undefined && ['commit', 'reveal'].includes(phaseOf(scoring, scored, nowMs)),
      )
      const { stage } = state.life
      return {
        finished: isOver(state.life) || stage === 'challenge' || scoring === undefined,
        total: await countMarketLeaves(tx, bountyId),
        tasks: await readScoringTasks(
          tx,
          bountyId,
          open.map(({ round }) => round),
        ),
      }
    })
  }

  return {
    joinAsEvaluator: (caller, { bountyId, signature }) =>
      record(
        caller,
        {
          kind: 'evaluator-joined',
          ...place(bountyId),
          evaluator: caller.organisation,
          signature: toHex(signature),
        },
        undefined,
        async tx => {
          const { terms } = (await parts.market.state(tx, bountyId))!
          await recordEvaluator(tx, bountyId, caller.organisation, terms.acceptance.testSet.sha256)
        },
      ),
    async awaitScoring(caller, { bountyId, after, waitMs }) {
      if (!(await isShownTo(parts.storage.db, caller, bountyId))) return noBounty(bountyId)
      const live = liveBounty(bountyId)
      const read = () => tasks(bountyId)
      const isNews = (found: ScoringTasks | undefined) =>
        found === undefined || found.finished || found.total > after
      const found =
        live === undefined
          ? await read()
          : await readNews(live, read, isNews, Math.min(waitMs, longestWaitMs))
      return found === undefined ? noBounty(bountyId) : granted(found)
    },
    commitUtilities: (caller, { bountyId, round, commitment, signature }) =>
      record(caller, {
        kind: 'utilities-committed',
        ...place(bountyId),
        round,
        evaluator: caller.organisation,
        commitment: toHex(commitment),
        signature: toHex(signature),
      }),
    revealUtilities: (caller, { bountyId, round, salt, utilities }) =>
      record(caller, {
        kind: 'utilities-revealed',
        ...place(bountyId),
        round,
        evaluator: caller.organisation,
        salt: toHex(salt),
        utilities: utilities.map(String),
      }),
  }
}
