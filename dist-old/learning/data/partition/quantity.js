import { dealShares, noParts, shuffled } from './cut.js';
import { alphasAbove, dirichletShares } from './dirichlet-shares.js';
import { requireAlpha } from './partition-error.js';
/**
 * Quantity skew: the sizes follow q ~ Dirichlet(alpha) over the holders, and who gets which example is a random deal
 * (NIID-Bench, Li et al. 2022, section 4.3).
 */
export function quantityCut({ labels, holders }, alpha) {
    requireAlpha(alpha);
    return {
        draw: random => {
            const parts = noParts(holders);
            const order = shuffled(labels.length, random);
            dealShares(parts, order, dirichletShares(holders, alpha, random));
            return parts;
        },
        isChancy: true,
        lever: {
            field: 'partition.alpha',
            value: alpha,
            others: alphasAbove(alpha),
            change: value => ({ kind: 'quantity', alpha: value }),
        },
    };
}
//# sourceMappingURL=quantity.js.map