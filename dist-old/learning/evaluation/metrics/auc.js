/** The AUC of scores against 1 (positive) and 0; undefined where all are positive or all negative. */
export function aucOf(scores, positives) {
    const order = ascending(scores);
    const positiveOrder = order.filter(i => positives[i] === 1);
    const negativeOrder = order.filter(i => positives[i] !== 1);
    const [m, n] = [positiveOrder.length, negativeOrder.length];
    if (m === 0 || n === 0)
        return undefined;
    const ranks = midranks(scores, order);
    const ownRanks = [midranks(scores, positiveOrder), midranks(scores, negativeOrder)];
    const rankSum = positiveOrder.reduce((sum, i) => sum + ranks[i], 0);
    const value = (rankSum - (m * (m + 1)) / 2) / (m * n);
    const deviations = new Float64Array(scores.length);
    const [positiveScale, negativeScale] = [scaleFor(m), scaleFor(n)];
    for (const i of positiveOrder) {
        deviations[i] = ((ranks[i] - ownRanks[0][i]) / n - value) * positiveScale;
    }
    for (const i of negativeOrder) {
        deviations[i] = (1 - (ranks[i] - ownRanks[1][i]) / m - value) * negativeScale;
    }
    return { value, deviations };
}
/** Mean of several curves over the same examples; undefined when none is defined. */
export function macroAucOf(aucs) {
    const defined = aucs.filter(auc => auc !== undefined);
    const [first] = defined;
    if (first === undefined)
        return undefined;
    const value = defined.reduce((sum, auc) => sum + auc.value, 0) / defined.length;
    const deviations = first.deviations.map((_, i) => defined.reduce((sum, auc) => sum + auc.deviations[i], 0) / defined.length);
    return { value, deviations };
}
/** Standard error by DeLong's variance. */
export function standardErrorOf({ deviations }) {
    return Math.sqrt(deviations.reduce((sum, deviation) => sum + deviation * deviation, 0));
}
function scaleFor(count) {
    return count === 1 ? 0 : 1 / Math.sqrt(count * (count - 1));
}
function ascending(scores) {
    return Uint32Array.from({ length: scores.length }, (_, i) => i).sort((left, right) => scores[left] - scores[right]);
}
/** Ranks from 1 of the ordered examples among themselves, equal scores sharing the mean of theirs. */
function midranks(scores, order) {
    const ranks = new Float64Array(scores.length);
    let start = 0;
    while (start < order.length) {
        let end = start + 1;
        while (end < order.length && scores[order[end]] === scores[order[start]])
            end += 1;
        for (let i = start; i < end; i++)
            ranks[order[i]] = (start + 1 + end) / 2;
        start = end;
    }
    return ranks;
}
//# sourceMappingURL=auc.js.map