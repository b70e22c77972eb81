import { figureOf, isAsGoodAs } from '../../protos/metrics.js';
import { purposeOf } from '../../protos/terms.js';
/** The hold on escrow that is one round's pot: set aside when the round opens, given out when it is completed. */
export function potHoldId(bountyId, round) {
    return `pot:${bountyId}:${round}`;
}
/** The last round that stepped the model, or was to; undefined before there is one. */
export function lastTrainingRound(terms, rounds) {
    return rounds.findLast(({ round }) => purposeOf(terms, round) === 'training');
}
/** The terms as the settlement's pure functions take them. */
export function rewardTermsOf({ bountyId, terms }) {
    return {
        bountyId,
        priceUnits: BigInt(terms.pay.priceUnits),
        rounds: terms.training.rounds,
        feeBasisPoints: terms.pay.feeBasisPoints,
        weightCap: BigInt(terms.pay.weightCap),
    };
}
/**
 * Whether the held-out test is passed after a round. A share is the nearest double of its quotient, as the target is, so
 * that one that is met exactly counts. A metric without a value, or a round without an evaluation, does not pass.
 */
export function meetsTarget({ acceptance: { metric, target } }, round) {
    const figure = figureOf(round, metric);
    return figure !== undefined && isAsGoodAs(metric, figure.value, target);
}
//# sourceMappingURL=bounty-facts.js.map