import { fc, testProp } from '@fast-check/ava';
import test, {} from 'ava';
import { averaging, serverAdagrad, serverAdam, serverMomentum, serverYogi, } from '../../../aggregation/rules/index.js';
const adaptive = { learningRate: 2, beta1: 0.5, beta2: 0.75, tau: 1 };
const rules = {
    averaging: averaging({ learningRate: 1 }),
    momentum: serverMomentum({ learningRate: 0.5, momentum: 0.75 }),
    adam: serverAdam(adaptive),
    yogi: serverYogi(adaptive),
    adagrad: serverAdagrad({ learningRate: 2, tau: 1 }),
};
/** The steps from a model of one parameter, one after the other. */
function stepsOf(rule, start, updates) {
    const steps = [];
    let before = { values: Float32Array.of(start), state: {} };
    for (const [i, update] of updates.entries()) {
        before = rule.step({ ...before, round: i + 1 }, Float32Array.of(update));
        steps.push(before);
    }
    return steps;
}
function near(t, steps, expected) {
    for (const [i, { values, state }] of steps.entries()) {
        const actual = { ...state, value: values };
        t.deepEqual(Object.keys(actual).sort(), Object.keys(expected[i]).sort());
        for (const [name, number] of Object.entries(expected[i])) {
            t.true(Math.abs(actual[name][0] - number) < 1e-6, `${name} of step ${i + 1} is ${actual[name][0]}`);
        }
    }
}
const finite = fc.float({ min: -1000, max: 1000, noNaN: true });
testProp('averaging at learning rate 1 gives the very bits of value + mean', [fc.array(fc.tuple(finite, finite), { maxLength: 30 })], (t, pairs) => {
    const values = Float32Array.from(pairs, ([value]) => value);
    const mean = Float32Array.from(pairs, ([, update]) => update);
    const sum = values.map((value, i) => value + mean[i]);
    const step = averaging({ learningRate: 1 }).step({ values, state: {}, round: 3 }, mean);
    t.deepEqual(new Uint8Array(step.values.buffer), new Uint8Array(sum.buffer));
    t.deepEqual(step.state, {});
});
test('averaging goes the share of the update that its learning rate says', t => {
    near(t, stepsOf(averaging({ learningRate: 0.25 }), 3, [2, -8]), [{ value: 3.5 }, { value: 1.5 }]);
});
test('momentum carries the last velocity on and steps along the new one', t => {
    // 2, then 0.75 * 2 + 4.
    near(t, stepsOf(rules.momentum, 1, [2, 4]), [
        { value: 2, velocity: 2 },
        { value: 4.75, velocity: 5.5 },
    ]);
});
test('FedAdam takes two steps as on paper, from tau squared and without correcting the first bias', t => {
    // v = 0.75 * 1 + 0.25 * 2.75^2 = 1.625^2, x = 1 + 2 * 1.375 / 2.625; then v = 0.75 * 1.625^2 + 0.25.
    near(t, stepsOf(rules.adam, 1, [2.75, -1]), [
        { firstMoment: 1.375, secondMoment: 2.640625, value: 2.0476190476 },
        { firstMoment: 0.1875, secondMoment: 2.23046875, value: 2.1980115484 },
    ]);
});
test('FedYogi takes two steps as on paper: up by a share of the square, then down by one', t => {
    // v = 1 + 0.25 * 2.75^2, as the square is above 1; then v - 0.25 * 1 = 1.625^2, as the square is below v.
    near(t, stepsOf(rules.yogi, 1, [2.75, -1]), [
        { firstMoment: 1.375, secondMoment: 2.890625, value: 2.0184491834 },
        { firstMoment: 0.1875, secondMoment: 2.640625, value: 2.1613063263 },
    ]);
});
test('FedAdagrad takes two steps as on paper, without momentum unless it is asked for', t => {
    // v = 1 + 2.75^2, then 1 more.
    near(t, stepsOf(rules.adagrad, 1, [2.75, -1]), [
        { firstMoment: 2.75, secondMoment: 8.5625, value: 2.4008545292 },
        { firstMoment: -1, secondMoment: 9.5625, value: 1.9121352955 },
    ]);
    const [step] = stepsOf(serverAdagrad({ learningRate: 2, beta1: 0.5, tau: 1 }), 1, [2.75]);
    t.is(step.state.firstMoment[0], 1.375);
});
test('a small tau makes first steps equally long in every coordinate', t => {
    const rule = serverAdam({ learningRate: 1, beta1: 0, beta2: 0, tau: 1e-6 });
    const { values } = rule.step({ values: new Float32Array(3), state: {}, round: 1 }, Float32Array.of(5, -0.01, 0));
    t.true(Math.abs(values[0] - 1) < 1e-3 && Math.abs(values[1] + 1) < 1e-3);
    t.is(values[2], 0);
});
for (const [name, rule] of Object.entries(rules)) {
    test(`${name} gives back all that it keeps, and leaves what it was given alone`, t => {
        const values = Float32Array.of(1, 2);
        const update = Float32Array.of(0.5, -3);
        const first = rule.step({ values, state: {}, round: 1 }, update);
        t.deepEqual(Object.keys(first.state), [...rule.keeps]);
        const kept = structuredClone(first);
        rule.step({ ...first, round: 2 }, update);
        t.deepEqual(first, kept);
        t.deepEqual([values, update], [Float32Array.of(1, 2), Float32Array.of(0.5, -3)]);
    });
    test(`${name} starts from the state that it says it starts from`, t => {
        const start = Object.fromEntries(rule.keeps.map(kept => [kept, new Float32Array(2).fill(rule.initial?.[kept] ?? 0)]));
        const values = Float32Array.of(1, 2);
        const update = Float32Array.of(0.5, -3);
        t.deepEqual(rule.step({ values, state: start, round: 1 }, update), rule.step({ values, state: {}, round: 1 }, update));
    });
    test(`${name} refuses vectors of another length, another rule's state and what is not finite`, t => {
        const values = Float32Array.of(1, 2);
        const step = (state, update, from = values) => rule.step({ values: from, state, round: 1 }, update);
        const good = Float32Array.of(1, 1);
        t.throws(() => step({}, Float32Array.of(1)), {
            instanceOf: RangeError,
            message: /the update has 1 values/,
        });
        t.throws(() => step({ other: good }, good), { instanceOf: RangeError, message: /the state has other/ });
        t.throws(() => step({}, Float32Array.of(1, Number.NaN)), {
            instanceOf: RangeError,
            message: /the stepped model is not finite at coordinate 1/,
        });
        for (const kept of rule.keeps) {
            const state = { [kept]: Float32Array.of(1, 1, 1) };
            t.throws(() => step(state, good), {
                instanceOf: RangeError,
                message: new RegExp(`${kept} has 3 values`),
            });
        }
    });
}
test('a second moment too large for float32 is refused instead of stopping the model for ever', t => {
    t.throws(() => stepsOf(rules.adam, 1, [1e20]), { message: /secondMoment is not finite at coordinate 0/ });
});
test('settings out of range are refused by name', t => {
    const faults = [
        ...[0, -1, Number.NaN, Number.POSITIVE_INFINITY].flatMap((learningRate) => [
            ['learningRate', () => averaging({ learningRate })],
            ['learningRate', () => serverMomentum({ learningRate, momentum: 0.5 })],
            ['learningRate', () => serverAdagrad({ learningRate, tau: 1 })],
            ['tau', () => serverAdagrad({ learningRate: 1, tau: learningRate })],
            ['tau', () => serverYogi({ ...adaptive, tau: learningRate })],
        ]),
        ...[1, -0.1, Number.NaN].flatMap((decay) => [
            ['momentum', () => serverMomentum({ learningRate: 1, momentum: decay })],
            ['beta1', () => serverAdam({ ...adaptive, beta1: decay })],
            ['beta2', () => serverAdam({ ...adaptive, beta2: decay })],
            ['beta2', () => serverYogi({ ...adaptive, beta2: decay })],
            ['beta1', () => serverAdagrad({ learningRate: 1, tau: 1, beta1: decay })],
        ]),
    ];
    for (const [setting, make] of faults) {
        t.throws(make, { instanceOf: RangeError, message: new RegExp(`^${setting} is `) });
    }
});
//# sourceMappingURL=server-step.test.js.map