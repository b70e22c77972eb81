import { sizeOfShape } from '../layers/shape.js';
/** The tensor with its axes in another order: axis i of the result is axis `order[i]` of the tensor. */
export function permuted({ values, shape }, order) {
    const strides = shape.map((_, axis) => sizeOfShape(shape.slice(axis + 1)));
    const newShape = order.map(axis => shape[axis]);
    const newStrides = order.map(axis => strides[axis]);
    const place = newShape.map(() => 0);
    const result = new Float32Array(values.length);
    let from = 0;
    for (let to = 0; to < result.length; to++) {
        result[to] = values[from];
        // Counts up like an odometer, the last axis fastest.
        for (let axis = newShape.length - 1; axis >= 0; axis--) {
            place[axis] += 1;
            from += newStrides[axis];
            if (place[axis] < newShape[axis])
                break;
            from -= newStrides[axis] * newShape[axis];
            place[axis] = 0;
        }
    }
    return { values: result, shape: newShape };
}
//# sourceMappingURL=permute.js.map