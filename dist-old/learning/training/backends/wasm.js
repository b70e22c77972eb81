import { createRequire } from 'node:module';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { mendAveragePooling } from './average-pooling.js';
import { computeOn } from './backend.js';
import { registerWasmCopies } from './wasm-copies.js';
import { registerWasmGradients } from './wasm-gradients.js';
import { registerWasmProducts } from './wasm-products.js';
/**
 * WebAssembly with SIMD, on one core: the package refuses its threads in Node (`WASM_HAS_MULTITHREAD_SUPPORT` is false
 * there, and its pool would start workers from `blob:` addresses, which Node's do not take). More cores are used by more
 * workers.
 */
export const wasm = {
    name: 'wasm',
    start: async () => {
        const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
        const packageFile = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json');
        setWasmPaths(`${path.join(path.dirname(packageFile), 'dist')}${path.sep}`);
        if (!(await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT'))) {
            throw new Error('this processor or Node build has no WebAssembly SIMD');
        }
        registerWasmCopies();
        registerWasmGradients();
        registerWasmProducts();
        await computeOn('wasm');
        mendAveragePooling('wasm');
        return {
            detail: 'WebAssembly with SIMD, one core a worker',
            isSoftwareRenderer: false,
            stop: () => undefined,
        };
    },
};
//# sourceMappingURL=wasm.js.map