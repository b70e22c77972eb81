/**
 * TensorFlow's own C library behind two packages, one for the processor and one for NVIDIA cards. Both download that
 * library when they are installed, so they are optional peers: used where the owner of the machine has installed one.
 */
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import * as tf from '@tensorflow/tfjs-core';
import { computeOn } from './backend.js';
import { importOptional } from './optional-package.js';
/** What both packages register. */
const libraryName = 'tensorflow';
const packageVersion = '4.22.0';
export const tfjsNodeGpu = {
    name: 'tfjs-node-gpu',
    start: async () => {
        const { isUsingGpuDevice, version } = await startLibrary('@tensorflow/tfjs-node-gpu');
        if (!isUsingGpuDevice) {
            stopLibrary();
            throw new Error(`TensorFlow ${version} finds no GPU; it needs an NVIDIA driver, CUDA 11.x and cuDNN 8`);
        }
        return started(`TensorFlow ${version} on CUDA`);
    },
};
export const tfjsNode = {
    name: 'tfjs-node',
    start: async () => {
        const { version } = await startLibrary('@tensorflow/tfjs-node');
        return started(`TensorFlow ${version}, ${availableParallelism()} cores`);
    },
};
function started(detail) {
    return { detail, isSoftwareRenderer: false, stop: stopLibrary };
}
async function startLibrary(packageName) {
    restoreUtilities();
    await importOptional(packageName, packageVersion);
    await computeOn(libraryName);
    const { isUsingGpuDevice, binding } = tf.backend();
    return { isUsingGpuDevice, version: binding.TF_Version };
}
/** The two packages register the same names: what one leaves behind would stand in the way of the other. */
function stopLibrary() {
    tf.removeBackend(libraryName);
    for (const { kernelName } of tf.getKernelsForBackend(libraryName)) {
        tf.unregisterKernel(kernelName, libraryName);
    }
}
/**
 * Version 4.22 calls `util.isNullOrUndefined`, which Node 23 took away (its first kernel throws), and `util.isArray`,
 * which Node 22 and newer warn about.
 */
export function restoreUtilities(utilities = createRequire(import.meta.url)('node:util')) {
    utilities.isNullOrUndefined = (value) => value === null || value === undefined;
    utilities.isArray = Array.isArray;
}
//# sourceMappingURL=tfjs-node.js.map