import { fillOrdered } from './ordered-columns.js';
import { requireCount } from './settings.js';
/** `trim` 0 is the plain mean of groups, each counted once. */
export function trimmedMean({ trim }) {
    requireCount('trim', trim, 0);
    return {
        leastGroups: 2 * trim + 1,
        tolerated: () => trim,
        combine: groups => ({ values: trimmed(groups, trim), leftOut: [] }),
    };
}
function trimmed(groups, trim) {
    const vectors = groups.map(({ values }) => values);
    const column = new Float64Array(vectors.length);
    const end = vectors.length - trim;
    const means = new Float32Array(vectors[0].length);
    for (let i = 0; i < means.length; i++) {
        fillOrdered(column, vectors, i);
        let sum = 0;
        for (let k = trim; k < end; k++)
            sum += column[k];
        means[i] = sum / (end - trim);
    }
    return means;
}
//# sourceMappingURL=trimmed-mean.js.map