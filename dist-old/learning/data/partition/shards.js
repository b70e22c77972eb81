import { countingOrder } from '../../seeded-random.js';
import { dealRuns } from './cut.js';
import { requireWhole } from './partition-error.js';
/** Runs of one label, mostly: sorted by label, cut into holders × shardsPerHolder runs, dealt (McMahan et al. 2017). */
export function shardsCut({ labels, holders }, shardsPerHolder) {
    const field = 'partition.shardsPerHolder';
    requireWhole(field, shardsPerHolder, 1, Number.MAX_SAFE_INTEGER);
    const order = sortedByLabel(labels);
    // With more runs than examples some runs are empty.
    const most = Math.min(shardsPerHolder - 1, Math.floor(labels.length / holders));
    return {
        draw: random => dealRuns(order, holders, shardsPerHolder, random),
        isChancy: false,
        lever: {
            field,
            value: shardsPerHolder,
            others: Array.from({ length: Math.max(most, 0) }, (_, i) => most - i),
            change: value => ({ kind: 'shards', shardsPerHolder: value }),
        },
    };
}
function sortedByLabel(labels) {
    return countingOrder(labels.length).sort((left, right) => labels[left] - labels[right] || left - right);
}
//# sourceMappingURL=shards.js.map