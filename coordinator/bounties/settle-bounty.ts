/** The end of a bounty: what no round is opened for any more is settled by the rules of money, and the model is chosen. */
import { epochToScore, type Life, toHex } from '../../aggregation/index.ts'
import { keptRound } from '../../protos/kept-round.ts'
import { type EpochWeights, epochWeights, type MarketState } from '../../protos/market-log/index.ts'
import { purposeOf } from '../../protos/terms.ts'
import type { BountyState, RoundSummary } from '../../protos/types.ts'
import type { Parts } from '../parts.ts'
import type { Transaction } from '../storage/index.ts'
import { type BountyFacts, meetsTarget } from './bounty-facts.ts'
import { readRounds } from './bounty-store.ts'
import { missAwaited } from './evaluation-store.ts'
import { isUnderWay } from './market.ts'

/** Settles a bounty that was stopped; one transaction, safe to repeat. Answers where it stands then. */
export async function settleAndClose(parts: Parts, facts: BountyFacts): Promise<BountyState> {
  const { bountyId, terms } = facts
  const outcome = await parts.storage.transaction(async tx => {
    const row = await tx.selectFrom('bounty').selectAll().where('id', '=', bountyId).executeTakeFirstOrThrow()
    if (row.state !== 'settling') return { state: row.state as BountyState, life: undefined, why: row.reason }
    // An evaluation that comes later changes nothing of what is settled here.
    await missAwaited(tx, bountyId)
    const rounds = await readRounds(tx, bountyId)
    const trained = rounds.filter(
      ({ state, round }) => state === 'completed' && purposeOf(terms, round) === 'training',
    )
    const kept = keptRound(terms, rounds)
    const model = (kept && (await modelOf(tx, bountyId, kept))) ?? row
    const accepted = kept !== undefined && meetsTarget(terms, kept)
    await tx
      .updateTable('bounty')
      .set({ accepted, model_blob: model.model_blob, model_hash: model.model_hash })
      .where('id', '=', bountyId)
      .execute()
    const { state } = await parts.market.record(tx, {
      kind: 'settled',
      bountyId,
      atMs: parts.world.nowMs(),
      isTargetMet: accepted,
      rounds: trained.length,
      modelHash: model.model_hash,
      ...weightsToSettle((await parts.market.state(tx, bountyId))!),
    })
    return {
      state: state.life.stage as BountyState,
      life: isUnderWay(state) ? undefined : state.life,
      why: row.reason,
    }
  })
  // Commit point.
  if (outcome.life !== undefined) tellEnd(parts, bountyId, outcome.life, outcome.why)
  else if (outcome.state === 'challenge') parts.events.publish({ bountyId, kind: 'challenge-opened' })
  return outcome.state
}

/** The weights of the epoch that ends with the bounty; none where it was broken off. */
function weightsToSettle(state: MarketState): EpochWeights {
  const epoch = epochToScore(state.life)
  return epoch > 0 ? epochWeights(state, epoch) : { quality: [], evaluators: [] }
}

/** All of the price is where it belongs. */
export function tellEnd(parts: Parts, bountyId: string, { totals, stage }: Life, why: string): void {
  const { refundedUnits } = totals
  parts.events.publish({ bountyId, kind: 'bounty-settled', amountUnits: refundedUnits, reason: why })
  parts.events.publish({ bountyId, kind: 'bounty-ended', reason: stage })
}

/** The model that a round left; undefined for rounds of before this was written down, when it was the last one. */
async function modelOf(tx: Transaction, bountyId: string, { round, attempt, modelHash }: RoundSummary) {
  const { model_blob } = await tx
    .selectFrom('attempt')
    .select('model_blob')
    .where('bounty_id', '=', bountyId)
    .where('round', '=', round)
    .where('attempt', '=', attempt)
    .executeTakeFirstOrThrow()
  return model_blob === '' ? undefined : { model_blob, model_hash: toHex(modelHash) }
}
