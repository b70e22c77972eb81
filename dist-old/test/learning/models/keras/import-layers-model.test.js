import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import * as tfLayers from '@tensorflow/tfjs-layers';
import test from 'ava';
import fc from 'fast-check';
import { importLayersModel, layoutOf, ModelError, modelFromPreset, parseModelSpec, } from '../../../../learning/index.js';
import { writeTopology } from '../../../../learning/models/keras/write-topology.js';
import { openPredictor } from '../../../../learning/models/predictor.js';
import { startBackend } from '../../../../learning/training/backends.js';
import { repositoryRoot } from '../../../support/repository.js';
test.before(async () => {
    await startBackend('cpu');
});
const vector = JSON.parse(readFileSync(join(repositoryRoot, 'test', 'vectors', 'models', 'keras-3.json'), 'utf8'));
test('a network that Keras 3 wrote puts out here what it put out there', async (t) => {
    const spec = importLayersModel(JSON.stringify(vector.topology));
    t.deepEqual([spec.task, spec.inputShape, spec.layers.length], ['classification', [8, 6, 3], 22]);
    const layout = layoutOf(spec);
    // Keras has underscores where names here have hyphens, and calls the kernel of a depthwise layer just that.
    const weightOf = (name) => vector.weights[name.replace('-kernel', '_kernel')] ??
        vector.weights[name.replace('depthwise-kernel', 'kernel')];
    const values = layout.flatMap(({ name }) => weightOf(name));
    const predictor = openPredictor(spec, { values: Float32Array.from(values), layout });
    const logits = await predictor.outputsOf(Float32Array.from(vector.input), 2);
    predictor.dispose();
    for (const [i, expected] of vector.output.entries()) {
        const row = logits.subarray(3 * Math.floor(i / 3), 3 * Math.floor(i / 3) + 3);
        const found = Math.exp(logits[i]) / row.reduce((sum, logit) => sum + Math.exp(logit), 0);
        t.true(Math.abs(found - expected) < 1e-5, `${found} for ${expected}`);
    }
});
/** A specification without the sources that say only what is so anyway. */
function plainest(spec) {
    const layers = spec.layers.map(({ from, ...layer }, i) => {
        const before = spec.layers[i - 1]?.name ?? 'input';
        return from === undefined || (from.length === 1 && from[0] === before) ? layer : { ...layer, from };
    });
    return JSON.parse(JSON.stringify({ ...spec, layers }));
}
test('what is written as a topology is read as it was', t => {
    const specs = [
        modelFromPreset('mnist-cnn', { featureShape: [28, 28, 1], classes: 10 }),
        modelFromPreset('small-resnet', { featureShape: [8, 8, 3], classes: 5 }),
        modelFromPreset('small-u-net', { featureShape: [8, 8, 1], task: 'segmentation', classes: 3 }),
        modelFromPreset('signal-cnn', { featureShape: [40, 2], task: 'multi-label', classes: 4 }),
        modelFromPreset('linear-regression', { featureShape: [7], task: 'regression', outputs: 2 }),
        importLayersModel(JSON.stringify(vector.topology)),
    ];
    for (const spec of specs) {
        const text = JSON.stringify(writeTopology(spec));
        const options = spec.task === 'regression' ? { task: 'regression' } : {};
        t.deepEqual(plainest(importLayersModel(text, options)), plainest(spec));
    }
});
test('a model of TensorFlow.js is read from what it writes', t => {
    const model = tfLayers.sequential({
        layers: [
            tfLayers.layers.conv2d({ inputShape: [6, 6, 2], filters: 3, kernelSize: 3, activation: 'relu' }),
            tfLayers.layers.maxPooling2d({ poolSize: 2 }),
            tfLayers.layers.flatten(),
            tfLayers.layers.dense({ units: 4, kernelInitializer: 'heUniform', useBias: false }),
            tfLayers.layers.activation({ activation: 'sigmoid' }),
        ],
    });
    const topology = model.toJSON(null, false);
    const spec = importLayersModel(JSON.stringify({ format: 'layers-model', modelTopology: topology }));
    const names = model.layers.map(({ name }) => name);
    t.deepEqual(plainest(spec), {
        family: 'layers',
        task: 'multi-label',
        inputShape: [6, 6, 2],
        layers: [
            { kind: 'conv2d', name: names[0], filters: 3, kernelSize: [3, 3], activation: 'relu' },
            { kind: 'max-pool2d', name: names[1], size: [2, 2] },
            { kind: 'flatten', name: names[2] },
            { kind: 'dense', name: names[3], units: 4, bias: false, initial: 'he' },
        ],
    });
});
const input = { class_name: 'InputLayer', config: { batch_input_shape: [null, 4], name: 'in' }, name: 'in' };
const dense = (config, sources = ['in'], name = 'd') => ({
    class_name: 'Dense',
    name,
    config: { name, units: 3, ...config },
    inbound_nodes: [sources.map(source => [source, 0, 0, {}])],
});
const modelOf = (layers, changed = {}) => ({
    class_name: 'Functional',
    config: { layers, input_layers: [['in', 0, 0]], output_layers: [['d', 0, 0]], ...changed },
});
const softmax = { activation: 'softmax' };
const layerOf = (class_name, config) => ({
    ...dense({}, ['in'], 'own'),
    class_name,
    config: { name: 'own', ...config },
});
const through = (class_name, config) => modelOf([input, layerOf(class_name, config), dense(softmax, ['own'])]);
const refusals = [
    ['a number', 7, /the document is 7 where an object is expected/],
    ['a graph model', { format: 'graph-model', modelTopology: {} }, /it is a graph model/],
    ['no class', { config: {} }, /its class is missing; use "Sequential" or "Functional"/],
    ['no layers', modelOf([]), /it has 0 layers; 1 to 256 are possible/],
    [
        'layers that are no list',
        { class_name: 'Functional', config: { layers: {} } },
        /list of layers is an object/,
    ],
    ['ten thousand layers', modelOf(Array(10_000).fill(input)), /it has 10000 layers/],
    [
        'two inputs',
        modelOf([input, dense(softmax)], {
            input_layers: [
                ['in', 0, 0],
                ['in', 0, 0],
            ],
        }),
        /it has 2 inputs; one is possible/,
    ],
    [
        'an unknown output',
        modelOf([input, dense(softmax)], { output_layers: [['x', 0, 0]] }),
        /"x", which is no layer/,
    ],
    [
        'a code layer',
        through('Lambda', { function: ['4wEAAAA', null, null] }),
        /layer "own" \(Lambda\): it carries code/,
    ],
    [
        'batch normalisation',
        through('BatchNormalization', {}),
        /running mean and variance.* use GroupNormalization/,
    ],
    [
        'a class of its own',
        through('MyAttention', {}),
        /layer "own" \(MyAttention\): it is not on the list; use one of Dense/,
    ],
    ['a class that every object has', through('constructor', {}), /\(constructor\): it is not on the list/],
    ['a model in a model', through('Sequential', { layers: [] }), /it is a model in the place of a layer/],
    [
        'an unknown setting',
        through('Dense', { units: 3, hook: 'x' }),
        /\(Dense\): its setting "hook" is unknown/,
    ],
    [
        'a regulariser',
        through('Dense', { units: 3, kernel_regularizer: { class_name: 'L2' } }),
        /its kernel_regularizer is an object; only null/,
    ],
    ['a frozen layer', through('Dense', { units: 3, trainable: false }), /its trainable is false; only true/],
    ['half precision', through('Dense', { units: 3, dtype: 'float16' }), /its dtype is not float32/],
    [
        'a mixed policy',
        through('Dense', { units: 3, dtype: { config: { name: 'mixed_float16' } } }),
        /its dtype is not float32/,
    ],
    [
        'dilation',
        through('Conv2D', { filters: 1, kernel_size: 2, dilation_rate: [2, 2] }),
        /its dilation_rate is a list of 2; only 1/,
    ],
    [
        'channels first',
        through('Conv2D', { filters: 1, kernel_size: 2, data_format: 'channels_first' }),
        /only "channels_last"/,
    ],
    ['bilinear enlargement', through('UpSampling2D', { size: 2, interpolation: 'bilinear' }), /only "nearest"/],
    [
        'another start',
        through('Dense', { units: 3, kernel_initializer: { class_name: 'Orthogonal', config: {} } }),
        /"orthogonal"; use GlorotUniform or HeUniform/,
    ],
    [
        'a bias that starts at one',
        through('Dense', { units: 3, bias_initializer: 'ones' }),
        /its bias_initializer is "ones"; use zeros/,
    ],
    [
        'softmax inside',
        through('Dense', { units: 3, activation: 'softmax' }),
        /layer "own" \(Dense\): softmax is for the end/,
    ],
    [
        'an activation of its own',
        through('Activation', { activation: { class_name: 'X' } }),
        /layer "own" \(activation\): activation: /,
    ],
    ['units that are text', through('Dense', { units: '3' }), /layer "own" \(dense\): units: /],
    ['a billion units', through('Dense', { units: 1e9 }), /units: Too big/],
    [
        'a layer over an inner axis',
        through('LayerNormalization', { axis: [0] }),
        /its axis is a list of 1; only the last one/,
    ],
    ['a ReLU up to three', through('ReLU', { max_value: 3 }), /its max_value is 3; use 6 without a slope/],
    ['two layers of one name', modelOf([input, dense({}), dense(softmax)]), /two layers are called "d"/],
    [
        'a layer that takes from nothing',
        modelOf([input, { ...dense(softmax), inbound_nodes: [] }]),
        /"d" takes from no other layer/,
    ],
    [
        'a layer that takes from an unknown one',
        modelOf([input, dense(softmax, ['x'])]),
        /"d" takes from "x", which is no layer/,
    ],
    [
        'a circle',
        modelOf([input, dense({}, ['d'], 'e'), dense(softmax, ['e'])]),
        /layer "e" takes, through others, from itself/,
    ],
    [
        'a shared layer',
        modelOf([input, { ...dense(softmax), inbound_nodes: [[['in', 0, 0, {}]], [['in', 0, 0, {}]]] }]),
        /layer "d" is called 2 times/,
    ],
    [
        'a layer behind the output',
        modelOf([input, dense({}), dense({}, ['d'], 'e')]),
        /it takes from "d", which is no layer before it/,
    ],
    [
        'no end that says its task',
        modelOf([input, dense({})]),
        /it ends without softmax or sigmoid: say what it is for/,
    ],
    [
        'an open extent',
        modelOf([{ ...input, config: { batch_input_shape: [null, null] } }, dense(softmax)]),
        /an extent of its input is null; give every extent a number/,
    ],
    [
        'an input of a fixed batch',
        modelOf([{ ...input, config: { batch_shape: [3, 4] } }, dense(softmax)]),
        /not null \(the batch\)/,
    ],
    [
        'an input that is none',
        modelOf([{ ...input, class_name: 'Dense' }, dense(softmax)]),
        /of class "Dense", no InputLayer/,
    ],
    [
        'a sequence of nothing but a softmax',
        {
            class_name: 'Sequential',
            config: [{ class_name: 'Softmax', config: { name: 's', batch_input_shape: [null, 3] } }],
        },
        /no layers but a softmax/,
    ],
];
for (const [what, document, message] of refusals) {
    test(`a file with ${what} is refused`, t => {
        t.throws(() => importLayersModel(JSON.stringify(document)), { instanceOf: ModelError, message });
    });
}
test('a file that is no JSON, or too long, is refused before it is looked into', t => {
    t.throws(() => importLayersModel('{"a":'), { instanceOf: ModelError, message: /it is not JSON/ });
    t.throws(() => importLayersModel(' '.repeat(2 ** 20 + 1)), {
        instanceOf: ModelError,
        message: /the limit is 1048576/,
    });
});
test('the end of a model and the task that is asked for must agree', t => {
    const text = JSON.stringify(modelOf([input, dense(softmax)]));
    t.is(importLayersModel(text, { task: 'classification' }).task, 'classification');
    t.throws(() => importLayersModel(text, { task: 'regression' }), {
        instanceOf: ModelError,
        message: /ends in softmax, which is for classification, and is to be for regression: take the softmax off/,
    });
    const open = JSON.stringify(modelOf([input, dense({})]));
    t.deepEqual(importLayersModel(open, { task: 'regression', loss: 'huber' }), {
        family: 'layers',
        task: 'regression',
        loss: 'huber',
        inputShape: [4],
        layers: [{ kind: 'dense', name: 'd', units: 3 }],
    });
});
test('names that have no place here get one, every layer its own', t => {
    const names = ['a/b:0', 'a_b_0', 'input', '__proto__', '/', 'x'.repeat(80)];
    const chain = names.map((name, i) => dense({}, [names[i - 1] ?? 'in'], name));
    const text = JSON.stringify(modelOf([input, ...chain, dense(softmax, [names.at(-1)])]));
    const spec = importLayersModel(text);
    t.deepEqual(spec.layers.map(({ name }) => name), ['a_b_0', 'a_b_0-2', 'input-2', 'proto__', 'layer', 'x'.repeat(56), 'd']);
});
test('a file that tries to reach the prototype of all objects changes nothing', t => {
    const text = JSON.stringify(through('Dense', { units: 3 })).replaceAll('"units"', '"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"units"');
    t.throws(() => importLayersModel(text), { instanceOf: ModelError, message: /"__proto__" is unknown/ });
    t.is({}.polluted, undefined);
});
const outcomeOf = (make) => {
    try {
        return typeof make() === 'object';
    }
    catch (error) {
        if (error instanceof ModelError)
            return error.message.length < 4000;
        throw error;
    }
};
test('nesting however deep is refused and crashes nobody', t => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    const objects = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`;
    const places = [
        '"in"',
        '[null,4]',
        '"InputLayer"',
        '"softmax"',
        '[["in",0,0,{}]]',
        '[["d",0,0]]',
        '3',
        '{"batch_input_shape":[null,4],"name":"in"}',
    ];
    const valid = JSON.stringify(modelOf([input, dense(softmax)]));
    for (const nested of [deep, objects]) {
        t.true(outcomeOf(() => importLayersModel(nested)));
        for (const place of places) {
            t.true(valid.includes(place), place);
            t.true(outcomeOf(() => importLayersModel(valid.replace(place, nested))), place);
        }
        for (const spec of [nested, `{"family":${nested}}`, `{"family":"layers","layers":[${nested}]}`])
            t.true(outcomeOf(() => parseModelSpec(JSON.parse(spec))));
    }
});
test('a file changed in any one place gives a model or a reason, never a crash', t => {
    const valid = JSON.stringify({ ...vector.topology, keras_version: '3' });
    const tokens = valid.match(/"[^"]*"|-?[0-9.]+|null|true|false|[[\]{}:,]/g);
    const scalars = fc.constantFrom('null', 'true', '-1', '0', '1e308', '4294967296', '0.5', '""', '"__proto__"', '"constructor"', '"input"', '[]', '{}', '[null]', '[[["x",0,0]]]', '{"class_name":"function","config":"relu"}', '"Dense"', '"softmax"');
    const isValue = (token, i) => !/^[[\]{}:,]$/.test(token) && tokens[i + 1] !== ':';
    const values = tokens.flatMap((token, i) => (isValue(token, i) ? [i] : []));
    fc.assert(fc.property(fc.constantFrom(...values), scalars, (place, replacement) => {
        const changed = tokens.with(place, replacement).join('');
        return outcomeOf(() => importLayersModel(changed));
    }), { numRuns: 1500 });
    t.pass();
});
test('any JSON at all, as a file or as a specification, gives a model or a reason', t => {
    fc.assert(fc.property(fc.json(), text => {
        return outcomeOf(() => importLayersModel(text)) && outcomeOf(() => parseModelSpec(JSON.parse(text)));
    }), { numRuns: 300 });
    const words = fc.constantFrom('class_name', 'config', 'layers', 'name', 'from', 'kind', 'family', 'task', 'units');
    const { tree } = fc.letrec(tie => ({
        leaf: fc.constantFrom('Functional', 'Sequential', 'dense', 'layers', 'classification', 1, null, 'x'),
        tree: fc.oneof({ maxDepth: 5 }, tie('leaf'), fc.array(tie('tree')), fc.dictionary(words, tie('tree'))),
    }));
    fc.assert(fc.property(tree, value => {
        return (outcomeOf(() => importLayersModel(JSON.stringify(value))) &&
            outcomeOf(() => parseModelSpec({ family: 'layers', task: 'classification', inputShape: [3], layers: [value] })));
    }), { numRuns: 500 });
    t.pass();
});
test.after(() => {
    tf.disposeVariables();
});
//# sourceMappingURL=import-layers-model.test.js.map