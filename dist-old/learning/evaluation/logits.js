/** What rows of logits say, computed so that no exponential overflows. */
/** log(sum of e^logit) of a row, and where its largest logit is (the first of equals). */
export function readRow(logits, start, classes) {
    let answer = 0;
    for (let k = 1; k < classes; k++)
        if (logits[start + k] > logits[start + answer])
            answer = k;
    const largest = logits[start + answer];
    let sum = 0;
    for (let k = 0; k < classes; k++)
        sum += Math.exp(logits[start + k] - largest);
    return { answer, logSum: largest + Math.log(sum) };
}
export function sigmoid(logit) {
    return 1 / (1 + Math.exp(-logit));
}
/** Sigmoid cross-entropy of one logit against 0 or 1. */
export function sigmoidLoss(logit, target) {
    return Math.max(logit, 0) - logit * target + Math.log1p(Math.exp(-Math.abs(logit)));
}
//# sourceMappingURL=logits.js.map