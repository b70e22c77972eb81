import { fillOrdered } from './ordered-columns.js';
export function coordinateMedian() {
    return {
        leastGroups: 3,
        tolerated: groups => Math.floor((groups - 1) / 2),
        combine: groups => ({ values: Float32Array.from(mediansOf(groups)), leftOut: [] }),
    };
}
/** The medians in double; of an even number of groups, the half of the two middle values' sum. */
export function mediansOf(groups) {
    const vectors = groups.map(({ values }) => values);
    const column = new Float64Array(vectors.length);
    const low = (vectors.length - 1) >> 1;
    const high = vectors.length >> 1;
    const medians = new Float64Array(vectors[0].length);
    for (let i = 0; i < medians.length; i++) {
        fillOrdered(column, vectors, i);
        medians[i] = (column[low] + column[high]) / 2;
    }
    return medians;
}
//# sourceMappingURL=coordinate-median.js.map