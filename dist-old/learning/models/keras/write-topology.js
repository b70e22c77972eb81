/** A specification as a functional model of Keras and TensorFlow.js, with the task's softmax or sigmoid at its end. */
import { graphOf, inputName, } from '../layers/index.js';
import { usualEpsilon } from '../layers/normalization.js';
import { poolWindow } from '../layers/pooling.js';
import { linkOf } from './topology.js';
/** The `model_config` of a specification. */
export function writeTopology(spec) {
    const { task, inputShape, layers } = spec;
    const { nodes } = graphOf(spec);
    const written = [inputLayer(inputShape)];
    for (const [i, layer] of layers.entries()) {
        // Each entry is only ever given layers of its own kind.
        const { class_name, config } = writers[layer.kind](layer, nodes[i]);
        const sources = layer.from ?? [layers[i - 1]?.name ?? inputName];
        written.push(kerasLayer(layer.name, class_name, config, sources));
    }
    const link = linkOf[task];
    if (link !== undefined) {
        const name = freeName(new Set(layers.map(layer => layer.name)));
        written.push(kerasLayer(name, 'Activation', { activation: link }, [layers.at(-1).name]));
    }
    const output = written.at(-1).name;
    return {
        class_name: 'Functional',
        config: {
            name: 'parley',
            layers: written,
            input_layers: [[inputName, 0, 0]],
            output_layers: [[output, 0, 0]],
        },
    };
}
function freeName(taken) {
    let name = 'probabilities';
    for (let i = 2; taken.has(name); i++)
        name = `probabilities-${i}`;
    return name;
}
function inputLayer(shape) {
    const config = { name: inputName, batch_input_shape: [null, ...shape], dtype: 'float32', sparse: false };
    return { class_name: 'InputLayer', name: inputName, config, inbound_nodes: [] };
}
function kerasLayer(name, class_name, config, sources) {
    const named = { name, trainable: true, dtype: 'float32', ...config };
    return { class_name, name, config: named, inbound_nodes: [sources.map(source => [source, 0, 0, {}])] };
}
const onChannels = { data_format: 'channels_last' };
const writers = {
    dense: layer => ({ class_name: 'Dense', config: { units: layer.units, ...kernelConfig(layer) } }),
    conv1d: layer => ({
        class_name: 'Conv1D',
        config: {
            filters: layer.filters,
            kernel_size: [layer.kernelSize],
            strides: [layer.stride ?? 1],
            padding: layer.padding ?? 'valid',
            dilation_rate: [1],
            ...onChannels,
            ...kernelConfig(layer),
        },
    }),
    conv2d: layer => ({ class_name: 'Conv2D', config: { filters: layer.filters, ...imageConfig(layer) } }),
    'depthwise-conv2d': layer => ({
        class_name: 'DepthwiseConv2D',
        config: { depth_multiplier: layer.depthMultiplier ?? 1, ...imageConfig(layer, 'depthwise_initializer') },
    }),
    'separable-conv2d': layer => {
        const { depthwise_initializer, ...rest } = imageConfig(layer, 'depthwise_initializer');
        const initializers = { depthwise_initializer, pointwise_initializer: depthwise_initializer };
        const { filters, depthMultiplier = 1 } = layer;
        return {
            class_name: 'SeparableConv2D',
            config: { filters, depth_multiplier: depthMultiplier, ...rest, ...initializers },
        };
    },
    'conv2d-transpose': layer => ({
        class_name: 'Conv2DTranspose',
        config: { filters: layer.filters, ...imageConfig(layer) },
    }),
    'max-pool1d': layer => ({ class_name: 'MaxPooling1D', config: poolConfig(layer) }),
    'average-pool1d': layer => ({ class_name: 'AveragePooling1D', config: poolConfig(layer) }),
    'max-pool2d': layer => ({ class_name: 'MaxPooling2D', config: poolConfig(layer) }),
    'average-pool2d': layer => ({ class_name: 'AveragePooling2D', config: poolConfig(layer) }),
    'global-average-pool1d': () => ({ class_name: 'GlobalAveragePooling1D', config: onChannels }),
    'global-average-pool2d': () => ({ class_name: 'GlobalAveragePooling2D', config: onChannels }),
    flatten: () => ({ class_name: 'Flatten', config: onChannels }),
    reshape: (_layer, { outputShape }) => ({ class_name: 'Reshape', config: { target_shape: outputShape } }),
    upsample2d: ({ factors }) => ({
        class_name: 'UpSampling2D',
        config: { size: factors, interpolation: 'nearest', ...onChannels },
    }),
    'zero-pad2d': ({ margins: [top, bottom, left, right] }) => ({
        class_name: 'ZeroPadding2D',
        config: {
            padding: [
                [top, bottom],
                [left, right],
            ],
            ...onChannels,
        },
    }),
    activation: ({ activation }) => ({ class_name: 'Activation', config: { activation } }),
    'leaky-relu': ({ slope }) => ({ class_name: 'LeakyReLU', config: { alpha: slope } }),
    dropout: ({ rate }) => ({ class_name: 'Dropout', config: { rate } }),
    'layer-normalization': ({ epsilon = usualEpsilon }) => ({
        class_name: 'LayerNormalization',
        config: { axis: -1, epsilon, center: true, scale: true },
    }),
    'group-normalization': ({ groups, epsilon = usualEpsilon }) => ({
        class_name: 'GroupNormalization',
        config: { groups, axis: -1, epsilon, center: true, scale: true },
    }),
    add: () => ({ class_name: 'Add', config: {} }),
    concatenate: () => ({ class_name: 'Concatenate', config: { axis: -1 } }),
};
function kernelConfig({ activation = 'linear', bias = true, initial }, key = 'kernel_initializer') {
    const initializer = { class_name: initial === 'he' ? 'HeUniform' : 'GlorotUniform', config: {} };
    return { activation, use_bias: bias, [key]: initializer };
}
function imageConfig(layer, key) {
    return {
        kernel_size: layer.kernelSize,
        strides: layer.strides ?? [1, 1],
        padding: layer.padding ?? 'valid',
        dilation_rate: [1, 1],
        ...onChannels,
        ...kernelConfig(layer, key),
    };
}
function poolConfig(layer) {
    const { extents, strides, padding } = poolWindow(layer);
    return { pool_size: extents, strides, padding, ...onChannels };
}
//# sourceMappingURL=write-topology.js.map