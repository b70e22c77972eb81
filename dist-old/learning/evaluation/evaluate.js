import { featureSizeOf } from '../data/dataset.js';
import { fitsModel } from '../data/fits-model.js';
import { TrainingError } from '../errors.js';
import { graphOf } from '../models/layers/index.js';
import { openPredictor } from '../models/predictor.js';
import { openCounter } from './metrics/metric-counts.js';
import { openJudge } from './open-judge.js';
const batchExamples = 1000;
/** Values that the layers of one batch may put out together, 128 MiB of them. */
const batchActivations = 1 << 25;
/**
 * Evaluates in the thread it is called in, on the backend started there; `undefined` when cancelled. Throws
 * `TrainingError` when model and data do not fit.
 */
export async function evaluate(spec, parameters, dataset, isCancelled = () => false) {
    requireExamples(spec, dataset);
    const judge = openJudge(dataset, spec.family === 'layers' ? spec.loss : undefined);
    const isDone = await predictAll(spec, parameters, dataset, judge, isCancelled);
    return isDone ? judge.evaluation() : undefined;
}
/**
 * The counts of an evaluation in this form, computed as `evaluate` does; `undefined` when cancelled. Throws
 * `TrainingError`: `bad-request` when model, data and form do not fit, `diverged` for outputs that are not finite.
 */
export async function count(spec, parameters, dataset, form, isCancelled = () => false) {
    requireExamples(spec, dataset);
    const counter = openCounter(form, dataset);
    const isDone = await predictAll(spec, parameters, dataset, counter, isCancelled);
    return isDone ? counter.counts() : undefined;
}
function requireExamples(spec, dataset) {
    const fit = fitsModel(dataset, spec);
    if (fit.kind === 'refused')
        throw new TrainingError('bad-request', fit.message);
    if (dataset.examples === 0)
        throw new TrainingError('bad-request', 'the dataset holds no examples');
}
/** Hands the outputs of all examples over, batch by batch; false when cancelled before the last. */
async function predictAll(spec, parameters, dataset, taker, isCancelled) {
    const predictor = openPredictor(spec, parameters);
    const [size, step] = [featureSizeOf(dataset.featureShape), examplesAtOnce(spec)];
    try {
        for (let start = 0; start < dataset.examples; start += step) {
            if (isCancelled())
                return false;
            const end = Math.min(start + step, dataset.examples);
            const features = dataset.features.slice(start * size, end * size);
            taker.add(await predictor.outputsOf(features, end - start), start);
        }
        return true;
    }
    finally {
        predictor.dispose();
    }
}
function examplesAtOnce(spec) {
    if (spec.family !== 'layers')
        return batchExamples;
    return Math.max(1, Math.min(batchExamples, Math.floor(batchActivations / graphOf(spec).activations)));
}
//# sourceMappingURL=evaluate.js.map