import * as tf from '@tensorflow/tfjs-core';
/** Kernels of this thread that are replaced. */
const replaced = new Set();
/**
 * Puts another function in the place of a kernel of the library, which it is given for the cases that it leaves alone
 * (undefined where the backend lacks that kernel). Again is no harm.
 */
export function replaceKernel(kernelName, backendName, replacement) {
    const place = `${backendName} ${kernelName}`;
    if (replaced.has(place))
        return;
    const kernel = tf.getKernel(kernelName, backendName);
    if (kernel !== undefined)
        tf.unregisterKernel(kernelName, backendName);
    tf.registerKernel({ ...kernel, kernelName, backendName, kernelFunc: replacement(kernel?.kernelFunc) });
    replaced.add(place);
}
//# sourceMappingURL=replace-kernel.js.map