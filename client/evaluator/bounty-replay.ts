/** A bounty's log as an evaluator follows it: page by page, each leaf taken by the rules that anyone runs. */
import { type MarketState, openMarketLog, takeLeaf } from '../../protos/market-log/index.ts'
import { type Answer, granted, type Refusal, refused } from '../../protos/reasons.ts'
import type { CallOptions, CoordinatorPort } from '../../protos/service.ts'
import type { Leaf } from '../../protos/types.ts'

export interface Replayed {
  /** The bounty as its leaves have made it. */
  readonly state: MarketState
  /** Leaves that were not there the last time. */
  readonly fresh: readonly Leaf[]
}

export interface BountyReplay {
  /** Takes in what is new. */
  catchUp(options: CallOptions): Promise<Answer<Replayed>>
  /** Leaves that were taken in. */
  leaves(): number
}

export function openBountyReplay(port: CoordinatorPort, bountyId: string): BountyReplay {
  let state: MarketState | undefined
  let count = 0
  /** Handed out with the next answer: those of one that was broken off too. */
  let fresh: Leaf[] = []

  function take(terms: Uint8Array, leaf: Leaf): Refusal | undefined {
    const taken = state === undefined ? openMarketLog(terms, leaf.body) : takeLeaf(state, leaf.body)
    if (taken.kind === 'refused')
      return refused('malformed', `leaf ${count} of the bounty's log does not hold: ${taken.detail}`)
    if (taken.state.bountyId !== bountyId) return refused('malformed', 'the log is that of another bounty')
    state = taken.state
    fresh.push(leaf)
    count++
    return undefined
  }

  function handOut(state: MarketState): Answer<Replayed> {
    const replayed = { state, fresh }
    fresh = []
    return granted(replayed)
  }

  return {
    leaves: () => count,
    async catchUp(options) {
      for (;;) {
        const answer = await port.getMarketLog({ bountyId, after: count, limit: 0 }, options)
        if (answer.kind === 'refused') return answer
        const { leaves, total, terms } = answer.value
        for (const leaf of leaves) {
          const fault = take(terms, leaf)
          if (fault !== undefined) return fault
        }
        if (state !== undefined && (count >= total || leaves.length === 0)) return handOut(state)
        if (leaves.length === 0) return refused('malformed', 'the log of the bounty is empty')
      }
    },
  }
}
