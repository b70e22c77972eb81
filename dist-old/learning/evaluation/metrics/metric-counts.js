/**
 * An evaluation as a vector of whole numbers of zero or more. The vectors of several holders add up to that of their
 * examples together, so that they can be summed under masks, and the metrics be computed from the sum alone. What is
 * counted is counted exactly; losses, confidences and errors are rounded example by example to units; the AUC comes from
 * histograms of log-odds, with the most by which it can differ from the exact one.
 *
 * Of each number the largest is known beforehand (`countMaxima`), and as doubles all of them are exact.
 */
import { firstNotFinite } from '../../../aggregation/vector/index.js';
import { targetSizeOf, targetsOf } from '../../data/dataset.js';
import { TrainingError } from '../../errors.js';
import { outputsOfData, taskOfData } from '../../models/index.js';
import { readRow, sigmoid, sigmoidLoss } from '../logits.js';
import { calibrationBinOf } from './calibration-error.js';
import { countMaxima, countUnit, largestErrorUnits, largestLoss, metricCountsLength, partsOf, squaredBase, } from './counts-form.js';
/** Histograms reach from -8 to 8 in log-odds; what lies beyond is in the outermost bins. */
const largestLogOdds = 8;
/**
 * A counter for a dataset of the form. Throws `TrainingError` `bad-request` for data of another shape, and `RangeError`
 * for more examples than are counted exactly.
 */
export function openCounter(form, dataset) {
    requireShape(form, dataset);
    countMaxima(form, dataset.examples);
    const counts = new Float64Array(metricCountsLength(form));
    const parts = partsOf(form, (start, end) => counts.subarray(start, end));
    const [targets, size, task] = [targetsOf(dataset), targetSizeOf(dataset), taskOfData(dataset)];
    const width = outputsOfData(dataset) * (task === 'segmentation' ? size : 1);
    return {
        add: (outputs, first) => {
            const bad = firstNotFinite(outputs);
            if (bad >= 0)
                throw diverged(first + Math.floor(bad / width));
            for (let i = 0; i * width < outputs.length; i++) {
                const own = outputs.subarray(i * width, (i + 1) * width);
                const at = (first + i) * size;
                parts.examples[0] += 1;
                countExample[task](form, parts, own, targets.subarray(at, at + size));
            }
        },
        counts: () => counts.slice(),
    };
}
function requireShape({ shape }, dataset) {
    const describe = (data) => `${taskOfData(data)} with ${outputsOfData(data)} outputs and ${targetSizeOf(data)} targets an example`;
    const [expected, found] = [describe(shape), describe(dataset)];
    if (expected === found)
        return;
    throw new TrainingError('bad-request', `the data is ${found}, and counted is ${expected}`);
}
function diverged(example) {
    const message = `the model has diverged: what it puts out for example ${example} is not finite`;
    return new TrainingError('diverged', message);
}
/** The counts of a model's outputs for all examples of a dataset. Throws as `openCounter` and its `add` do. */
export function metricCounts(form, dataset, outputs) {
    const counter = openCounter(form, dataset);
    counter.add(outputs, 0);
    return counter.counts();
}
const countExample = {
    classification: (form, parts, logits, [label]) => {
        const { answer, logSum } = readRow(logits, 0, logits.length);
        parts.confusion[label * logits.length + answer] += 1;
        for (const [k, logit] of logits.entries()) {
            const probability = Math.exp(logit - logSum);
            countScore(form, parts, k, Math.log(probability / (1 - probability)), k === label);
        }
        countConfidence(parts, Math.exp(logits[answer] - logSum), answer === label);
        countLoss(parts, logSum - logits[label]);
    },
    'multi-label': (form, parts, logits, labels) => {
        let [loss, isRight] = [0, true];
        for (const [k, logit] of logits.entries()) {
            const [label, answer] = [labels[k], sigmoid(logit) >= 0.5 ? 1 : 0];
            parts.hits[k] += label * answer;
            parts.truths[k] += label;
            parts.answers[k] += answer;
            countScore(form, parts, k, logit, label === 1);
            countConfidence(parts, sigmoid(logit), label === 1);
            loss += sigmoidLoss(logit, label) / logits.length;
            isRight &&= answer === label;
        }
        if (isRight)
            parts.right[0] += 1;
        countLoss(parts, loss);
    },
    segmentation: (_form, parts, logits, labels) => {
        const classes = logits.length / labels.length;
        let loss = 0;
        for (const [at, label] of labels.entries()) {
            const { answer, logSum } = readRow(logits, at * classes, classes);
            parts.confusion[label * classes + answer] += 1;
            loss += (logSum - logits[at * classes + label]) / labels.length;
        }
        countLoss(parts, loss);
    },
    regression: ({ errorUnit }, parts, outputs, targets) => {
        let [absolute, squared] = [0, 0];
        for (const [k, output] of outputs.entries()) {
            const units = Math.min(Math.abs(output - targets[k]) / errorUnit, largestErrorUnits);
            absolute += units / outputs.length;
            squared += (units * units) / outputs.length;
        }
        // A mean of many largest errors may come out above them by a rounding.
        const whole = Math.min(Math.round(squared), largestErrorUnits ** 2);
        parts.absolute[0] += Math.round(absolute);
        parts.squaredHigh[0] += Math.floor(whole / squaredBase);
        parts.squaredLow[0] += whole % squaredBase;
    },
};
function countScore({ scoreBins }, parts, k, logOdds, isPositive) {
    const place = Math.floor(((logOdds + largestLogOdds) / (2 * largestLogOdds)) * scoreBins);
    const bin = Math.min(scoreBins - 1, Math.max(0, place));
    const histogram = isPositive ? parts.positives : parts.negatives;
    histogram[k * scoreBins + bin] += 1;
}
function countConfidence(parts, confidence, isHit) {
    const bin = calibrationBinOf(confidence);
    parts.binCounts[bin] += 1;
    parts.binConfidences[bin] += Math.round(confidence / countUnit);
    if (isHit)
        parts.binHits[bin] += 1;
}
function countLoss(parts, loss) {
    parts.loss[0] += Math.round(Math.min(loss, largestLoss) / countUnit);
}
/** The counts of all holders together. Throws for vectors that are not of one form. */
export function addMetricCounts(all) {
    const sum = new Float64Array(all[0]?.length ?? 0);
    for (const counts of all) {
        if (counts.length !== sum.length)
            throw new RangeError('the counts are not all of one form');
        for (let i = 0; i < sum.length; i++)
            sum[i] += counts[i];
    }
    return sum;
}
//# sourceMappingURL=metric-counts.js.map