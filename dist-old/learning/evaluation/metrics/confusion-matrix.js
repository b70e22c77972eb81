/** How often each class was answered by each: what accuracy, F1 and Dice are made of. */
/** Counts answers against truths; `weights` says how often each example is counted, once by default. */
export function confusionMatrix(truths, answers, classes, weights) {
    const counts = new Float64Array(classes * classes);
    for (let i = 0; i < truths.length; i++)
        counts[truths[i] * classes + answers[i]] += weights?.[i] ?? 1;
    return { classes, counts };
}
/** The counts of every class. */
export function classCountsOf({ classes, counts }) {
    return Array.from({ length: classes }, (_, label) => {
        let [truths, answers] = [0, 0];
        for (let other = 0; other < classes; other++) {
            truths += counts[label * classes + other];
            answers += counts[other * classes + label];
        }
        return { hits: counts[label * classes + label], truths, answers };
    });
}
//# sourceMappingURL=confusion-matrix.js.map