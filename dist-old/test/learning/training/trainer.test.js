import test from 'ava';
import { countsForm, initialParameters, loadDataset, loadMnist, metricsOfCounts, mnist2nn, openEvaluator, openTrainer, TrainingError, WorkerError, } from '../../../learning/index.js';
import { startTrainingWorker } from '../../../learning/training/worker-host.js';
const slice = loadDataset(await loadMnist('train', 2000));
const held = loadDataset(await loadMnist('test', 1000));
const request = {
    spec: mnist2nn,
    parameters: initialParameters(mnist2nn, 1),
    dataset: slice,
    epochs: 3,
    batchSize: 32,
    learningRate: 0.1,
    seed: 1,
};
const short = { ...request, epochs: 1, batchSize: 500 };
const endless = { ...request, epochs: 1000 };
test.serial('training on a few real digits learns to read others', async (t) => {
    const trainer = openTrainer();
    const evaluator = openEvaluator();
    t.teardown(() => Promise.all([trainer.close(), evaluator.close()]));
    const told = [];
    const { update, steps } = await trainer.train(request, progress => told.push(progress));
    const values = request.parameters.values.map((value, i) => value + update.values[i]);
    const before = await evaluator.evaluate(mnist2nn, request.parameters, held);
    const after = await evaluator.evaluate(mnist2nn, { ...request.parameters, values }, held);
    t.is(steps, 189);
    t.is(told.at(-1)?.step, 189);
    t.true(before.accuracy < 0.3, `${before.accuracy}`);
    t.true(after.accuracy > 0.8, `${after.accuracy}`);
    t.true(after.meanLoss < before.meanLoss);
});
test.serial('an evaluator counts off the event loop what it evaluates, and an abort ends it at once', async (t) => {
    const evaluator = openEvaluator();
    t.teardown(() => evaluator.close());
    const form = countsForm(held, { scoreBins: 16 });
    const counts = await evaluator.count(mnist2nn, request.parameters, held, form);
    const evaluation = await evaluator.evaluate(mnist2nn, request.parameters, held);
    t.is(metricsOfCounts(form, counts).metrics.accuracy, evaluation.accuracy);
    const reason = new Error('the round was called off');
    const count = evaluator.count(mnist2nn, request.parameters, held, form, AbortSignal.abort(reason));
    t.is(await t.throwsAsync(count), reason);
});
test.serial('two trainers make the same bits of the same request', async (t) => {
    const trainers = [openTrainer(), openTrainer()];
    t.teardown(() => Promise.all(trainers.map(trainer => trainer.close())));
    const [first, second] = await Promise.all(trainers.map(trainer => trainer.train(short)));
    t.deepEqual(first.update, second.update);
    t.true(first.update.values.some(value => value !== 0));
});
test.serial('requests to one trainer wait for one another', async (t) => {
    const trainer = openTrainer();
    t.teardown(() => trainer.close());
    const ended = [];
    const runs = [request, short].map((each, i) => trainer.train(each).then(() => ended.push(i)));
    await Promise.all(runs);
    t.deepEqual(ended, [0, 1]);
});
test.serial('an aborted training rejects at once with the reason, and the trainer goes on', async (t) => {
    const trainer = openTrainer();
    t.teardown(() => trainer.close());
    const abort = new AbortController();
    const reason = new Error('the round was called off');
    const run = trainer.train(endless, () => abort.abort(reason), abort.signal);
    t.is(await t.throwsAsync(run), reason);
    t.is((await trainer.train(short)).steps, 4);
    t.is(await t.throwsAsync(trainer.train(short, undefined, abort.signal)), reason);
});
test.serial('a worker that dies rejects the training, and the next call starts another', async (t) => {
    const workers = [];
    const trainer = openTrainer({
        startWorker: options => {
            const worker = startTrainingWorker(options);
            workers.push(worker);
            return worker;
        },
    });
    t.teardown(() => trainer.close());
    const run = trainer.train(endless, () => workers[0].terminate());
    const error = await t.throwsAsync(run, { instanceOf: WorkerError });
    t.is(error.reason, 'crashed');
    t.regex(error.message, /^the training worker died: it exited with code 1\. The next call starts a new one$/);
    t.is((await trainer.train(short)).steps, 4);
    t.is(workers.length, 2);
});
test.serial('a backend that cannot start ends the worker with its reason', async (t) => {
    const trainer = openTrainer({ backend: 'tpu' });
    t.teardown(() => trainer.close());
    await t.throwsAsync(trainer.train(short), {
        instanceOf: WorkerError,
        message: /the training worker died: there is no backend "tpu"; the backends are .*wasm, cpu/,
    });
});
test.serial('closing rejects what is under way and what comes after', async (t) => {
    const trainer = openTrainer();
    const run = t.throwsAsync(trainer.train(endless), { instanceOf: WorkerError });
    await trainer.close();
    t.is((await run).reason, 'closed');
    const later = await t.throwsAsync(trainer.train(short), { instanceOf: WorkerError });
    t.is(later.reason, 'closed');
    await trainer.close();
});
test.serial('a refused request crosses the thread as the same error', async (t) => {
    const trainer = openTrainer();
    t.teardown(() => trainer.close());
    const error = await t.throwsAsync(trainer.train({ ...short, learningRate: 1e30 }), {
        instanceOf: TrainingError,
    });
    t.is(error.reason, 'diverged');
    const other = initialParameters({ family: 'logistic', inputShape: [28, 28, 1], classes: 10 }, 1);
    await t.throwsAsync(trainer.train({ ...short, parameters: other }), {
        instanceOf: TrainingError,
        message: /laid out as dense-1\/kernel \[784,10\]/,
    });
});
test.serial('the event loop turns while the worker trains', async (t) => {
    const trainer = openTrainer();
    t.teardown(() => trainer.close());
    let turns = 0;
    const timer = setInterval(() => {
        turns += 1;
    }, 1);
    await trainer.train(request);
    clearInterval(timer);
    t.true(turns >= 10, `${turns}`);
});
test('a dataset of plain arrays is copied into shared memory once, a shared one is used as it is', t => {
    const plain = { ...slice, features: Float32Array.from(slice.features) };
    const loaded = loadDataset(plain);
    t.true(loaded.features.buffer instanceof SharedArrayBuffer);
    t.deepEqual(loaded.features, slice.features);
    t.is(loadDataset(loaded), loaded);
    t.is(loadDataset(slice), slice);
});
//# sourceMappingURL=trainer.test.js.map