/** The module `tensor-kernels.wat` over the memory of the library's WebAssembly backend, in which tensors lie. */
import { readFileSync } from 'node:fs';
/** Bytes of a value, and of the four that a vector holds. */
export const valueBytes = 4;
export const lanes = 4;
const opened = new WeakMap();
/** The kernels of a backend that has started, always the same ones. */
export function kernelsOf(backend) {
    const own = backend;
    const kernels = opened.get(own) ?? openKernels(own);
    opened.set(own, kernels);
    return kernels;
}
function openKernels(backend) {
    const { memory } = backend.wasm.asm;
    const at = ({ dataId }) => backend.dataIdMap.get(dataId).memoryOffset;
    const unset = (shape) => backend.makeOutput(shape, 'float32');
    const { product, addToRows, maxPoolGradient, addWindows } = functionsOver(memory);
    return {
        ...{ product, addToRows, maxPoolGradient, addWindows, at, unset },
        zeros: shape => {
            const tensor = unset(shape);
            // The buffer is another one after the memory has grown.
            new Float32Array(memory.buffer, at(tensor), sizeOf(shape)).fill(0);
            return tensor;
        },
    };
}
function functionsOver(memory) {
    const { Instance, Module } = globalThis.WebAssembly;
    const module = new Module(readFileSync(new URL('./tensor-kernels.wasm', import.meta.url)));
    return new Instance(module, { tfjs: { memory } }).exports;
}
export function sizeOf(shape) {
    return shape.reduce((product, extent) => product * extent, 1);
}
//# sourceMappingURL=tensor-kernels.js.map