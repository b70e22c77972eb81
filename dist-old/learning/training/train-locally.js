/**
 * Local training as FedAvg has it (McMahan et al. 2017): some epochs of minibatch SGD over the holder's examples from
 * the parameters of the round. Runs in the thread it is called in, on the backend started there; the same request on
 * the same backend gives the same bits.
 */
import * as tf from '@tensorflow/tfjs-core';
import { firstNotFinite, parameterVector, placeOfCoordinate, } from '../../aggregation/vector/index.js';
import { fitsModel } from '../data/fits-model.js';
import { TrainingError } from '../errors.js';
import { countingOrder, openSeededRandom, shuffle } from '../seeded-random.js';
import { openLearner } from './learner.js';
const progressIntervalMs = 250;
/** Losses are read from the backend this many steps at a time: each reading waits for the device. */
const stepsBetweenReadings = 16;
/** Trains; `undefined` when cancelled. Throws `TrainingError` for a request that makes no sense or a diverged model. */
export async function trainLocally(settings, dataset, hooks) {
    requireSettings(settings, dataset);
    const startMs = hooks.nowMs();
    const learner = await openLearner(settings, dataset);
    try {
        const run = await runEpochs(settings, dataset, learner, hooks);
        if (run.outcome === 'cancelled')
            return undefined;
        if (run.outcome === 'diverged')
            throw diverged(settings, run.step, run.steps, `the loss is ${run.loss}`);
        const update = await updateOf(learner, settings, run.steps);
        return {
            update,
            examples: dataset.examples,
            steps: run.steps,
            meanLoss: run.meanLoss,
            durationMs: hooks.nowMs() - startMs,
        };
    }
    finally {
        learner.dispose();
    }
}
function requireSettings(settings, dataset) {
    const fit = fitsModel(dataset, settings.spec);
    if (fit.kind === 'refused')
        throw new TrainingError('bad-request', fit.message);
    const { epochs, batchSize, learningRate, proximal = 0, momentum = 0, correction, seed } = settings;
    const require = (holds, message) => {
        if (!holds)
            throw new TrainingError('bad-request', message);
    };
    require(dataset.examples > 0, 'the dataset holds no examples');
    require(isNatural(epochs) && epochs <= 1000, `epochs is an integer from 1 to 1000, not ${epochs}`);
    require(isNatural(batchSize), `batchSize is a natural number, not ${batchSize}`);
    require(learningRate > 0 && Number.isFinite(learningRate), `learningRate is positive, not ${learningRate}`);
    require(proximal >= 0 && Number.isFinite(proximal), `proximal is zero or positive, not ${proximal}`);
    require(momentum >= 0 && momentum < 1, `momentum is from 0 to below 1, not ${momentum}`);
    const size = settings.parameters.values.length;
    require(correction === undefined ||
        correction.length === size, `correction has ${size} values, not ${correction?.length}`);
    require(Number.isSafeInteger(seed) && seed >= 0, `seed is an integer from 0 to 2^53-1, not ${seed}`);
}
function isNatural(value) {
    return Number.isSafeInteger(value) && value >= 1;
}
async function runEpochs(settings, dataset, learner, hooks) {
    const random = openSeededRandom(settings.seed, 'order of examples');
    const stepsPerEpoch = Math.ceil(dataset.examples / settings.batchSize);
    const steps = settings.epochs * stepsPerEpoch;
    const losses = openLosses(steps, hooks);
    const order = countingOrder(dataset.examples);
    for (let step = 1; step <= steps; step++) {
        const place = (step - 1) % stepsPerEpoch;
        const epoch = Math.ceil(step / stepsPerEpoch);
        if (place === 0)
            startEpoch(order, random, losses);
        const chosen = order.subarray(place * settings.batchSize, (place + 1) * settings.batchSize);
        losses.add(learner.step(chosen), chosen.length);
        if (step % stepsBetweenReadings === 0 || step % stepsPerEpoch === 0) {
            const bad = await losses.read(step, epoch);
            if (bad !== undefined)
                return { outcome: 'diverged', steps, ...bad };
        }
        if (hooks.isCancelled()) {
            losses.drop();
            return { outcome: 'cancelled' };
        }
    }
    return { outcome: 'trained', steps, meanLoss: losses.meanOfEpoch() };
}
function startEpoch(order, random, losses) {
    shuffle(order, random);
    losses.startEpoch();
}
function openLosses(steps, hooks) {
    const startMs = hooks.nowMs();
    let waiting = [];
    let counts = [];
    let reportedMs = startMs;
    const epochMean = openMean();
    const reportMean = openMean();
    const take = async () => {
        const stacked = tf.stack(waiting);
        tf.dispose(waiting);
        const sums = await stacked.data();
        stacked.dispose();
        const taken = Array.from(sums, (sum, i) => ({ sum, count: counts[i] }));
        waiting = [];
        counts = [];
        return taken;
    };
    const report = (step, epoch) => {
        const nowMs = hooks.nowMs();
        if (nowMs - reportedMs < progressIntervalMs && step < steps)
            return;
        reportedMs = nowMs;
        hooks.onProgress({ step, steps, epoch, meanLoss: reportMean.value(), elapsedMs: nowMs - startMs });
        reportMean.reset();
    };
    return {
        startEpoch: epochMean.reset,
        add: (lossSum, examples) => {
            waiting.push(lossSum);
            counts.push(examples);
        },
        read: async (step, epoch) => {
            const taken = await take();
            const bad = taken.findIndex(({ sum }) => !Number.isFinite(sum));
            if (bad >= 0)
                return { step: step - taken.length + 1 + bad, loss: taken[bad].sum };
            for (const { sum, count } of taken) {
                epochMean.add(sum, count);
                reportMean.add(sum, count);
            }
            report(step, epoch);
            return undefined;
        },
        drop: () => {
            tf.dispose(waiting);
        },
        meanOfEpoch: epochMean.value,
    };
}
function openMean() {
    let sum = 0;
    let count = 0;
    return {
        add: (value, examples) => {
            sum += value;
            count += examples;
        },
        reset: () => {
            sum = 0;
            count = 0;
        },
        value: () => sum / count,
    };
}
/** New minus old; a value that is not a finite number is refused here, before it can be masked into a sum. */
async function updateOf(learner, settings, steps) {
    const { values } = await learner.parameters();
    const { layout, values: old } = settings.parameters;
    for (let i = 0; i < values.length; i++)
        values[i] -= old[i];
    const bad = firstNotFinite(values);
    if (bad < 0)
        return parameterVector(values, layout);
    throw diverged(settings, steps, steps, `${placeOfCoordinate(layout, bad)} of the update is ${values[bad]}`);
}
function diverged(settings, step, steps, what) {
    return new TrainingError('diverged', `training diverged at step ${step} of ${steps}: ${what}. Try a learning rate lower than ` +
        `${settings.learningRate} (a tenth of it), or see that the features are scaled to about -1..1`);
}
//# sourceMappingURL=train-locally.js.map