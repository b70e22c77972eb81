import { sigmoid, sigmoidLoss } from './logits.js';
import { aucOf, macroAucOf } from './metrics/auc.js';
import { calibrationErrorOf, calibrationSums } from './metrics/calibration-error.js';
import { f1PerClass, macroF1Of } from './metrics/f1.js';
import { bootstrapFigures, delongFigure, wilsonFigure } from './metrics/intervals.js';
import { meanOf } from './metrics/weighted-mean.js';
export function openLabelJudge(dataset) {
    const { labels, classes, examples } = dataset;
    const probabilities = new Float64Array(examples * classes);
    const losses = new Float64Array(examples);
    return {
        add: (logits, first) => {
            for (let k = 0; k < logits.length; k++) {
                const at = first * classes + k;
                probabilities[at] = sigmoid(logits[k]);
                losses[Math.floor(at / classes)] += sigmoidLoss(logits[k], labels[at]) / classes;
            }
        },
        evaluation: () => evaluationOf(dataset, probabilities, losses),
    };
}
function evaluationOf(dataset, probabilities, losses) {
    const { labels, classes, examples } = dataset;
    const answers = Uint8Array.from(probabilities, probability => (probability >= 0.5 ? 1 : 0));
    const correct = countRight(dataset, answers);
    const truths = Uint8Array.from(labels);
    const figures = bootstrapFigures(examples, weights => ({
        f1: macroF1Of(labelCounts(dataset, answers, weights)),
        logLoss: meanOf(losses, weights),
        calibrationError: calibrationErrorOf(calibrationSums(probabilities, truths, weights && repeated(weights, classes))),
    }));
    const column = (values, k) => values.filter((_, i) => i % classes === k);
    const auc = macroAucOf(Array.from({ length: classes }, (_, k) => aucOf(column(probabilities, k), column(truths, k))));
    return {
        task: 'multi-label',
        examples,
        correct,
        accuracy: correct / examples,
        meanLoss: figures.logLoss.value,
        metrics: {
            accuracy: wilsonFigure(correct, examples),
            ...figures,
            ...(auc !== undefined && { auc: delongFigure(auc) }),
        },
        perClass: f1PerClass(labelCounts(dataset, answers)),
    };
}
/** Examples whose every label is answered rightly. */
function countRight({ labels, classes, examples }, answers) {
    let right = examples;
    for (let i = 0; i < examples; i++) {
        for (let k = i * classes; k < (i + 1) * classes; k++) {
            if (labels[k] === answers[k])
                continue;
            right -= 1;
            break;
        }
    }
    return right;
}
/** How often each label holds, is answered, and both. */
function labelCounts({ labels, classes }, answers, weights) {
    const counts = Array.from({ length: classes }, () => ({ hits: 0, truths: 0, answers: 0 }));
    for (let at = 0; at < labels.length; at++) {
        const weight = weights?.[Math.floor(at / classes)] ?? 1;
        const count = counts[at % classes];
        count.truths += weight * labels[at];
        count.answers += weight * answers[at];
        count.hits += weight * labels[at] * answers[at];
    }
    return counts;
}
function repeated(weights, times) {
    const all = new Int32Array(weights.length * times);
    for (let i = 0; i < all.length; i++)
        all[i] = weights[Math.floor(i / times)];
    return all;
}
//# sourceMappingURL=judge-labels.js.map