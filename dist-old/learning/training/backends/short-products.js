import { hasWideRows } from './row-sums.js';
import { kernelsOf, valueBytes } from './tensor-kernels.js';
/** Beyond that packing is little beside the product. */
const mostRows = 256;
/** Whether `shortProduct` computes a product of so many rows with b, and is faster than the library. */
export function isShortProduct(rows, b) {
    return rows <= mostRows && hasWideRows(b);
}
/** a b for a [rows, count] and b [count, n ≥ 4]; where `isTransposed`, a lies as [count, rows]. */
export function shortProduct(backend, a, b, isTransposed) {
    const kernels = kernelsOf(backend);
    const [count, columns] = b.shape;
    const rows = a.shape[isTransposed ? 1 : 0];
    const out = kernels.unset([rows, columns]);
    const [step, next] = isTransposed ? [1, rows] : [count, 1];
    kernels.product(...[kernels.at(a), step * valueBytes, rows, kernels.at(b), columns * valueBytes, kernels.at(out)], ...[1, 0, 0, 1, 0, 0, count, next * valueBytes, columns * valueBytes]);
    return out;
}
//# sourceMappingURL=short-products.js.map