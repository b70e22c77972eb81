/**
 * Kernels that training a convolutional network needs. The WASM backend (4.22) lacks the gradients by filters of both
 * kinds of convolution and by the input of the depthwise one. Two that it has are replaced: the gradient by the input of
 * the other kind, plain loops, is some ten times slower than the convolution it can be written as; that of maximum
 * pooling gives a window without a positive value's gradient to its first place, whichever is the largest.
 */
import * as tf from '@tensorflow/tfjs-core';
import { depthwiseFilterGradient, depthwiseInputGradient, filterGradient, inputGradient, } from './convolution-gradients.js';
import { areApart, gradientOfApart, maxPoolGradient } from './max-pool-gradient.js';
import { isNarrowConvolution, isNarrowFilter, isNarrowInput, narrowConvolution, narrowFilterGradient, narrowInputGradient, } from './narrow-convolutions.js';
import { replaceKernel } from './replace-kernel.js';
const backendName = 'wasm';
/** Registers the kernels in this thread; again is no harm. */
export function registerWasmGradients() {
    replaceKernel(tf.Conv2D, backendName, original => params => {
        const { x, filter } = params.inputs;
        const attributes = params.attrs;
        const geometry = geometryOf(x.shape, filter.shape, attributes, false);
        return isNarrowConvolution(geometry) ? narrowConvolution(x, filter, geometry) : original(params);
    });
    register(tf.Conv2DBackpropFilter, ({ x, dy }, attributes) => {
        const geometry = geometryOf(x.shape, attributes.filterShape, attributes, false);
        return (isNarrowFilter(geometry) ? narrowFilterGradient : filterGradient)(x, dy, geometry);
    });
    register(tf.Conv2DBackpropInput, ({ dy, filter }, attributes) => {
        const geometry = geometryOf(attributes.inputShape, filter.shape, attributes, false);
        return (isNarrowInput(geometry) ? narrowInputGradient : inputGradient)(dy, filter, geometry);
    });
    register(tf.DepthwiseConv2dNativeBackpropFilter, ({ x, dy }, attributes) => depthwiseFilterGradient(x, dy, geometryOf(x.shape, attributes.filterShape, attributes, true)));
    register(tf.DepthwiseConv2dNativeBackpropInput, ({ dy, filter }, attributes) => depthwiseInputGradient(dy, filter, geometryOf(attributes.inputShape, filter.shape, attributes, true)));
    register(tf.MaxPoolGrad, maxPool);
}
function maxPool({ input, output, dy }, { filterSize, strides, pad, dimRoundingMode }) {
    const geometry = tf.backend_util.computePool2DInfo(input.shape, filterSize, strides, 1, pad, dimRoundingMode);
    if (areApart(geometry))
        return gradientOfApart(input, output, dy, geometry);
    const [x, ofOutputs] = [input.dataSync(), dy.dataSync()];
    return tf.tensor4d(maxPoolGradient(x, ofOutputs, geometry), input.shape);
}
function register(kernelName, gradient) {
    // The engine hands kernels its tensors, whose type it widens to what kernels of other backends need of them.
    replaceKernel(kernelName, backendName, () => ({ inputs, attrs }) => tf.tidy(() => gradient(inputs, attrs)));
}
function geometryOf(inputShape, filterShape, { strides, dilations = 1, pad, dimRoundingMode, dataFormat = 'NHWC' }, isDepthwise) {
    if (dataFormat !== 'NHWC')
        throw new Error('convolutions on wasm take channels last: data format NHWC');
    return tf.backend_util.computeConv2DInfo(inputShape, filterShape, strides, dilations, pad, dimRoundingMode, isDepthwise);
}
//# sourceMappingURL=wasm-gradients.js.map