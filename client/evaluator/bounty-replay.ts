/** A bounty's log as an evaluator follows it: page by page, each leaf checked by the rules that anyone runs. */
import { type MarketState, openMarketLog, takeLeaf } from '../../protos/market-log/index.ts'
import { type Answer, granted, type Refusal, refused } from '../../protos/reasons.ts'
import type { CallOptions, CoordinatorPort } from '../../protos/service.ts'

export interface BountyReplay {
  /** Takes in what is new; answers the bounty as its leaves have made it. */
  catchUp(options: CallOptions): Promise<Answer<MarketState>>
  /** Leaves that were taken in. */
  leaves(): number
}

export function openBountyReplay(port: CoordinatorPort, bountyId: string): BountyReplay {
  let state: MarketState | undefined
  let count = 0

  function take(terms: Uint8Array, body: Uint8Array): Refusal | undefined {
    const taken = state === undefined ? openMarketLog(terms, body) : takeLeaf(state, body)
    if (taken.kind === 'refused')
      return refused('malformed', `leaf ${count} of the bounty's log does not hold: ${taken.detail}`)
    if (taken.state.bountyId !== bountyId) return refused('malformed', 'the log is that of another bounty')
    state = taken.state
    count++
    return undefined
  }

  return {
    leaves: () => count,
    async catchUp(options) {
      for (;;) {
        const answer = await port.getMarketLog({ bountyId, after: count, limit: 0 }, options)
        if (answer.kind === 'refused') return answer
        const { leaves, total, terms } = answer.value
        for (const { body } of leaves) {
          const fault = take(terms, body)
          if (fault !== undefined) return fault
        }
        if (state !== undefined && (count >= total || leaves.length === 0)) return granted(state)
        if (leaves.length === 0) return refused('malformed', 'the log of the bounty is empty')
      }
    },
  }
}
