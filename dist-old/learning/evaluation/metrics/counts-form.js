/** How the counts of an evaluation lie in their vector, and how large each of them can be. */
import { targetSizeOf } from '../../data/dataset.js';
import { outputsOfData, taskOfData } from '../../models/index.js';
import { calibrationBins } from './calibration-error.js';
/** Losses and confidences are counted in units of 2^-16. */
export const countUnit = 2 ** -16;
/** A loss counts for at most so many nats: no single example may decide the sum. */
export const largestLoss = 64;
/** An error counts for at most so many of its units. */
export const largestErrorUnits = 2 ** 22;
/** A squared error is counted in two digits to this base: as one number few examples would make it inexact. */
export const squaredBase = 2 ** 22;
/** The form for data of this shape. Throws for bins or a unit that make no sense. */
export function countsForm(shape, { scoreBins = 256, errorUnit = 1e-3 } = {}) {
    if (!Number.isSafeInteger(scoreBins) || scoreBins < 2)
        throw new RangeError(`scoreBins is an integer from 2 on, not ${scoreBins}`);
    if (!(errorUnit > 0 && Number.isFinite(errorUnit)))
        throw new RangeError(`errorUnit is a positive number, not ${errorUnit}`);
    return { shape: onlyShape(shape), scoreBins, errorUnit };
}
/** Without the records, where the shape is that of a dataset: a form travels. */
function onlyShape(shape) {
    const { featureShape } = shape;
    if (shape.task === 'regression')
        return { task: shape.task, featureShape, outputs: shape.outputs };
    const { classes } = shape;
    return shape.task === undefined ? { featureShape, classes } : { task: shape.task, featureShape, classes };
}
const partNames = [
    'examples',
    'right',
    'confusion',
    'hits',
    'truths',
    'answers',
    'positives',
    'negatives',
    'binCounts',
    'binConfidences',
    'binHits',
    'loss',
    'absolute',
    'squaredHigh',
    'squaredLow',
];
/** How long each part of the vector is. */
function lengthsOf({ shape, scoreBins }) {
    const outputs = outputsOfData(shape);
    const calibration = {
        binCounts: calibrationBins,
        binConfidences: calibrationBins,
        binHits: calibrationBins,
    };
    const histograms = { positives: outputs * scoreBins, negatives: outputs * scoreBins };
    switch (taskOfData(shape)) {
        case 'classification':
            return { examples: 1, confusion: outputs ** 2, ...histograms, ...calibration, loss: 1 };
        case 'multi-label': {
            const counts = { hits: outputs, truths: outputs, answers: outputs };
            return { examples: 1, right: 1, ...counts, ...histograms, ...calibration, loss: 1 };
        }
        case 'segmentation':
            return { examples: 1, confusion: outputs ** 2, loss: 1 };
        case 'regression':
            return { examples: 1, absolute: 1, squaredHigh: 1, squaredLow: 1 };
    }
}
/** The parts of a vector, each as `cut` makes it from the places from `start` up to and without `end`. */
export function partsOf(form, cut) {
    const lengths = lengthsOf(form);
    let offset = 0;
    const parts = partNames.map(name => {
        const start = offset;
        offset += lengths[name] ?? 0;
        return [name, cut(start, offset)];
    });
    return Object.fromEntries(parts);
}
/** Numbers in a vector of this form. */
export function metricCountsLength(form) {
    return Object.values(lengthsOf(form)).reduce((sum, length) => sum + length, 0);
}
/** Throws `RangeError` for another number of counts than the form has. */
export function requireLength(form, { length }) {
    const expected = metricCountsLength(form);
    if (length !== expected)
        throw new RangeError(`the form has ${expected} counts, not ${length}`);
}
/**
 * The largest that each count of a holder can be who has at most so many examples, in the order of the vector; each is
 * reached, but for confidences that a softmax of few classes does not go down to. Throws `RangeError` for a number of
 * examples that is none, and for so many that a count could pass 2^53 and be inexact: from 2^31 on, or fewer of large
 * examples.
 */
export function countMaxima(form, examples) {
    if (!Number.isSafeInteger(examples) || examples < 0)
        throw new RangeError(`the examples are a number from 0 on, not ${examples}`);
    const maxima = maximaOf(form, BigInt(examples));
    if (maxima.some(maximum => maximum > 2n ** 53n))
        throw new RangeError(`${examples} examples are too many: their counts could pass 2^53`);
    return maxima;
}
/** The same for any number of examples, those of many holders together. */
export function maximaOf(form, examples) {
    const lengths = lengthsOf(form);
    const [positions, confidences] = [positionsOf(form), confidencesOf(form)];
    const ofOne = {
        confusion: () => positions,
        binCounts: () => confidences,
        binConfidences: bin => confidences * confidenceAtEdge(bin + 1),
        binHits: () => confidences,
        loss: () => largestLoss / countUnit,
        absolute: () => largestErrorUnits,
        squaredHigh: () => largestErrorUnits ** 2 / squaredBase,
        squaredLow: () => squaredBase - 1,
    };
    return partNames.flatMap(name => Array.from({ length: lengths[name] ?? 0 }, (_, place) => BigInt(ofOne[name]?.(place) ?? 1) * examples));
}
/** Places of one example that have a class each. */
export function positionsOf({ shape }) {
    return shape.task === 'segmentation' ? targetSizeOf(shape) : 1;
}
/** Confidences that one example has: one, or one for each of several labels. */
export function confidencesOf({ shape }) {
    return shape.task === 'multi-label' ? shape.classes : 1;
}
/**
 * A confidence at the lower edge of a bin of calibration, as it is counted; that of the next bin is the largest of this
 * one. Edges are not near the middle between two units, so that a rounding error of a confidence changes neither.
 */
export function confidenceAtEdge(bin) {
    return Math.round(bin / calibrationBins / countUnit);
}
//# sourceMappingURL=counts-form.js.map