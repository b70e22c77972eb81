/** Counts a cut. `parts` are indices into `labels`, which are below `classes`. Throws for no holders. */
export function describePartition(labels, parts, classes) {
    if (parts.length === 0)
        throw new RangeError('a partition without holders cannot be described');
    const byHolder = parts.map(part => ({ examples: part.length, labels: countLabels(labels, part, classes) }));
    const sizes = Float64Array.from(parts, ({ length }) => length).sort();
    const examples = sizes.reduce((sum, size) => sum + size, 0);
    const distinct = byHolder.reduce((sum, holder) => sum + holder.labels.filter(count => count > 0).length, 0);
    return {
        holders: parts.length,
        examples,
        leftOut: labels.length - examples,
        smallest: sizes[0],
        median: (sizes[(sizes.length - 1) >> 1] + sizes[sizes.length >> 1]) / 2,
        largest: sizes.at(-1),
        meanLabels: distinct / parts.length,
        byHolder,
    };
}
function countLabels(labels, part, classes) {
    const counts = new Int32Array(classes);
    for (const i of part)
        counts[labels[i]] += 1;
    return counts;
}
//# sourceMappingURL=describe-partition.js.map