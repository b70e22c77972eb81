/** The layer classes that may stand in a file: what of their settings is taken over, and what else they may say. */
import { describeValue } from '../../describe-value.js';
import { usualEpsilon } from '../layers/normalization.js';
const unregularised = ['kernel', 'bias', 'activity', 'depthwise', 'pointwise', 'beta', 'gamma'].flatMap(what => [`${what}_regularizer`, `${what}_constraint`]);
const common = {
    trainable: [true],
    data_format: ['channels_last', null],
    dilation_rate: [1],
    groups: [1],
    ...Object.fromEntries(unregularised.map(key => [key, [null]])),
};
const kernelKeys = ['activation', 'use_bias', 'kernel_initializer', 'bias_initializer'];
const imageKeys = ['kernel_size', 'strides', 'padding', ...kernelKeys];
const depthwiseKeys = ['depth_multiplier', 'depthwise_initializer', 'pointwise_initializer', ...imageKeys];
/** Leaves out what says nothing, so that one network has one form. */
const unless = (usual, value) => (isSame(value, usual) ? undefined : value);
function kernelFields(config, refuse) {
    requireStart(config, 'bias_initializer', 'zeros', refuse);
    const starts = ['kernel_initializer', 'depthwise_initializer', 'pointwise_initializer']
        .filter(key => config[key] !== undefined && config[key] !== null)
        .map(key => startOf(config[key], key, refuse));
    if (new Set(starts).size > 1)
        refuse('its kernels start by different rules; use one for both');
    return {
        activation: activationOf(config.activation),
        bias: unless(true, config.use_bias),
        initial: starts[0],
    };
}
function imageFields(config, refuse) {
    return {
        kernelSize: pairOf(config.kernel_size),
        strides: unless([1, 1], pairOf(config.strides)),
        padding: unless('valid', config.padding),
        ...kernelFields(config, refuse),
    };
}
function signalPool(kind) {
    return {
        reads: ['pool_size', 'strides', 'padding'],
        fixed: common,
        read: config => {
            const size = config.pool_size === undefined ? 2 : onlyOf(config.pool_size);
            return {
                kind,
                size,
                stride: unless(size, onlyOf(config.strides) ?? undefined),
                padding: unless('valid', config.padding),
            };
        },
    };
}
function imagePool(kind) {
    return {
        reads: ['pool_size', 'strides', 'padding'],
        fixed: common,
        read: config => {
            const size = config.pool_size === undefined ? [2, 2] : pairOf(config.pool_size);
            return {
                kind,
                size,
                strides: unless(size, pairOf(config.strides) ?? undefined),
                padding: unless('valid', config.padding),
            };
        },
    };
}
function plain(kind, fixed = {}) {
    return { reads: [], fixed: { ...common, ...fixed }, read: () => ({ kind }) };
}
function normalization(kind, own) {
    return {
        reads: ['axis', 'epsilon', 'gamma_initializer', 'beta_initializer', ...own],
        fixed: { ...common, center: [true], scale: [true], rms_scaling: [false] },
        read: (config, refuse) => {
            requireStart(config, 'gamma_initializer', 'ones', refuse);
            requireStart(config, 'beta_initializer', 'zeros', refuse);
            return {
                kind,
                epsilon: unless(usualEpsilon, config.epsilon),
                ...Object.fromEntries(own.map(key => [key, config[key]])),
            };
        },
    };
}
/** By the name a file gives; own entries only are to be looked up. */
export const layerClasses = {
    Dense: {
        reads: ['units', ...kernelKeys],
        fixed: { ...common, lora_rank: [null], quantization_config: [null] },
        read: (config, refuse) => ({ kind: 'dense', units: config.units, ...kernelFields(config, refuse) }),
    },
    Conv1D: {
        reads: ['filters', ...imageKeys],
        fixed: common,
        read: (config, refuse) => ({
            kind: 'conv1d',
            filters: config.filters,
            kernelSize: onlyOf(config.kernel_size),
            stride: unless(1, onlyOf(config.strides)),
            padding: unless('valid', config.padding),
            ...kernelFields(config, refuse),
        }),
    },
    Conv2D: {
        reads: ['filters', ...imageKeys],
        fixed: common,
        read: (config, refuse) => ({ kind: 'conv2d', filters: config.filters, ...imageFields(config, refuse) }),
    },
    DepthwiseConv2D: {
        reads: depthwiseKeys,
        fixed: common,
        read: (config, refuse) => ({
            kind: 'depthwise-conv2d',
            depthMultiplier: unless(1, config.depth_multiplier),
            ...imageFields(config, refuse),
        }),
    },
    SeparableConv2D: {
        reads: ['filters', ...depthwiseKeys],
        fixed: common,
        read: (config, refuse) => ({
            kind: 'separable-conv2d',
            filters: config.filters,
            depthMultiplier: unless(1, config.depth_multiplier),
            ...imageFields(config, refuse),
        }),
    },
    Conv2DTranspose: {
        reads: ['filters', ...imageKeys],
        fixed: { ...common, output_padding: [null] },
        read: (config, refuse) => ({
            kind: 'conv2d-transpose',
            filters: config.filters,
            ...imageFields(config, refuse),
        }),
    },
    MaxPooling1D: signalPool('max-pool1d'),
    AveragePooling1D: signalPool('average-pool1d'),
    MaxPooling2D: imagePool('max-pool2d'),
    AveragePooling2D: imagePool('average-pool2d'),
    GlobalAveragePooling1D: plain('global-average-pool1d', { keepdims: [false] }),
    GlobalAveragePooling2D: plain('global-average-pool2d', { keepdims: [false] }),
    Flatten: plain('flatten'),
    Reshape: {
        reads: ['target_shape'],
        fixed: common,
        read: config => ({ kind: 'reshape', shape: config.target_shape }),
    },
    UpSampling2D: {
        reads: ['size'],
        fixed: { ...common, interpolation: ['nearest'] },
        read: config => ({ kind: 'upsample2d', factors: pairOf(config.size) }),
    },
    ZeroPadding2D: {
        reads: ['padding'],
        fixed: common,
        read: config => ({ kind: 'zero-pad2d', margins: marginsOf(config.padding) }),
    },
    Activation: {
        reads: ['activation'],
        fixed: common,
        read: config => ({ kind: 'activation', activation: activationOf(config.activation) }),
    },
    ReLU: {
        reads: ['max_value', 'negative_slope'],
        fixed: { ...common, threshold: [0, null] },
        read: ({ max_value: most = null, negative_slope: slope = 0 }, refuse) => {
            const hasSlope = slope !== 0 && slope !== null;
            if (most === null && hasSlope)
                return { kind: 'leaky-relu', slope };
            if (most !== null && (most !== 6 || hasSlope))
                refuse(`its max_value is ${describeValue(most)}; use 6 without a slope, or none`);
            return { kind: 'activation', activation: most === 6 ? 'relu6' : 'relu' };
        },
    },
    LeakyReLU: {
        reads: ['alpha', 'negative_slope'],
        fixed: common,
        read: config => ({ kind: 'leaky-relu', slope: config.negative_slope ?? config.alpha ?? 0.3 }),
    },
    Softmax: {
        reads: [],
        fixed: { ...common, axis: [-1] },
        read: () => ({ kind: 'activation', activation: 'softmax' }),
    },
    Dropout: {
        reads: ['rate', 'seed'],
        fixed: { ...common, noise_shape: [null] },
        read: config => ({ kind: 'dropout', rate: config.rate }),
    },
    LayerNormalization: normalization('layer-normalization', []),
    GroupNormalization: normalization('group-normalization', ['groups']),
    Add: plain('add'),
    Concatenate: { reads: ['axis'], fixed: common, read: () => ({ kind: 'concatenate' }) },
};
/** Why a class that people will miss is not on the list. */
export const refusedClasses = {
    BatchNormalization: 'its running mean and variance are counted and not learned, so that they cannot be summed as updates are; ' +
        'use GroupNormalization or LayerNormalization',
    Lambda: 'it carries code, and nothing in a model is ever run; use a layer of the list',
    Sequential: 'it is a model in the place of a layer; write its layers out',
    Functional: 'it is a model in the place of a layer; write its layers out',
    Model: 'it is a model in the place of a layer; write its layers out',
};
/** A name, also where Keras 3 wraps it; the linear activation is none. */
function activationOf(value) {
    const isWrapped = value !== null && typeof value === 'object' && value.class_name === 'function';
    const name = isWrapped ? value.config : value;
    if (name === 'linear' || name === null)
        return undefined;
    return name === 'silu' ? 'swish' : name;
}
/** How a kernel starts: `he`, or nothing for Glorot. The values are drawn here, from the seed of the terms. */
function startOf(value, key, refuse) {
    const { scale, mode } = settingsOf(value);
    switch (initializerName(value)) {
        case 'glorotuniform':
        case 'glorotnormal':
            return undefined;
        case 'heuniform':
        case 'henormal':
            return 'he';
        case 'variancescaling':
            if (mode === 'fan_avg' && scale === 1)
                return undefined;
            if (mode === 'fan_in' && scale === 2)
                return 'he';
    }
    return refuse(`its ${key} is ${describeValue(initializerName(value))}; use GlorotUniform or HeUniform`);
}
function requireStart(config, key, wanted, refuse) {
    const value = config[key];
    if (value === undefined || value === null || initializerName(value) === wanted)
        return;
    refuse(`its ${key} is ${describeValue(initializerName(value))}; use ${wanted}`);
}
/** The name of an initializer in one spelling: `glorot_uniform`, `GlorotUniform` and an object of that class alike. */
function initializerName(value) {
    const name = typeof value === 'string' ? value : value.class_name;
    return typeof name === 'string' ? name.slice(0, 60).replaceAll('_', '').toLowerCase() : name;
}
function settingsOf(value) {
    const { config } = value;
    return config !== null && typeof config === 'object' ? config : {};
}
/** `3` and `[3, 3]` both. */
function pairOf(value) {
    return typeof value === 'number' ? [value, value] : value;
}
/** `3` and `[3]` both. */
function onlyOf(value) {
    return Array.isArray(value) && value.length === 1 ? value[0] : value;
}
/** `1`, `[1, 2]` and `[[1, 1], [2, 2]]` all, as top, bottom, left, right. */
function marginsOf(value) {
    const sides = pairOf(value);
    if (!Array.isArray(sides) || sides.length !== 2)
        return value;
    const pairs = sides.map(pairOf);
    return pairs.every(pair => Array.isArray(pair) && pair.length === 2) ? pairs.flat() : value;
}
/** Equality of settings that are numbers, words or flat lists of them; a list is one value repeated if that is wanted. */
export function isSame(value, wanted) {
    if (value === undefined || value === wanted)
        return true;
    if (!Array.isArray(value) || value.length > 4)
        return false;
    if (!Array.isArray(wanted))
        return value.every(item => item === wanted);
    return value.length === wanted.length && value.every((item, i) => item === wanted[i]);
}
//# sourceMappingURL=layer-classes.js.map