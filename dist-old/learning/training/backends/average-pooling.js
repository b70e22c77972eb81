/**
 * The library's gradient of average pooling (4.22: cpu, wasm, webgpu) shares each ∂y out over the whole window, while
 * its forward pass averages over the part of the window that lies inside the input: with padding the two disagree at the
 * edges. The kernel is given ∂y times window / part, with which its shares come out right.
 */
import * as tf from '@tensorflow/tfjs-core';
/** Backends of this thread whose kernel is mended. */
const mended = new Set();
/** Mends the kernel of a backend that is registered in this thread; again is no harm. */
export function mendAveragePooling(backendName) {
    if (mended.has(backendName))
        return;
    const kernel = tf.getKernel(tf.AvgPoolGrad, backendName);
    tf.unregisterKernel(tf.AvgPoolGrad, backendName);
    tf.registerKernel({
        ...kernel,
        kernelFunc: params => {
            const { dy, input } = params.inputs;
            const geometry = geometryOf(input.shape, params.attrs);
            if (!isPadded(geometry))
                return kernel.kernelFunc(params);
            const weighted = tf.mul(dy, wholeOverPart(geometry));
            return kernel.kernelFunc({ ...params, inputs: { dy: weighted, input } });
        },
    });
    mended.add(backendName);
}
function geometryOf(shape, pooling) {
    const { filterSize, strides, pad, dimRoundingMode } = pooling;
    return tf.backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
}
function isPadded({ padInfo: { top, bottom, left, right } }) {
    return top + bottom + left + right > 0;
}
/** For every output the size of the window over that of its part inside the input, [1, height, width, 1]. */
function wholeOverPart(geometry) {
    const { outHeight, outWidth, inHeight, inWidth, filterHeight, filterWidth, padInfo } = geometry;
    const rows = partsInside(outHeight, geometry.strideHeight, filterHeight, padInfo.top, inHeight);
    const columns = partsInside(outWidth, geometry.strideWidth, filterWidth, padInfo.left, inWidth);
    const ratios = rows.flatMap(height => columns.map(width => (filterHeight * filterWidth) / (height * width)));
    return tf.tensor4d(ratios, [1, outHeight, outWidth, 1]);
}
function partsInside(outputs, stride, size, before, inputs) {
    return Array.from({ length: outputs }, (_, i) => {
        const start = i * stride - before;
        return Math.max(1, Math.min(inputs, start + size) - Math.max(0, start));
    });
}
//# sourceMappingURL=average-pooling.js.map