import { dealShares, noParts, shuffled } from './cut.js';
import { alphasAbove, dirichletShares } from './dirichlet-shares.js';
import { requireAlpha } from './partition-error.js';
export function dirichletCut(demand, scheme) {
    const { alpha, balanced = false } = scheme;
    requireAlpha(alpha);
    return {
        draw: random => drawLabelShares(demand, alpha, balanced, random),
        isChancy: true,
        lever: {
            field: 'partition.alpha',
            value: alpha,
            others: alphasAbove(alpha),
            change: value => ({ ...scheme, alpha: value }),
        },
    };
}
function drawLabelShares({ byLabel, labels, holders }, alpha, balanced, random) {
    const parts = noParts(holders);
    for (const members of byLabel) {
        const order = shuffled(members, random);
        const shares = dirichletShares(holders, alpha, random);
        dealShares(parts, order, balanced ? withoutFull(shares, parts, labels.length / holders) : shares);
    }
    return parts;
}
/** The shares of those that have less than the equal part, scaled to sum to 1. */
function withoutFull(shares, parts, equalPart) {
    const kept = shares.map((share, holder) => (parts[holder].length < equalPart ? share : 0));
    const sum = kept.reduce((total, share) => total + share, 0);
    // The shares of all that are not full may have underflowed to zero under a tiny alpha.
    return sum > 0 ? kept.map(share => share / sum) : shares;
}
//# sourceMappingURL=dirichlet.js.map