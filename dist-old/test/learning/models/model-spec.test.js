import test from 'ava';
import { toHex } from '../../../aggregation/index.js';
import { initialParameters, layersOf, layoutOf, ModelError, mnist2nn, modelFromPreset, modelHash, modelPresets, outputsOf, parameterCount, parseModelSpec, } from '../../../learning/index.js';
const small = { family: 'mlp', inputShape: [2, 3], hidden: [5], classes: 4, activation: 'tanh' };
test('the MNIST 2NN has the 199,210 parameters of the paper', t => {
    t.is(parameterCount(mnist2nn), 199_210);
    t.deepEqual(layersOf(mnist2nn).map(({ inputs, units, activation }) => [inputs, units, activation]), [
        [784, 200, 'relu'],
        [200, 200, 'relu'],
        [200, 10, 'linear'],
    ]);
});
test('the short presets take the shape of the data they are asked for', t => {
    for (const name of ['mnist-2nn', 'logistic-regression', 'tabular-mlp']) {
        const spec = modelFromPreset(name, { featureShape: [14], classes: 3 });
        t.deepEqual([spec.inputShape, outputsOf(spec)], [[14], 3]);
    }
    t.is(parameterCount(modelFromPreset('logistic-regression', { featureShape: [14], classes: 3 })), 14 * 3 + 3);
});
test('an unknown preset is refused with the names there are', t => {
    const error = t.throws(() => modelFromPreset('toString', { featureShape: [1], classes: 2 }), {
        instanceOf: ModelError,
    });
    t.is(error.message, `there is no model preset "toString"; use one of ${modelPresets.join(', ')}`);
});
test('the layout lists each kernel before its bias', t => {
    t.deepEqual(layoutOf(small), [
        { name: 'dense-1/kernel', shape: [6, 5] },
        { name: 'dense-1/bias', shape: [5] },
        { name: 'dense-2/kernel', shape: [5, 4] },
        { name: 'dense-2/bias', shape: [4] },
    ]);
});
const refusals = [
    [
        'a family that is not on the list',
        { ...small, family: 'lua' },
        /model\.family is "lua"; use "mlp", "logistic" or "layers"/,
    ],
    ['nothing at all', null, /model\.family is missing/],
    ['an activation that is not on the list', { ...small, activation: 'eval' }, /activation: /],
    ['a layer without units', { ...small, hidden: [5, 0] }, /hidden\[1\]: /],
    ['a layer of half a unit', { ...small, hidden: [2.5] }, /hidden\[0\]: /],
    ['seventeen hidden layers', { ...small, hidden: Array(17).fill(1) }, /hidden: /],
    ['one class', { ...small, classes: 1 }, /classes: /],
    ['a field it does not know', { ...small, code: 'x' }, /code/],
    [
        'inputs too large when multiplied',
        { ...small, inputShape: [2000, 2000] },
        /has 4000000 values; the limit is 1000000/,
    ],
    [
        'more than fifty million parameters',
        { ...small, inputShape: [10_000], hidden: [5000] },
        /has 50025004 parameters; the limit is 50000000: use smaller hidden layers/,
    ],
];
for (const [what, spec, message] of refusals) {
    test(`a model with ${what} is refused`, t => {
        t.throws(() => parseModelSpec(spec), { instanceOf: ModelError, message });
    });
}
test('the same seed gives the same start and another seed another, within the Glorot limit', t => {
    const first = initialParameters(small, 5);
    t.deepEqual(first, initialParameters(small, 5));
    t.notDeepEqual(first, initialParameters(small, 6));
    t.notDeepEqual(first, initialParameters(small, 5 + 2 ** 32));
    const kernel = first.values.subarray(0, 30);
    const limit = Math.sqrt(6 / 11);
    t.true(kernel.every(value => Math.abs(value) <= limit));
    t.true(kernel.some(value => Math.abs(value) > limit / 2));
    t.deepEqual([...first.values.subarray(30, 35)], [0, 0, 0, 0, 0]);
});
test('the start of the 2NN is spread evenly over the Glorot interval', t => {
    const kernel = initialParameters(mnist2nn, 1).values.subarray(0, 784 * 200);
    const limit = Math.sqrt(6 / 984);
    const mean = kernel.reduce((sum, value) => sum + value, 0) / kernel.length;
    const variance = kernel.reduce((sum, value) => sum + value * value, 0) / kernel.length;
    t.true(Math.abs(mean) < limit / 100);
    t.true(Math.abs(variance / (limit ** 2 / 3) - 1) < 0.02);
});
test('the model hash is the same for keys in another order and another for one changed bit or field', t => {
    const parameters = initialParameters(small, 1);
    const hash = modelHash(small, parameters);
    const reordered = {
        classes: 4,
        activation: 'tanh',
        hidden: [5],
        inputShape: [2, 3],
        family: 'mlp',
    };
    t.is(hash.length, 32);
    t.deepEqual(modelHash(reordered, parameters), hash);
    t.notDeepEqual(modelHash({ ...small, activation: 'relu' }, parameters), hash);
    const values = parameters.values.slice();
    values[7] = -values[7];
    t.notDeepEqual(modelHash(small, { ...parameters, values }), hash);
});
test('a model whose means come from the holders is another for other means', t => {
    const parameters = initialParameters(small, 1);
    const [none, first, second] = [undefined, { mean: 1 }, { mean: 2 }].map(data => toHex(modelHash(small, parameters, data)));
    t.is(new Set([none, first, second]).size, 3);
    t.deepEqual(modelHash(small, parameters, { b: 1, a: 2 }), modelHash(small, parameters, { a: 2, b: 1 }));
});
test('the model hash does not change between releases', t => {
    const spec = { family: 'logistic', inputShape: [2], classes: 2 };
    const parameters = { values: Float32Array.of(1, -2, 0.5, 4, 0, -0.25), layout: layoutOf(spec) };
    t.is(Buffer.from(modelHash(spec, parameters)).toString('hex'), '82c150a4c2a9bb1a2f91da03bbe7e25ab9cd8597c48d3f44acf7d8296f5c815c');
    t.is(toHex(modelHash(spec, parameters, { kind: 'table', features: [] })), '7a61459a0ac08eed44a7350f42ca49af7219758a3bbb2f0205c99456565397de');
});
//# sourceMappingURL=model-spec.test.js.map