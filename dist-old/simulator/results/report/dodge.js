/** Keeps labels apart. Pure. */
/**
 * Places as near to `wanted` as at least `gap` between any two allows, all within [low, high]; where there is no room for
 * all, the gap shrinks. In the order of `wanted`.
 */
export function dodged(wanted, gap, low, high) {
    const step = wanted.length > 1 ? Math.min(gap, (high - low) / (wanted.length - 1)) : 0;
    const order = wanted.map((_, i) => i).sort((a, b) => wanted[a] - wanted[b] || a - b);
    const shifted = meanOfClusters(order.map((original, rank) => wanted[original] - rank * step));
    const ceiling = high - step * (wanted.length - 1);
    const places = new Array(wanted.length);
    order.forEach((original, rank) => {
        places[original] = Math.min(Math.max(shifted[rank], low), ceiling) + rank * step;
    });
    return places;
}
/** The nearest sequence that never falls (pool adjacent violators): less rank times gap, labels apart are just that. */
function meanOfClusters(values) {
    const clusters = [];
    for (const value of values) {
        clusters.push({ sum: value, count: 1 });
        for (let last = clusters.at(-1); clusters.length > 1; last = clusters.at(-1)) {
            const before = clusters.at(-2);
            if (before.sum / before.count <= last.sum / last.count)
                break;
            clusters.splice(-2, 2, { sum: before.sum + last.sum, count: before.count + last.count });
        }
    }
    return clusters.flatMap(({ sum, count }) => new Array(count).fill(sum / count));
}
//# sourceMappingURL=dodge.js.map