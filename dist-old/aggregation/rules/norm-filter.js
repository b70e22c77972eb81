/**
 * The mean, by weight, of the groups whose L2 norm is at most `factor` times the median norm: the server's norm bound
 * of Sun, Kairouz, Suresh, McMahan, "Can You Really Backdoor Federated Learning?" (2019), with dropping for clipping
 * and a bound that follows the round.
 *
 * Breakdown point: fewer than half of the groups. The median norm is then at most the largest honest one, so that no
 * group that is kept, and no mean of them, is longer than `factor` times that. Within that length poison is free: it
 * may point anywhere. A group is poisoned as soon as one of its members is.
 */
import { squaredNorm } from './distances.js';
import { meanOfGroups } from './group-mean.js';
/** `factor` is 1 or more, so that the median group itself is never dropped. */
export function normFilter({ factor }) {
    if (!Number.isFinite(factor) || factor < 1) {
        throw new RangeError(`factor is a number of at least 1, not ${factor}`);
    }
    return {
        leastGroups: 3,
        tolerated: groups => Math.floor((groups - 1) / 2),
        combine: groups => keepShort(groups, factor),
    };
}
function keepShort(groups, factor) {
    const norms = groups.map(({ values }) => Math.sqrt(squaredNorm(values)));
    const limit = factor * medianOf(norms);
    return {
        values: meanOfGroups(groups.filter((_, place) => norms[place] <= limit)),
        leftOut: norms.flatMap((norm, place) => (norm <= limit ? [] : [place])),
    };
}
function medianOf(numbers) {
    const ordered = Float64Array.from(numbers).sort();
    return (ordered[(ordered.length - 1) >> 1] + ordered[ordered.length >> 1]) / 2;
}
//# sourceMappingURL=norm-filter.js.map