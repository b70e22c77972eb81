/**
 * Products and sums for which the library's WebAssembly backend (4.22) has slow ways: a product with a transposed operand
 * it computes value by value, so that the operand is transposed before, and one of few rows takes the short way.
 */
import * as tf from '@tensorflow/tfjs-core';
import { replaceKernel } from './replace-kernel.js';
import { hasWideRows, sumOfRows, withRow } from './row-sums.js';
import { isShortProduct, shortProduct } from './short-products.js';
import { sizeOf } from './tensor-kernels.js';
/** Registers the kernels in this thread; again is no harm. */
export function registerWasmProducts() {
    replaceKernel(tf.BatchMatMul, 'wasm', original => params => {
        const { a, b } = params.inputs;
        const { transposeA, transposeB } = params.attrs;
        if (!isMatrix(a) || !isMatrix(b) || (transposeA && transposeB))
            return original(params);
        if (transposeB)
            return timesTransposed(a, b);
        const rows = a.shape[transposeA ? 1 : 0];
        if (isShortProduct(rows, b))
            return shortProduct(params.backend, a, b, Boolean(transposeA));
        return transposeA ? tf.tidy(() => tf.matMul(tf.transpose(a), b)) : original(params);
    });
    replaceKernel(tf.Add, 'wasm', original => params => {
        const { a, b } = params.inputs;
        const isRow = b.shape.length === 1 && a.shape.length > 1 && a.shape.at(-1) === b.shape[0];
        const isWide = isRow && hasWideRows(a) && hasWideRows(b);
        return isWide ? withRow(params.backend, a, b) : original(params);
    });
    replaceKernel(tf.Sum, 'wasm', original => params => {
        const { x } = params.inputs;
        const { axis, keepDims } = params.attrs;
        const isOfRows = x.shape.length > 1 && hasWideRows(x) && isAllButLast(axis, x.shape) && !keepDims;
        return isOfRows ? sumOfRows(params.backend, x) : original(params);
    });
}
function isMatrix({ shape, dtype }) {
    return shape.length === 2 && dtype === 'float32' && sizeOf(shape) > 0;
}
/** Whether these axes are all but the last one. */
function isAllButLast(axis, shape) {
    if (axis === null || axis === undefined)
        return false;
    const axes = tf.util.parseAxisParam(axis, [...shape]);
    return axes.length === shape.length - 1 && !axes.includes(shape.length - 1);
}
/** a bᵀ, by the transpose of whichever is less: b, or a and the product. */
function timesTransposed(a, b) {
    const [rows, count] = a.shape;
    const [columns] = b.shape;
    return tf.tidy(() => columns * count <= rows * (count + columns)
        ? tf.matMul(a, tf.transpose(b))
        : tf.transpose(tf.matMul(b, tf.transpose(a))));
}
//# sourceMappingURL=wasm-products.js.map