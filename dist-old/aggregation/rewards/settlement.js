/**
 * Settlement, pure: the same terms and facts give the same units, so that anyone who has them can check the pay.
 *
 * The price is cut into one pot for each round. A completed round's pot is shared out among the survivors, those whose
 * masked updates are in the sum, and the members of groups that could not be summed; what falls to the latter is not
 * earned, so that nobody gains by spoiling another group. Of the rest the fee goes to the operator. A round in which
 * nobody has a weight earns nothing and bears no fee. What was not earned, and the pots of rounds that were never completed, go back to
 * the buyer. Laws: pays + fee + unearned = pot, for each round; paid + fees + refund = price, for the bounty.
 */
import { baseWeight, feeOn, roundPot } from './base-pool.js';
import { allocate, tieBreaker } from './largest-remainder.js';
/**
 * Settles one completed round.
 *
 * @throws RangeError on terms or facts that no bounty can have, as a holder named twice.
 */
export function settleRound(terms, facts) {
    const { round, survivors, unsummed = [] } = facts;
    const potUnits = roundPot(terms.priceUnits, terms.rounds, round);
    requireDistinct([...survivors, ...unsummed].map(({ holder }) => holder));
    const claims = claimsOf(terms, round, survivors);
    if (claims.every(({ weight }) => weight === 0n)) {
        const pays = claims.map(({ holder }) => ({ holder, weight: 0n, amountUnits: 0n }));
        return { round, potUnits, pays, feeUnits: 0n, unearnedUnits: potUnits };
    }
    const earnedUnits = earnedOf(potUnits, claims, claimsOf(terms, round, unsummed));
    const feeUnits = feeOn(earnedUnits, terms.feeBasisPoints);
    const shares = allocate(earnedUnits - feeUnits, claims);
    const pays = claims.map(({ holder, weight }, index) => ({ holder, weight, amountUnits: shares[index] }));
    return { round, potUnits, pays, feeUnits, unearnedUnits: potUnits - earnedUnits };
}
function claimsOf(terms, round, members) {
    return [...members]
        .sort((a, b) => (a.holder < b.holder ? -1 : 1))
        .map(({ holder, examples }) => ({
        holder,
        weight: baseWeight(examples, terms.weightCap),
        tieBreaker: tieBreaker(terms.bountyId, round, holder),
    }));
}
/** What falls to the survivors when the pot is shared among all who were drawn: floor(pot × their weight / all weight). */
function earnedOf(potUnits, claims, unsummed) {
    const sumOf = (list) => list.reduce((sum, { weight }) => sum + weight, 0n);
    const own = sumOf(claims);
    return (potUnits * own) / (own + sumOf(unsummed));
}
/**
 * Settles the bounty after its last round, or after the round at which it was stopped: the refund is all that no
 * completed round paid or charged.
 *
 * @throws RangeError on a round that is named twice, or whose settlement does not add up to its pot.
 */
export function settleBounty(terms, completed) {
    requireDistinct(completed.map(({ round }) => `round ${round}`));
    for (const settlement of completed)
        requireConserved(terms, settlement);
    const paidUnits = completed.reduce((sum, settlement) => sum + paidIn(settlement), 0n);
    const feeUnits = completed.reduce((sum, settlement) => sum + settlement.feeUnits, 0n);
    return { paidUnits, feeUnits, refundUnits: terms.priceUnits - paidUnits - feeUnits };
}
function paidIn({ pays }) {
    return pays.reduce((sum, { amountUnits }) => sum + amountUnits, 0n);
}
function requireConserved(terms, settlement) {
    const { round, feeUnits, unearnedUnits } = settlement;
    const potUnits = roundPot(terms.priceUnits, terms.rounds, round);
    const spentUnits = paidIn(settlement) + feeUnits + unearnedUnits;
    if (spentUnits !== potUnits) {
        throw new RangeError(`the settlement of round ${round} adds up to ${spentUnits}, its pot holds ${potUnits}`);
    }
}
function requireDistinct(names) {
    const seen = new Set();
    for (const name of names) {
        if (seen.has(name))
            throw new RangeError(`${name} is named twice in one settlement`);
        seen.add(name);
    }
}
//# sourceMappingURL=settlement.js.map