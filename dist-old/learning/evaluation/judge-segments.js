/** Segmentation: a class for every position. Positions of one image are alike, so that images are what is resampled. */
import { targetSizeOf } from '../data/dataset.js';
import { readRow } from './logits.js';
import { accuracyOf } from './metrics/accuracy.js';
import { f1PerClass, macroF1Of } from './metrics/f1.js';
import { bootstrapFigures } from './metrics/intervals.js';
import { meanOf } from './metrics/weighted-mean.js';
export function openSegmentJudge(dataset) {
    const { labels, classes, examples } = dataset;
    const positions = targetSizeOf(dataset);
    const counts = {
        hits: new Float64Array(examples * classes),
        truths: new Float64Array(examples * classes),
        answers: new Float64Array(examples * classes),
    };
    const losses = new Float64Array(examples);
    return {
        add: (logits, first) => {
            for (let row = 0; row * classes < logits.length; row++) {
                const at = first * positions + row;
                const image = Math.floor(at / positions);
                const truth = labels[at];
                const { answer, logSum } = readRow(logits, row * classes, classes);
                counts.truths[image * classes + truth] += 1;
                counts.answers[image * classes + answer] += 1;
                if (answer === truth)
                    counts.hits[image * classes + truth] += 1;
                losses[image] += (logSum - logits[row * classes + truth]) / positions;
            }
        },
        evaluation: () => evaluationOf(dataset, counts, losses),
    };
}
function evaluationOf({ classes, examples }, counts, losses) {
    const figures = bootstrapFigures(examples, weights => {
        const summed = summedCounts(counts, classes, weights);
        return { accuracy: accuracyOf(summed), dice: macroF1Of(summed), logLoss: meanOf(losses, weights) };
    });
    return {
        task: 'segmentation',
        examples,
        correct: 0,
        accuracy: 0,
        meanLoss: figures.logLoss.value,
        metrics: figures,
        perClass: f1PerClass(summedCounts(counts, classes)),
    };
}
function summedCounts({ hits, truths, answers }, classes, weights) {
    const sums = Array.from({ length: classes }, () => ({ hits: 0, truths: 0, answers: 0 }));
    for (let at = 0; at < hits.length; at++) {
        const weight = weights?.[Math.floor(at / classes)] ?? 1;
        const sum = sums[at % classes];
        sum.hits += weight * hits[at];
        sum.truths += weight * truths[at];
        sum.answers += weight * answers[at];
    }
    return sums;
}
//# sourceMappingURL=judge-segments.js.map