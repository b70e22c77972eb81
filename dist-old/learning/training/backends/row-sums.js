/** Sums that the library's WebAssembly backend (4.22) has no fast way for: a row added to every row, and rows added up. */
import * as tf from '@tensorflow/tfjs-core';
import { kernelsOf, lanes, sizeOf, valueBytes } from './tensor-kernels.js';
/** The rows of values [..., n ≥ 4], each with `row` [n] added to it. */
export function withRow(backend, values, row) {
    const kernels = kernelsOf(backend);
    const out = kernels.unset(values.shape);
    const width = row.shape[0];
    const [from, added, to] = [kernels.at(values), kernels.at(row), kernels.at(out)];
    kernels.addToRows(from, added, to, sizeOf(values.shape) / width, width * valueBytes);
    return out;
}
/** The sum [n] of the rows of values [..., n ≥ 4]: a product with ones. */
export function sumOfRows(backend, values) {
    const kernels = kernelsOf(backend);
    const columns = values.shape.at(-1);
    const out = kernels.unset([columns]);
    const one = tf.scalar(1);
    const walk = [sizeOf(values.shape) / columns, 0, columns * valueBytes];
    kernels.product(...[kernels.at(one), 0, 1, kernels.at(values), columns * valueBytes, kernels.at(out)], ...[1, 0, 0, 1, 0, 0, ...walk]);
    one.dispose();
    return out;
}
/** Whether the tensor's rows are floats, as wide as a vector at least. */
export function hasWideRows({ shape, dtype }) {
    return dtype === 'float32' && shape.length > 0 && shape.at(-1) >= lanes && sizeOf(shape) > 0;
}
//# sourceMappingURL=row-sums.js.map