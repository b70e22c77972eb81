/** The end of a bounty: open pots are freed, what was not earned goes back, and the settlement goes on the log. */
import { canonicalJson, roundPot, settleBounty, sha256, toHex, utf8 } from '../../aggregation/index.js';
import { keptRound } from '../../protos/kept-round.js';
import { purposeOf } from '../../protos/terms.js';
import { buyerAccount, escrowAccount } from '../ledger/index.js';
import { meetsTarget, potHoldId, rewardTermsOf } from './bounty-facts.js';
import { readRounds } from './bounty-store.js';
import { missAwaited } from './evaluation-store.js';
/**
 * Settles a bounty whose state is `settling`; its reason column holds `<end state>: <why>`. One transaction, safe to
 * repeat.
 */
export async function settleAndClose(parts, facts) {
    const { bountyId, terms, buyer } = facts;
    const reward = rewardTermsOf(facts);
    const outcome = await parts.storage.transaction(async (tx) => {
        const row = await tx.selectFrom('bounty').selectAll().where('id', '=', bountyId).executeTakeFirstOrThrow();
        if (row.state !== 'settling')
            return { end: row.state, refundUnits: 0n, why: row.reason, isReplay: true };
        const [end, why] = splitReason(row.reason);
        // An evaluation that comes later changes nothing of what is settled here.
        await missAwaited(tx, bountyId);
        const rounds = await readRounds(tx, bountyId);
        const completed = rounds.filter(({ state }) => state === 'completed');
        const settlement = settleBounty(reward, completed.map(round => ({
            round: round.round,
            potUnits: roundPot(reward.priceUnits, reward.rounds, round.round),
            pays: round.pays.map(({ organisation, weight, amountUnits }) => ({
                holder: organisation,
                weight,
                amountUnits,
            })),
            feeUnits: round.feeUnits,
            unearnedUnits: unearned(roundPot(reward.priceUnits, reward.rounds, round.round), round),
        })));
        for (const { round } of rounds) {
            if (purposeOf(terms, round) === 'training')
                await freePot(parts, tx, bountyId, round);
        }
        const trained = completed.filter(({ round }) => purposeOf(terms, round) === 'training');
        const kept = keptRound(terms, rounds);
        const model = (kept && (await modelOf(tx, bountyId, kept))) ?? row;
        const accepted = kept !== undefined && meetsTarget(terms, kept);
        const leaf = canonicalJson({
            kind: 'settlement',
            bountyId,
            termsHash: toHex(sha256(facts.termsBytes)),
            end,
            reason: why,
            accepted,
            rounds: trained.length,
            modelHash: model.model_hash,
            priceUnits: String(reward.priceUnits),
            paidUnits: String(settlement.paidUnits),
            feeUnits: String(settlement.feeUnits),
            refundUnits: String(settlement.refundUnits),
        });
        await parts.log.append(tx, utf8(leaf));
        if (settlement.refundUnits > 0n) {
            const refunded = await parts.ledger.transfer(tx, {
                idempotencyKey: `refund:${bountyId}`,
                kind: 'refund',
                bountyId,
                reference: toHex(sha256(utf8(leaf))),
                memo: `not earned: ${terms.title}`,
                postings: [
                    { account: escrowAccount(bountyId), amountUnits: -settlement.refundUnits },
                    { account: buyerAccount(buyer), amountUnits: settlement.refundUnits },
                ],
            });
            if (refunded.kind === 'rejected')
                throw new Error(`the refund of ${bountyId} is refused: ${refunded.reason}`);
        }
        await tx
            .updateTable('bounty')
            .set({
            state: end,
            reason: why,
            accepted,
            refunded_units: settlement.refundUnits,
            model_blob: model.model_blob,
            model_hash: model.model_hash,
        })
            .where('id', '=', bountyId)
            .execute();
        return { end, refundUnits: settlement.refundUnits, why, isReplay: false };
    });
    // Commit point.
    if (!outcome.isReplay) {
        parts.events.publish({
            bountyId,
            kind: 'bounty-settled',
            amountUnits: outcome.refundUnits,
            reason: outcome.why,
        });
        parts.events.publish({ bountyId, kind: 'bounty-ended', reason: outcome.end });
    }
    return outcome.end;
}
/** The model that a round left; undefined for rounds of before this was written down, when it was the last one. */
async function modelOf(tx, bountyId, { round, attempt, modelHash }) {
    const { model_blob } = await tx
        .selectFrom('attempt')
        .select('model_blob')
        .where('bounty_id', '=', bountyId)
        .where('round', '=', round)
        .where('attempt', '=', attempt)
        .executeTakeFirstOrThrow();
    return model_blob === '' ? undefined : { model_blob, model_hash: toHex(modelHash) };
}
function splitReason(reason) {
    const at = reason.indexOf(': ');
    return [reason.slice(0, at), reason.slice(at + 2)];
}
function unearned(potUnits, { pays, feeUnits }) {
    return pays.reduce((rest, pay) => rest - pay.amountUnits, potUnits - feeUnits);
}
async function freePot(parts, tx, bountyId, round) {
    const outcome = await parts.ledger.voidHold(tx, {
        idempotencyKey: `free-pot:${bountyId}:${round}`,
        holdId: potHoldId(bountyId, round),
        bountyId,
        round,
        reference: '',
        memo: `pot of round ${round} was not earned`,
    });
    const isDone = outcome.kind === 'recorded' || outcome.reason === 'hold-resolved';
    if (!isDone)
        throw new Error(`the pot of round ${round} cannot be freed: ${outcome.reason}`);
}
//# sourceMappingURL=settle-bounty.js.map