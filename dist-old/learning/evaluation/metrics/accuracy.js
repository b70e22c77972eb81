/** Share of answers that are right. */
export function accuracyOf(counts) {
    const hits = counts.reduce((sum, each) => sum + each.hits, 0);
    return hits / counts.reduce((sum, each) => sum + each.truths, 0);
}
/** Mean over the classes that occur of the share of their examples that are found: recall, every class alike. */
export function balancedAccuracyOf(counts) {
    const recalls = counts.filter(({ truths }) => truths > 0).map(({ hits, truths }) => hits / truths);
    return recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length;
}
//# sourceMappingURL=accuracy.js.map