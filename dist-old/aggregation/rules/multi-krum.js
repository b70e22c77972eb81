/**
 * Multi-Krum (Blanchard, El Mhamdi, Guerraoui, Stainer, "Machine Learning with Adversaries: Byzantine Tolerant
 * Gradient Descent", NeurIPS 2017). The score of a group is the sum of its squared distances to its m - faulty - 2
 * nearest others; the `keep` groups of the lowest scores are averaged by their weights (in the paper, equally).
 *
 * Breakdown point: `faulty` groups of at least 2 faulty + 3. Every honest group then has m - faulty - 2 honest
 * neighbours or more, while a far one needs honest ones among its own, so that all honest groups score below any that
 * lies arbitrarily far; and at least m - faulty are honest, so that `keep` takes no such one. Blanchard et al. prove
 * what follows for Krum, Bareilles et al. ("Byzantine Machine Learning: MultiKrum and an optimal notion of robustness",
 * 2026) for Multi-Krum. Poison that is kept lies within sqrt(m - faulty - 2) times the largest distance of honest groups
 * from one of them, and may point anywhere. A group is poisoned as soon as one of its members is.
 */
import { squaredDistance } from './distances.js';
import { meanOfGroups } from './group-mean.js';
import { requireCount } from './settings.js';
export function multiKrum({ faulty, keep }) {
    requireCount('faulty', faulty, 0);
    if (keep !== undefined)
        requireCount('keep', keep, 1);
    return {
        leastGroups: Math.max(2 * faulty + 3, faulty + (keep ?? 1)),
        tolerated: () => faulty,
        combine: groups => keepNearest(groups, faulty, keep ?? groups.length - faulty),
    };
}
/** Of equal scores the earlier place goes first. */
function keepNearest(groups, faulty, keep) {
    const scores = scoresOf(groups, groups.length - faulty - 2);
    const byScore = groups.map((_, place) => place).sort((a, b) => scores[a] - scores[b] || a - b);
    const kept = new Set(byScore.slice(0, keep));
    return {
        values: meanOfGroups(groups.filter((_, place) => kept.has(place))),
        leftOut: groups.flatMap((_, place) => (kept.has(place) ? [] : [place])),
    };
}
function scoresOf(groups, neighbours) {
    const distances = groups.map(() => new Float64Array(groups.length));
    for (let a = 0; a < groups.length; a++) {
        for (let b = 0; b < a; b++) {
            const distance = squaredDistance(groups[a].values, groups[b].values);
            distances[a][b] = distance;
            distances[b][a] = distance;
        }
    }
    // The nearest of all is the group itself, at distance 0, which adds nothing.
    return distances.map(row => row
        .sort()
        .subarray(0, neighbours + 1)
        .reduce((sum, distance) => sum + distance, 0));
}
//# sourceMappingURL=multi-krum.js.map