import { fc, testProp } from '@fast-check/ava';
import test from 'ava';
import { euclideanNorm, parameterVector } from '../../../aggregation/index.js';
import { loadDataset, mnist2nn, openSeededRandom } from '../../../learning/index.js';
import { attackClipped, attackDefaults, attackingTrainer, attackUpdate, } from '../../../simulator/attacks/index.js';
import { images } from './datasets.js';
const vector = (...values) => parameterVector(Float32Array.from(values), [{ name: 'weights', shape: [values.length] }]);
const honest = vector(3, -4, 0, 12);
const random = (seed = 1) => openSeededRandom(seed, 'attack');
function countingTrainer() {
    const state = { trainings: 0, closed: false };
    const trainer = {
        train: async ({ dataset }) => {
            state.trainings++;
            return { update: honest, examples: dataset.examples, steps: 5, meanLoss: 0.7, durationMs: 9 };
        },
        close: async () => {
            state.closed = true;
        },
    };
    return { state, trainer };
}
const request = {
    spec: mnist2nn,
    parameters: vector(1, 1, 1, 1),
    dataset: loadDataset(images(6)),
    epochs: 1,
    batchSize: 2,
    learningRate: 0.1,
    seed: 1,
};
async function sent(attack, seed = 1) {
    const { state, trainer } = countingTrainer();
    const result = await attackingTrainer(trainer, attack, random(seed)).train(request);
    return { ...state, result, values: [...result.update.values] };
}
test('a flipped sign is the honest update times minus the scale, and all else is told as it was', async (t) => {
    const { values, result } = await sent({ kind: 'sign-flip', scale: 2, clipping: 'kept' });
    t.deepEqual(values, [-6, 8, -0, -24]);
    const { update: _, ...rest } = result;
    t.deepEqual(rest, { examples: 6, steps: 5, meanLoss: 0.7, durationMs: 9 });
    t.deepEqual([...honest.values], [3, -4, 0, 12], 'the honest update is left alone');
});
testProp('noise has the honest norm times the scale, whatever its seed', [fc.nat(), fc.double({ min: 0.01, max: 100, noNaN: true }), fc.integer({ min: 1, max: 40 })], (t, seed, scale, length) => {
    const update = vector(...Array.from({ length }, (_, i) => i - 3.5));
    const attacked = attackUpdate(update, { kind: 'noise', scale, clipping: 'kept' }, random(seed));
    const wanted = scale * euclideanNorm(update.values);
    t.true(Math.abs(euclideanNorm(attacked.values) / wanted - 1) < 1e-5);
});
test('noise points nowhere, is new every round and the same for the same seed', async (t) => {
    const long = vector(...Array.from({ length: 4000 }, () => 1));
    const noise = attackUpdate(long, attackDefaults.noise, random());
    // The cosine with the honest direction has deviation 1 / sqrt(4000) = 0.016.
    const cosine = noise.values.reduce((sum, value) => sum + value, 0) / 4000;
    t.true(Math.abs(cosine) < 0.08, `${cosine}`);
    t.true(noise.values.some(value => Math.abs(value) > 2.5), 'normal, not uniform');
    t.deepEqual((await sent(attackDefaults.noise)).values, (await sent(attackDefaults.noise)).values);
    t.notDeepEqual((await sent(attackDefaults.noise)).values, (await sent(attackDefaults.noise, 2)).values);
    const trainer = attackingTrainer(countingTrainer().trainer, attackDefaults.noise, random());
    t.notDeepEqual((await trainer.train(request)).update, (await trainer.train(request)).update);
});
test('a free rider trains nothing, sends zeros and declares its examples', async (t) => {
    const { trainings, result, values } = await sent(attackDefaults['free-rider']);
    t.is(trainings, 0);
    t.deepEqual(values, [0, 0, 0, 0]);
    t.is(result.examples, 6);
});
test('a disguised one sends noise of the norm it was told, still without training', async (t) => {
    const { trainings, values } = await sent({ kind: 'free-rider', disguise: 0.1 });
    t.is(trainings, 0);
    t.true(Math.abs(Math.hypot(...values) - 0.1) < 1e-6);
});
test('a free rider whose work is called off stops as a trainer does', async (t) => {
    const trainer = attackingTrainer(countingTrainer().trainer, attackDefaults['free-rider'], random());
    const reason = new Error('called off');
    const thrown = await t.throwsAsync(trainer.train(request, undefined, AbortSignal.abort(reason)));
    t.is(thrown, reason);
});
test('an attack acts before clipping or after it and not both times', async (t) => {
    const clipped = vector(0.6, -0.8, 0, 0);
    for (const clipping of ['kept', 'skipped']) {
        const attack = { kind: 'sign-flip', scale: 10, clipping };
        const before = (await sent(attack)).values;
        const after = [...attackClipped(clipped, attack, random()).values];
        if (clipping === 'kept') {
            t.deepEqual(before, [-30, 40, -0, -120]);
            t.is(after[0], clipped.values[0]);
        }
        else {
            t.deepEqual(before, [3, -4, 0, 12]);
            t.true(Math.abs(Math.hypot(...after) - 10) < 1e-5, 'longer than what clipping lets through');
        }
    }
});
test('attacks on data train honestly', async (t) => {
    for (const kind of ['label-flip', 'backdoor', 'duplicate']) {
        const { trainings, result } = await sent(attackDefaults[kind]);
        t.is(trainings, 1);
        t.is(result.update, honest);
        t.is(attackClipped(honest, attackDefaults[kind], random()), honest);
    }
});
test('closing closes the trainer within', async (t) => {
    const { state, trainer } = countingTrainer();
    await attackingTrainer(trainer, attackDefaults.noise, random()).close();
    t.true(state.closed);
});
//# sourceMappingURL=attacking-trainer.test.js.map