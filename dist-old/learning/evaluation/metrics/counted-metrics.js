/** The metrics of an evaluation from its counts alone. */
import { outputsOfData, taskOfData } from '../../models/index.js';
import { accuracyOf, balancedAccuracyOf } from './accuracy.js';
import { calibrationErrorOf } from './calibration-error.js';
import { classCountsOf } from './confusion-matrix.js';
import { countUnit, partsOf, requireLength, squaredBase } from './counts-form.js';
import { macroF1Of } from './f1.js';
import { histogramAucOf, meanAucOf } from './histogram-auc.js';
import { aucFigure, wilsonFigure } from './intervals.js';
/**
 * The metrics of counts: of a holder, or of a sum, also as `joinTally` gives it. Throws `RangeError` for another number
 * of counts than the form has, or for no examples. Whether examples can have these counts `checkMetricCounts` says.
 */
export function metricsOfCounts(form, counts) {
    requireLength(form, counts);
    const numbers = counts instanceof Float64Array ? counts : Float64Array.from(counts, Number);
    const parts = partsOf(form, (start, end) => numbers.subarray(start, end));
    const examples = parts.examples[0];
    if (!(examples > 0))
        throw new RangeError('there are no examples in the counts');
    const { metrics, right } = readers[taskOfData(form.shape)](form, parts, examples);
    const auc = aucOfHistograms(form, parts);
    return {
        examples,
        metrics: { ...defined(metrics), ...(auc && { auc: auc.value }) },
        aucWithin: auc?.within ?? 0,
        figures: {
            ...(right !== undefined && { accuracy: wilsonFigure(right, examples) }),
            ...(auc && { auc: aucFigure(auc.value, auc.standardError, auc.within) }),
        },
    };
}
/** Without those that are a mean over nothing, as the F1 of labels that neither occur nor are answered. */
function defined(metrics) {
    return Object.fromEntries(Object.entries(metrics).filter(([, value]) => !Number.isNaN(value)));
}
const readers = {
    classification: ({ shape }, parts, examples) => {
        const counts = classCountsOf({ classes: outputsOfData(shape), counts: parts.confusion });
        return {
            metrics: {
                accuracy: accuracyOf(counts),
                balancedAccuracy: balancedAccuracyOf(counts),
                f1: macroF1Of(counts),
                ...lossAndCalibration(parts, examples),
            },
            right: counts.reduce((sum, { hits }) => sum + hits, 0),
        };
    },
    'multi-label': (_form, parts, examples) => {
        const counts = Array.from(parts.hits, (hits, k) => ({
            hits,
            truths: parts.truths[k],
            answers: parts.answers[k],
        }));
        const right = parts.right[0];
        return {
            metrics: {
                accuracy: right / examples,
                f1: macroF1Of(counts),
                ...lossAndCalibration(parts, examples),
            },
            right,
        };
    },
    segmentation: ({ shape }, parts, examples) => {
        const counts = classCountsOf({ classes: outputsOfData(shape), counts: parts.confusion });
        const logLoss = (countUnit * parts.loss[0]) / examples;
        return { metrics: { accuracy: accuracyOf(counts), dice: macroF1Of(counts), logLoss } };
    },
    regression: ({ errorUnit }, parts, examples) => {
        const squared = squaredBase * parts.squaredHigh[0] + parts.squaredLow[0];
        return {
            metrics: {
                mae: (errorUnit * parts.absolute[0]) / examples,
                rmse: errorUnit * Math.sqrt(squared / examples),
            },
        };
    },
};
function lossAndCalibration(parts, examples) {
    const confidences = parts.binConfidences.map(sum => countUnit * sum);
    return {
        logLoss: (countUnit * parts.loss[0]) / examples,
        calibrationError: calibrationErrorOf({ counts: parts.binCounts, confidences, hits: parts.binHits }),
    };
}
/** Mean over the classes that have both sides. */
function aucOfHistograms({ shape, scoreBins }, { positives, negatives }) {
    // Of two classes both curves are one, up to the edges of the bins; the second is the one that is reported.
    const isTwo = taskOfData(shape) === 'classification' && outputsOfData(shape) === 2;
    const found = [];
    for (let k = isTwo ? 1 : 0; k * scoreBins < positives.length; k++) {
        const own = (all) => all.subarray(k * scoreBins, (k + 1) * scoreBins);
        const auc = histogramAucOf(own(positives), own(negatives));
        if (auc !== undefined)
            found.push(auc);
    }
    return meanAucOf(found);
}
//# sourceMappingURL=counted-metrics.js.map