/**
 * The geometric median of groups by the smoothed Weiszfeld algorithm: RFA (Pillutla, Kakade, Harchaoui, "Robust
 * Aggregation for Federated Learning", IEEE Transactions on Signal Processing 2022, Algorithm 2). It makes the sum of
 * weight * distance small, where a distance below `smoothing` counts as its square.
 *
 * Breakdown point: fewer than half of the groups, if they also have less than half of the weight (Lopuhaä and
 * Rousseeuw, Annals of Statistics 1991, Theorem 2.2; for means of groups, Chen, Su, Xu, "Distributed Statistical Machine
 * Learning in Adversarial Settings", 2017). That is proven of the exact median, while an iteration from the mean has
 * the poison in its start and a fixed number of steps may not walk it out. So this one starts at the median of every
 * coordinate, which is bounded itself, and every step lessens the sum of distances: with honest share of weight
 * a > 1/2, every iterate is within (2 sum_honest(share * distance to the start) + smoothing / 2) / (2a - 1) of the
 * start. A group is poisoned as soon as one of its members is.
 */
import { mediansOf } from './coordinate-median.js';
import { squaredDistance } from './distances.js';
import { combination } from './group-mean.js';
/** Length under which a distance is smoothed: far below any update that still teaches a model. */
const smoothing = 1e-6;
/**
 * Most iterations. Fewer than ten do with few far groups, dozens when nearly half are far; a median that lies on a group
 * itself is come near to slowly and may need them all.
 */
const iterations = 100;
/** The iteration ends with a move shorter than this share of the median distance, which few far groups cannot stretch. */
const tolerance = 1e-8;
export function geometricMedian() {
    return {
        leastGroups: 3,
        tolerated: groups => Math.floor((groups - 1) / 2),
        combine: groups => ({ values: Float32Array.from(weiszfeld(groups)), leftOut: [] }),
    };
}
function weiszfeld(groups) {
    let centre = mediansOf(groups);
    for (let step = 0; step < iterations; step++) {
        const distances = groups.map(({ values }) => Math.sqrt(squaredDistance(centre, values)));
        const pulls = groups.map(({ weight }, k) => weight / Math.max(distances[k], smoothing));
        const next = combination(groups, sharesOf(pulls));
        const move = Math.sqrt(squaredDistance(centre, next));
        centre = next;
        // Not by how much the sum of distances shrinks: poison makes it so large that no step would count.
        if (move <= tolerance * Math.max(lowerMedian(distances), smoothing))
            break;
    }
    return centre;
}
function lowerMedian(distances) {
    return Float64Array.from(distances).sort()[(distances.length - 1) >> 1];
}
function sharesOf(weights) {
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return weights.map(weight => weight / total);
}
//# sourceMappingURL=geometric-median.js.map