/**
 * In how many rounds an accuracy is reached, counted as McMahan et al. 2017 do (Communication-Efficient Learning of Deep
 * Networks from Decentralized Data, section 3): the curve is made monotonic by taking the best value of all rounds so far.
 * They interpolate linearly between the rounds; both the first whole round and the interpolated one are given here.
 */
import { isFinished } from './records.js';
import { medianOf } from './statistics.js';
import { accuracyName, metricByRound } from './summary.js';
/** The median over runs; one that ended below the threshold counts as later than all others. */
export function roundsTo(runs, threshold) {
    const decided = runs
        .map(run => ({ crossing: crossingOf(metricByRound(run, accuracyName), threshold), run }))
        .filter(({ crossing, run }) => crossing !== undefined || isFinished(run));
    const medianBy = (figure) => finite(medianOf(decided.map(({ crossing }) => (crossing ? figure(crossing) : Number.POSITIVE_INFINITY))));
    return {
        threshold,
        rounds: medianBy(({ round }) => round),
        interpolated: medianBy(({ interpolated }) => interpolated),
        reached: decided.filter(({ crossing }) => crossing !== undefined).length,
        decided: decided.length,
    };
}
function crossingOf(curve, threshold) {
    let before;
    for (const [round, value] of curve) {
        if (value >= threshold)
            return { round, interpolated: crossedAt(before, round, value, threshold) };
        before = { round, best: Math.max(before?.best ?? value, value) };
    }
    return undefined;
}
function crossedAt(before, round, value, threshold) {
    if (before === undefined)
        return round;
    return before.round + ((threshold - before.best) / (value - before.best)) * (round - before.round);
}
function finite(value) {
    return value !== undefined && Number.isFinite(value) ? value : undefined;
}
//# sourceMappingURL=rounds-to.js.map