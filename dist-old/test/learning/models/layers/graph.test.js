import test from 'ava';
import { ModelError, parameterCount, parseModelSpec } from '../../../../learning/index.js';
import { graphOf } from '../../../../learning/models/layers/index.js';
/** A network of these layers with one more that makes what the task needs. */
function networkOf(inputShape, layers) {
    const end = [
        { kind: 'flatten', name: 'end-flatten' },
        { kind: 'dense', name: 'end', units: 2 },
    ];
    return { family: 'layers', task: 'classification', inputShape, layers: [...layers, ...end] };
}
/** Shape of the last of `layers`, and the tensors of them all. */
function examined(inputShape, layers) {
    const { nodes } = graphOf(parseModelSpec(networkOf(inputShape, layers)));
    const own = nodes.slice(0, layers.length);
    return {
        shape: own.at(-1).outputShape,
        weights: Object.fromEntries(own.flatMap(({ weights }) => weights.map(({ name, shape }) => [name, shape]))),
    };
}
const image = [9, 12, 3];
const cases = [
    ['dense on the last axis', [5, 3], { kind: 'dense', units: 4 }, [5, 4], { kernel: [3, 4], bias: [4] }],
    [
        'a convolution without padding',
        image,
        { kind: 'conv2d', filters: 5, kernelSize: [2, 4], strides: [2, 3] },
        [4, 3, 5],
        { kernel: [2, 4, 3, 5], bias: [5] },
    ],
    [
        'a padded convolution without bias',
        image,
        { kind: 'conv2d', filters: 5, kernelSize: [2, 4], strides: [2, 5], padding: 'same', bias: false },
        [5, 3, 5],
        { kernel: [2, 4, 3, 5] },
    ],
    [
        'a convolution of a signal',
        [20, 3],
        { kind: 'conv1d', filters: 7, kernelSize: 4, stride: 3 },
        [6, 7],
        { kernel: [4, 3, 7], bias: [7] },
    ],
    [
        'a depthwise convolution',
        image,
        { kind: 'depthwise-conv2d', kernelSize: [3, 2], depthMultiplier: 2 },
        [7, 11, 6],
        { 'depthwise-kernel': [3, 2, 3, 2], bias: [6] },
    ],
    [
        'a separable convolution',
        image,
        { kind: 'separable-conv2d', filters: 4, kernelSize: [3, 2], depthMultiplier: 2, strides: [2, 2] },
        [4, 6, 4],
        { 'depthwise-kernel': [3, 2, 3, 2], 'pointwise-kernel': [1, 1, 6, 4], bias: [4] },
    ],
    [
        'a transposed convolution without padding',
        image,
        { kind: 'conv2d-transpose', filters: 5, kernelSize: [4, 1], strides: [2, 3] },
        [20, 36, 5],
        { kernel: [4, 1, 5, 3], bias: [5] },
    ],
    [
        'a padded transposed convolution',
        image,
        { kind: 'conv2d-transpose', filters: 5, kernelSize: [4, 1], strides: [2, 3], padding: 'same' },
        [18, 36, 5],
        { kernel: [4, 1, 5, 3], bias: [5] },
    ],
    ['pooling of an image', image, { kind: 'max-pool2d', size: [2, 5] }, [4, 2, 3], {}],
    [
        'overlapping padded pooling',
        image,
        { kind: 'average-pool2d', size: [3, 3], strides: [2, 1], padding: 'same' },
        [5, 12, 3],
        {},
    ],
    ['pooling of a signal', [20, 3], { kind: 'max-pool1d', size: 3 }, [6, 3], {}],
    ['overlapping pooling of a signal', [20, 3], { kind: 'average-pool1d', size: 3, stride: 2 }, [9, 3], {}],
    ['a mean over a signal', [20, 3], { kind: 'global-average-pool1d' }, [3], {}],
    ['a mean over an image', image, { kind: 'global-average-pool2d' }, [3], {}],
    ['flattening', image, { kind: 'flatten' }, [324], {}],
    ['reshaping', image, { kind: 'reshape', shape: [27, 12] }, [27, 12], {}],
    ['reshaping to what is left', image, { kind: 'reshape', shape: [-1, 6] }, [54, 6], {}],
    ['enlarging', image, { kind: 'upsample2d', factors: [2, 3] }, [18, 36, 3], {}],
    ['padding with zeros', image, { kind: 'zero-pad2d', margins: [1, 2, 3, 4] }, [12, 19, 3], {}],
    ['an activation', image, { kind: 'activation', activation: 'swish' }, image, {}],
    ['a leaky ReLU', image, { kind: 'leaky-relu', slope: 0.1 }, image, {}],
    ['dropout', image, { kind: 'dropout', rate: 0.5 }, image, {}],
    ['layer normalisation', image, { kind: 'layer-normalization' }, image, { gamma: [3], beta: [3] }],
    [
        'group normalisation',
        [4, 4, 6],
        { kind: 'group-normalization', groups: 2 },
        [4, 4, 6],
        { gamma: [6], beta: [6] },
    ],
    ['adding', image, { kind: 'add', from: ['input', 'input'] }, image, {}],
    ['concatenating', image, { kind: 'concatenate', from: ['input', 'input', 'input'] }, [9, 12, 9], {}],
];
for (const [what, inputShape, layer, shape, weights] of cases) {
    test(`${what} has the shape and the tensors of its definition`, t => {
        t.deepEqual(examined(inputShape, [{ name: 'own', ...layer }]), { shape, weights });
    });
}
test('a layer takes from those it names, also over others', t => {
    const layers = [
        { kind: 'dense', name: 'left', units: 3 },
        { kind: 'dense', name: 'right', from: ['input'], units: 4 },
        { kind: 'concatenate', name: 'both', from: ['right', 'left'] },
        { kind: 'dense', name: 'own', units: 5 },
    ];
    t.deepEqual(examined([6], layers).shape, [5]);
    t.is(parameterCount(parseModelSpec(networkOf([6], layers))), 21 + 28 + 40 + 12);
});
const dense = { kind: 'dense', name: 'own', units: 4 };
const faulty = [
    [
        'a kind that is not on the list',
        [4],
        [{ kind: 'lambda', name: 'x', code: 'y' }],
        /^model\.layers\[0\]: its kind is "lambda"; use one of dense, conv1d, /,
    ],
    [
        'a kind that every object has',
        [4],
        [{ kind: 'constructor', name: 'x' }],
        /its kind is "constructor"; use one of/,
    ],
    ['no kind at all', [4], [{ name: 'x' }], /its kind is missing; use one of/],
    ['a layer without a name', [4], [{ kind: 'flatten' }], /model\.layers\[0\] \(flatten\): name: /],
    ['a name with a slash', [4], [{ ...dense, name: 'a/b' }], /name: must be 1 to 64 letters/],
    ['a name of 65 letters', [4], [{ ...dense, name: 'a'.repeat(65) }], /name: must be 1 to 64 letters/],
    ['a name like a prototype', [4], [{ ...dense, name: '__proto__' }], /name: must be 1 to 64 letters/],
    ['a field nobody knows', [4], [{ ...dense, hook: 'x' }], /model\.layers\[0\] \(dense\): .*"hook"/],
    ['one name twice', [4], [dense, dense], /^model\.layers\[1\] "own" \(dense\): its name is taken/],
    ["the input's name", [4], [{ ...dense, name: 'input' }], /its name is taken/],
    [
        'a layer that takes from a later one',
        [4],
        [
            { ...dense, from: ['later'] },
            { ...dense, name: 'later' },
        ],
        /"own" \(dense\): it takes from "later", which is no layer before it/,
    ],
    [
        'a layer that takes from itself',
        [4],
        [{ ...dense, from: ['own'] }],
        /takes from "own", which is no layer/,
    ],
    [
        'a layer that leads nowhere',
        [4],
        [dense, { ...dense, name: 'idle' }, { kind: 'activation', name: 'a', activation: 'relu', from: ['own'] }],
        /model\.layers\[1\] "idle" \(dense\): no layer takes from it/,
    ],
    [
        'two inputs for one',
        [4],
        [{ ...dense, from: ['input', 'input'] }],
        /it takes one input and is given 2; join them/,
    ],
    ['one input to join', [4], [{ kind: 'add', name: 'x' }], /it joins inputs and is given one/],
    [
        'an image for a signal',
        [4, 4, 1],
        [{ kind: 'global-average-pool1d', name: 'x' }],
        /takes \[length, channels\]/,
    ],
    [
        'a window beyond the image',
        [4, 4, 1],
        [{ kind: 'conv2d', name: 'x', filters: 1, kernelSize: [1, 5] }],
        /a window of 5 does not fit on an axis of 4/,
    ],
    [
        'unequal strides of a depthwise convolution',
        [4, 4, 1],
        [{ kind: 'depthwise-conv2d', name: 'x', kernelSize: [2, 2], strides: [1, 2] }],
        /its strides must be equal/,
    ],
    [
        'another number of values',
        [4, 3],
        [{ kind: 'reshape', name: 'x', shape: [5, 3] }],
        /its shape \[5, 3\] takes 15 values at a time and its input \[4, 3\] has 12/,
    ],
    [
        'a rest that is no whole number',
        [4, 3],
        [{ kind: 'reshape', name: 'x', shape: [5, -1] }],
        /its shape \[5, -1\] takes 5 values at a time and its input \[4, 3\] has 12/,
    ],
    ['two rests', [4, 3], [{ kind: 'reshape', name: 'x', shape: [-1, -1] }], /shape: has -1 more than once/],
    [
        'groups that do not divide',
        [4, 6],
        [{ kind: 'group-normalization', name: 'x', groups: 4 }],
        /4 groups do not divide its 6 channels/,
    ],
    [
        'unequal summands',
        [4, 6],
        [
            { kind: 'dense', name: 'd', units: 5 },
            { kind: 'add', name: 'x', from: ['d', 'input'] },
        ],
        /it adds \[4, 5\] and \[4, 6\]/,
    ],
    [
        'unequal neighbours',
        [4, 4, 2],
        [
            { kind: 'max-pool2d', name: 'p', size: [2, 2] },
            { kind: 'concatenate', name: 'x', from: ['p', 'input'] },
        ],
        /it joins \[2, 2, 2\] and \[4, 4, 2\], which differ before the last axis/,
    ],
    [
        'two hundred and fifty-seven layers',
        [4],
        Array.from({ length: 255 }, (_, i) => ({ kind: 'flatten', name: `f${i}` })),
        /layers: Too big: expected array to have <=256 items/,
    ],
    [
        'a thousand million parameters',
        [65_536],
        [{ ...dense, units: 65_536 }],
        /"own" \(dense\): with it the model has 4295032832 parameters; the limit is 50000000/,
    ],
    [
        'shapes whose product overflows',
        [1000, 1000, 1],
        [
            { kind: 'upsample2d', name: 'u', factors: [64, 64] },
            { kind: 'upsample2d', name: 'v', factors: [64, 64] },
        ],
        /"u" \(upsample2d\): with it the layers put out 4097000000 values for one example; the limit is 67108864/,
    ],
    [
        'too many multiplications',
        [1000, 1000, 1],
        [{ kind: 'conv2d', name: 'x', filters: 8, kernelSize: [200, 200], padding: 'same' }],
        /with it one example takes 320000000000 multiplications; the limit is 100000000000/,
    ],
];
for (const [what, inputShape, layers, message] of faulty) {
    test(`a network with ${what} is refused`, t => {
        t.throws(() => parseModelSpec(networkOf(inputShape, layers)), { instanceOf: ModelError, message });
    });
}
const ends = [
    ['one class', { layers: [{ ...dense, units: 1 }] }, /it puts out 1 values; classification has 2 to 10000/],
    [
        'a softmax of its own kind',
        { layers: [{ ...dense, activation: 'sigmoid' }] },
        /the last layer of a classification has no activation/,
    ],
    [
        'an activation at the end',
        { layers: [dense, { kind: 'activation', name: 'a', activation: 'relu' }] },
        /the last layer of a classification has no activation/,
    ],
    ['an output of two axes', { inputShape: [3, 4] }, /puts out \[3, 4\]; classification needs one axis/],
    [
        'no class for every pixel',
        {
            task: 'segmentation',
            inputShape: [3, 4, 2],
            layers: [{ kind: 'max-pool2d', name: 'x', size: [3, 2] }, dense],
        },
        /it puts out \[1, 2, 4\]; segmentation needs one row of classes for every position, \[3, 4, classes\]/,
    ],
    ['one axis to segment', { task: 'segmentation' }, /segmentation needs one row of classes/],
    ['a loss of another task', { loss: 'huber' }, /model\.loss is "huber", which is for regression/],
    ['a task that is not on the list', { task: 'generation' }, /task: /],
    ['nothing to learn', { layers: [{ kind: 'flatten', name: 'f' }] }, /the model has no parameters/],
    ['no layers', { layers: [] }, /layers: /],
    ['a field nobody knows', { code: 'x' }, /"code"/],
];
for (const [what, changed, message] of ends) {
    test(`a model with ${what} is refused`, t => {
        const spec = { family: 'layers', task: 'classification', inputShape: [4], layers: [dense], ...changed };
        t.throws(() => parseModelSpec(spec), { instanceOf: ModelError, message });
    });
}
test('a regression may end in an activation, and each task has its fewest outputs', t => {
    const positive = [{ ...dense, units: 1, activation: 'softplus' }];
    const model = { family: 'layers', inputShape: [4] };
    t.is(parameterCount(parseModelSpec({ ...model, task: 'regression', loss: 'huber', layers: positive })), 5);
    t.is(parameterCount(parseModelSpec({ ...model, task: 'multi-label', layers: [{ ...dense, units: 1 }] })), 5);
    t.is(parameterCount(parseModelSpec({ ...model, inputShape: [9, 4], task: 'segmentation', layers: [dense] })), 20);
});
test('a specification that tries to reach the prototype of all objects changes nothing', t => {
    const text = JSON.stringify({ family: 'layers', task: 'classification', inputShape: [4], layers: [dense] });
    const hostile = [
        text.replace('"family"', '"__proto__":{"polluted":1},"family"'),
        text.replace('"units"', '"__proto__":{"activation":"relu"},"units"'),
        `{"__proto__":${text}}`,
    ];
    for (const each of hostile) {
        t.not(each, text);
        t.throws(() => parseModelSpec(JSON.parse(each)), { instanceOf: ModelError });
    }
    t.is({}.polluted, undefined);
});
//# sourceMappingURL=graph.test.js.map