/** The AUC of histograms of positive and negative examples over the same bins; undefined where one side has none. */
export function histogramAucOf(positives, negatives) {
    const [m, n] = [totalOf(positives), totalOf(negatives)];
    if (m === 0 || n === 0)
        return undefined;
    let tied = 0;
    for (let bin = 0; bin < positives.length; bin++)
        tied += positives[bin] * negatives[bin];
    const lower = sharesBelow(negatives, n);
    const higher = sharesBelow(positives, m).map(share => 1 - share);
    const value = positives.reduce((sum, count, bin) => sum + count * lower[bin], 0) / m;
    const variance = varianceOfMean(positives, m, lower, value) + varianceOfMean(negatives, n, higher, value);
    return { value, within: tied / 2 / m / n, standardError: Math.sqrt(variance) };
}
/** Mean of several curves. A mean deviates by at most the mean deviation, however the curves depend on one another. */
export function meanAucOf(aucs) {
    if (aucs.length === 0)
        return undefined;
    const mean = (name) => aucs.reduce((sum, auc) => sum + auc[name], 0) / aucs.length;
    return { value: mean('value'), within: mean('within'), standardError: mean('standardError') };
}
function totalOf(counts) {
    return counts.reduce((sum, count) => sum + count, 0);
}
/** Of each bin, the share of the examples that lie below it, and half of those in it. */
function sharesBelow(counts, total) {
    let below = 0;
    return counts.map(count => {
        below += count;
        return (below - count / 2) / total;
    });
}
/** Of one example there is no telling, and nothing is added for it. */
function varianceOfMean(counts, total, shares, mean) {
    if (total === 1)
        return 0;
    const squares = counts.reduce((sum, count, bin) => sum + count * (shares[bin] - mean) ** 2, 0);
    return squares / (total - 1) / total;
}
//# sourceMappingURL=histogram-auc.js.map