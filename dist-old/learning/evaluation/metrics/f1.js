/**
 * Harmonic mean of precision and recall of each class, 2 hits / (truths + answers); null for a class that neither occurs
 * nor is answered. Of the pixels of a segmentation it is the Dice coefficient (Dice 1945).
 */
export function f1PerClass(counts) {
    return counts.map(({ hits, truths, answers }) => truths + answers === 0 ? null : (2 * hits) / (truths + answers));
}
/** Mean of the classes' F1, leaving out those that neither occur nor are answered. */
export function macroF1Of(counts) {
    const scores = f1PerClass(counts).filter(score => score !== null);
    return scores.reduce((sum, score) => sum + score, 0) / scores.length;
}
//# sourceMappingURL=f1.js.map