/** Values in one example of this shape. Exact up to 2^53; larger products are merely large, and refused by limits. */
export function sizeOfShape(shape) {
    return shape.reduce((product, extent) => product * extent, 1);
}
export function sameShape(left, right) {
    return left.length === right.length && left.every((extent, i) => extent === right[i]);
}
/** For messages: `[28, 28, 1]`. */
export function shapeText(shape) {
    return `[${shape.join(', ')}]`;
}
//# sourceMappingURL=shape.js.map