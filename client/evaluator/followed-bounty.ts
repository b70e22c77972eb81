/** A bounty as an evaluator sees it: its leaves replayed by the rules that anyone runs, each checked to stand in the signed log. */
import type { MarketState } from '../../protos/market-log/index.ts'
import type { LogPort } from '../log-heads.ts'
import { openBountyReplay } from './bounty-replay.ts'
import { openCheckedLog } from './checked-log.ts'
import { granted, patiently, persist } from './patience.ts'
import { ScoringError, type ScoringNews, type ScoringOptions } from './scoring-options.ts'

export interface FollowedBounty {
  /**
   * Takes in what is new; the bounty as its leaves have made it, or undefined, with the reason told, where nothing more is to be done.
   * Throws `ScoringError` for a log that cannot be believed.
   */
  follow(): AsyncGenerator<ScoringNews, MarketState | undefined>
  /** Leaves that were taken in. */
  leaves(): number
}

export function followBounty(options: ScoringOptions): FollowedBounty {
  const { port, bountyId, coordinatorKey, heads, signal } = options
  const replay = openBountyReplay(port, bountyId)
  const log = openCheckedLog(patientLog(options), coordinatorKey, heads)
  return {
    leaves: replay.leaves,
    async *follow() {
      const caught = yield* granted(yield* persist(options, () => replay.catchUp({ signal })))
      if (caught === undefined) return undefined
      const checked = await log.check(caught.fresh)
      if (checked.kind === 'holds') return caught.state
      if (signal.aborted) return undefined
      if (checked.kind === 'doubtful') throw new ScoringError(checked.detail)
      yield { kind: 'forked', fork: checked.fork, message: checked.detail }
      return undefined
    },
  }
}

/** The log's calls, repeated while the coordinator is out of reach. */
function patientLog(options: ScoringOptions): LogPort {
  const { port, signal } = options
  return {
    getCheckpoint: request => patiently(options, () => port.getCheckpoint(request, { signal })),
    getConsistencyProof: request => patiently(options, () => port.getConsistencyProof(request, { signal })),
    getInclusionProof: request => patiently(options, () => port.getInclusionProof(request, { signal })),
    getLeaves: request => patiently(options, () => port.getLeaves(request, { signal })),
  }
}
