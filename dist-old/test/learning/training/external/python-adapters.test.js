import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { initialParameters, loadDataset, openExternalTrainer, openTrainer, TrainingError, } from '../../../../learning/index.js';
import { openSeededRandom } from '../../../../learning/seeded-random.js';
import { findPythonFor, pythonCommand, pythonTrainer } from '../../../support/trainers/python-trainer.js';
/** Records that no class rule fits well, so that every gradient is far from zero. */
function recordsFor({ inputShape, classes }, examples) {
    const random = openSeededRandom(11, 'records');
    const size = inputShape.reduce((product, extent) => product * extent, 1);
    return loadDataset({
        features: Float32Array.from({ length: examples * size }, () => 2 * random.unit() - 1),
        labels: Int32Array.from({ length: examples }, () => Math.floor(random.unit() * classes)),
        ...{ examples, featureShape: inputShape, classes },
    });
}
function requestFor(spec, change = {}) {
    return {
        spec,
        parameters: initialParameters(spec, 5),
        dataset: recordsFor(spec, 50),
        epochs: 1,
        batchSize: 64,
        learningRate: 0.5,
        seed: 2 ** 47 + 3,
        ...change,
    };
}
const image = { inputShape: [4, 3, 1], classes: 5 };
const mlp = (activation) => ({
    ...{ family: 'mlp', hidden: [8, 7], activation },
    ...image,
});
/** Batches hold all records, so that their order says nothing and one right answer is left. */
const cases = [
    ['logistic regression', requestFor({ family: 'logistic', ...image })],
    ['a relu network', requestFor(mlp('relu'))],
    ['a tanh network', requestFor(mlp('tanh'))],
    ['a sigmoid network', requestFor(mlp('sigmoid'))],
    ['three epochs with a pull', requestFor(mlp('tanh'), { epochs: 3, proximal: 0.7 })],
    [
        'three epochs with momentum and a pull',
        requestFor(mlp('tanh'), { epochs: 3, proximal: 0.7, momentum: 0.6 }),
    ],
];
for (const adapter of ['numpy', 'torch', 'jax']) {
    const found = findPythonFor(adapter);
    // Skipped where no Python with the library is found: PyTorch and JAX are too large for every run, and are named by
    // PARLEY_TRAINER_PYTHON_TORCH and PARLEY_TRAINER_PYTHON_JAX; numpy comes with `node scripts/python-environment.js`.
    const run = 'python' in found ? test.serial : test.skip;
    const suffix = 'python' in found ? '' : ` (skipped: ${found.missing})`;
    run(`the ${adapter} adapter steps where the built-in trainer steps${suffix}`, async (t) => {
        const [outside, inside] = [pythonTrainer(t, found, adapter), openTrainer()];
        t.teardown(() => inside.close());
        for (const [name, request] of cases) {
            const [theirs, ours] = [await outside.train(request), await inside.train(request)];
            const gaps = theirs.update.values.map((value, i) => Math.abs(value - ours.update.values[i]));
            t.true(Math.max(...gaps) < 1e-5, `${name}: ${Math.max(...gaps)}`);
            t.true(Math.abs(theirs.meanLoss - ours.meanLoss) < 1e-5, `${name}: the loss`);
            t.is(theirs.steps, ours.steps);
            t.true(Math.max(...ours.update.values.map(Math.abs)) > 1e-3, `${name}: the update is not nothing`);
        }
    });
    run(`the ${adapter} adapter learns in small batches, and the same seed gives the same order${suffix}`, async (t) => {
        const trainer = pythonTrainer(t, found, adapter);
        const request = requestFor(mlp('tanh'), { epochs: 60, batchSize: 8, learningRate: 0.3 });
        const first = await trainer.train(request);
        const again = await trainer.train(request);
        const other = await trainer.train({ ...request, seed: 1 });
        t.is(first.steps, 60 * 7);
        t.true(first.meanLoss < 0.8, `${first.meanLoss}`);
        const gap = (values) => Math.max(...values.map((value, i) => Math.abs(value - first.update.values[i])));
        t.true(gap(again.update.values) < 1e-4);
        t.true(gap(other.update.values) > 1e-3);
    });
    run(`the ${adapter} adapter says that it diverged, and trains on${suffix}`, async (t) => {
        const trainer = pythonTrainer(t, found, adapter);
        const [, request] = cases[1];
        const error = await t.throwsAsync(trainer.train({ ...request, learningRate: 1e20, epochs: 5 }), { instanceOf: TrainingError });
        t.is(error.reason, 'diverged', error.message);
        t.is((await trainer.train(request)).steps, 1);
    });
    run(`the ${adapter} adapter stops between steps when it is told to, and trains on${suffix}`, async (t) => {
        const trainer = pythonTrainer(t, found, adapter);
        const abort = new AbortController();
        const reason = new Error('the round was called off');
        const endless = requestFor(mlp('relu'), { epochs: 1000, batchSize: 1 });
        const hello = await trainer.hello();
        const cancelled = trainer.train(endless, () => abort.abort(reason), abort.signal);
        t.is(await t.throwsAsync(cancelled), reason);
        t.is((await trainer.train(cases[0][1])).steps, 1);
        t.is(await trainer.hello(), hello);
    });
}
const bare = findPythonFor('numpy');
// Skipped where no Python with numpy is found; `node scripts/python-environment.js` makes one, as `.ci/run` does.
const runBare = 'python' in bare ? test : test.skip;
runBare('an adapter whose library cannot be loaded says which, before any round', async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'parley-lacking-'));
    t.teardown(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'torch.py'), 'raise ImportError("libcudart.so.13 is missing")\n');
    const command = pythonCommand('python' in bare ? bare.python : '', 'torch');
    const env = { ...command.env, PYTHONPATH: `${folder}:${command.env.PYTHONPATH}` };
    const trainer = openExternalTrainer({ command: { ...command, env } });
    t.teardown(() => trainer.close());
    const error = await t.throwsAsync(trainer.hello(), { instanceOf: TrainingError });
    t.is(error.reason, 'trainer-failed');
    t.regex(error.message, /ended with code 1; .*\n.*libcudart.so.13 is missing: .*`pip install torch numpy`/);
});
//# sourceMappingURL=python-adapters.test.js.map