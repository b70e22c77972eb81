/** Whether there can be examples with such counts: a sum under masks is checked by what must add up in it. */
import { outputsOfData, taskOfData } from '../../models/index.js';
import { confidenceAtEdge, confidencesOf, largestErrorUnits, maximaOf, partsOf, positionsOf, requireLength, squaredBase, } from './counts-form.js';
/**
 * What is wrong with summed counts, as `joinTally` gives them: a reason for which no examples, however many and whoever's,
 * have them; `undefined` for those that some examples may have, as no examples at all do. Throws `RangeError` for another
 * number of counts than the form has.
 */
export function checkMetricCounts(form, numbers) {
    requireLength(form, numbers);
    const parts = partsOf(form, (start, end) => numbers.slice(start, end));
    const examples = parts.examples[0];
    if (numbers.some(number => number < 0n))
        return 'a count is negative';
    const maxima = maximaOf(form, examples);
    const over = numbers.findIndex((number, i) => number > maxima[i]);
    if (over >= 0)
        return `count ${over} is ${numbers[over]}, more than ${examples} examples can have`;
    return checks[taskOfData(form.shape)](form, parts, examples);
}
const checks = {
    classification: (form, parts, examples) => {
        if (totalOf(parts.confusion) !== examples)
            return 'the confusion matrix does not add up to the examples';
        const classes = outputsOfData(form.shape);
        const truths = rowsOf(parts.confusion, classes).map(totalOf);
        const hits = parts.confusion.filter((_, at) => at % (classes + 1) === 0);
        return scoreFault(form, parts, examples, truths) ?? calibrationFault(form, parts, examples, totalOf(hits));
    },
    'multi-label': (form, parts, examples) => {
        const right = parts.right[0];
        let wrong = 0n;
        for (const [k, hits] of parts.hits.entries()) {
            const [truths, answers] = [parts.truths[k], parts.answers[k]];
            if (hits > truths || hits > answers || truths + answers - hits > examples)
                return `label ${k} has hits, truths and answers that no examples have`;
            const own = truths + answers - 2n * hits;
            if (right + own > examples)
                return `label ${k} is wrong too often for so many examples to be right`;
            wrong += own;
        }
        if (right + wrong < examples)
            return 'too few examples are right for so few wrong labels';
        return (scoreFault(form, parts, examples, parts.truths) ??
            calibrationFault(form, parts, examples, totalOf(parts.truths)));
    },
    segmentation: (form, parts, examples) => totalOf(parts.confusion) === examples * BigInt(positionsOf(form))
        ? undefined
        : 'the confusion matrix does not add up to the positions of the examples',
    regression: (_form, parts, examples) => {
        const absolute = parts.absolute[0];
        const squared = BigInt(squaredBase) * parts.squaredHigh[0] + parts.squaredLow[0];
        // Each sum may be off by a half an example. Below the bound of Cauchy and Schwarz, above that of the largest error.
        const least = 2n * absolute - examples;
        const isSmall = least > 0n && lessened(least * least) > 4n * examples * squared + 2n * examples * examples;
        const most = BigInt(largestErrorUnits) * (2n * absolute + examples) + examples;
        return isSmall || lessened(2n * squared) > most ? 'no errors have these sums' : undefined;
    },
};
/** Less what the doubles in which an example's mean error is computed may be off by. */
function lessened(number) {
    return number - (number >> 30n);
}
function totalOf(numbers) {
    return numbers.reduce((sum, number) => sum + number, 0n);
}
function rowsOf(numbers, width) {
    return Array.from({ length: numbers.length / width }, (_, row) => numbers.slice(row * width, (row + 1) * width));
}
/** Each histogram holds the examples of its side. */
function scoreFault({ scoreBins }, { positives, negatives }, examples, truths) {
    const [positive, negative] = [positives, negatives].map(all => rowsOf(all, scoreBins).map(totalOf));
    const bad = truths.findIndex((truth, k) => positive[k] !== truth || negative[k] !== examples - truth);
    return bad < 0 ? undefined : `the histograms of output ${bad} do not add up to its examples`;
}
function calibrationFault(form, { binCounts, binConfidences, binHits }, examples, hits) {
    if (totalOf(binCounts) !== examples * BigInt(confidencesOf(form)))
        return 'the bins of calibration do not add up to the examples';
    if (totalOf(binHits) !== hits)
        return 'the hits of calibration do not add up to those of the answers';
    const bad = binCounts.findIndex((count, bin) => {
        const [low, high] = [confidenceAtEdge(bin), confidenceAtEdge(bin + 1)].map(BigInt);
        const confidence = binConfidences[bin];
        return binHits[bin] > count || confidence < count * low || confidence > count * high;
    });
    return bad < 0
        ? undefined
        : `bin ${bad} of calibration has hits or confidences that its examples cannot have`;
}
//# sourceMappingURL=check-counts.js.map