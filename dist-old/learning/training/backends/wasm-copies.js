/**
 * The library's WebAssembly backend (4.22) copies the values of a tensor that is cloned or cast to the type it has, which
 * automatic differentiation does for every layer. Tensors never change, so that two may share their values, as those do
 * that `tf.reshape` makes of each other; the backend counts who holds them.
 */
import * as tf from '@tensorflow/tfjs-core';
import { replaceKernel } from './replace-kernel.js';
/** Registers the kernels in this thread; again is no harm. */
export function registerWasmCopies() {
    replaceKernel(tf.Identity, 'wasm', original => params => {
        const { x } = params.inputs;
        return x.dtype === 'string' ? original(params) : shared(x, params.backend);
    });
    replaceKernel(tf.Cast, 'wasm', original => params => {
        const { x } = params.inputs;
        const { dtype } = params.attrs;
        return x.dtype === dtype && dtype !== 'string' ? shared(x, params.backend) : original(params);
    });
}
function shared({ dataId, shape, dtype }, backend) {
    const { incRef } = backend;
    incRef.call(backend, dataId);
    return { dataId, shape, dtype };
}
//# sourceMappingURL=wasm-copies.js.map