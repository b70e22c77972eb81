/**
 * Which round's model a bounty delivers, and when it has waited long enough for a better one. Both follow from the terms and
 * the figures on record, so that coordinator, buyer and console come to the same. Pure, as the console's page uses it too.
 */
import { figureOf, isLowerBetter } from './metrics.js';
import { purposeOf } from './terms.js';
/** The training rounds that left a model, in their order. */
function trainedRounds(terms, rounds) {
    return rounds.filter(({ round, state }) => state === 'completed' && purposeOf(terms, round) === 'training');
}
/** The round whose model is delivered: the last that trained one, or where the terms say so the first of the best. */
export function keptRound(terms, rounds) {
    const trained = trainedRounds(terms, rounds);
    return terms.training.keep === 'best' ? (bestOf(terms, trained) ?? trained.at(-1)) : trained.at(-1);
}
/** Whether the last rounds, as many as the terms have patience for, gave no better figure than those before them. */
export function isOutOfPatience(terms, rounds) {
    const { patience } = terms.training;
    const trained = trainedRounds(terms, rounds);
    if (patience === undefined || trained.length <= patience.rounds)
        return false;
    const before = bestOf(terms, trained.slice(0, -patience.rounds));
    const since = bestOf(terms, trained.slice(-patience.rounds));
    if (before === undefined)
        return false;
    return since === undefined || !isBetter(terms, since, before, patience.minimumImprovement ?? 0);
}
function bestOf(terms, rounds) {
    return rounds.reduce((best, round) => {
        if (figureOf(round, terms.acceptance.metric) === undefined)
            return best;
        return best === undefined || isBetter(terms, round, best, 0) ? round : best;
    }, undefined);
}
/** Whether `one` is better than `other` by more than `margin`; both have a figure. */
function isBetter({ acceptance: { metric } }, one, other, margin) {
    const [value, limit] = [figureOf(one, metric).value, figureOf(other, metric).value];
    return isLowerBetter(metric) ? value < limit - margin : value > limit + margin;
}
//# sourceMappingURL=kept-round.js.map