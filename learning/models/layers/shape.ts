/** Extents of one example, without the batch. */
export type Shape = readonly number[]

/** Values in one example of this shape. Exact up to 2^53; larger products are merely large, and refused by limits. */
export function sizeOfShape(shape: Shape): number {
  return shape.reduce((product, extent) => product * extent, 1)
}

export function sameShape(left: Shape, right: Shape): boolean {
  return left.length === right.length && left.every((extent, i) => extent === right[i])
}

/** For messages: `[28, 28, 1]`. */
export function shapeText(shape: Shape): string {
  return `[${shape.join(', ')}]`
}
