/**
 * A model's parameters as one flat vector with a layout: the one currency between training and aggregation. One
 * vector means one mask stream: no tensor is masked under a stream of its own.
 */
/** Coordinates of one tensor. A scalar (empty shape) has one. */
export function coordinatesOf(place) {
    return place.shape.reduce((product, extent) => product * extent, 1);
}
/** Coordinates of a whole layout. */
export function coordinatesOfLayout(layout) {
    return layout.reduce((sum, place) => sum + coordinatesOf(place), 0);
}
/** A checked vector: names distinct, extents natural, as many values as the layout says. Throws otherwise. */
export function parameterVector(values, layout) {
    const names = new Set();
    for (const { name, shape } of layout) {
        if (names.has(name))
            throw new RangeError(`the layout names "${name}" twice`);
        names.add(name);
        const bad = shape.find(extent => !Number.isSafeInteger(extent) || extent < 0);
        if (bad !== undefined)
            throw new RangeError(`the shape of "${name}" has an extent of ${bad}`);
    }
    const expected = coordinatesOfLayout(layout);
    if (values.length !== expected) {
        throw new RangeError(`the layout has ${expected} coordinates, the vector ${values.length}`);
    }
    return { values, layout };
}
/** Whether two layouts place the same tensors at the same coordinates. */
export function sameLayout(left, right) {
    return (left.length === right.length &&
        left.every((place, i) => {
            const other = right[i];
            return place.name === other.name && sameShape(place.shape, other.shape);
        }));
}
function sameShape(left, right) {
    return left.length === right.length && left.every((extent, i) => extent === right[i]);
}
/** The values of one tensor, as a view into the vector. Throws for a name the layout does not have. */
export function tensorValues(vector, name) {
    let offset = 0;
    for (const place of vector.layout) {
        const length = coordinatesOf(place);
        if (place.name === name)
            return vector.values.subarray(offset, offset + length);
        offset += length;
    }
    throw new RangeError(`the layout has no tensor "${name}"`);
}
/** The place of coordinate `index`, for messages that name a bad value: tensor and offset inside it. */
export function placeOfCoordinate(layout, index) {
    let offset = 0;
    for (const place of layout) {
        const length = coordinatesOf(place);
        if (index < offset + length)
            return `${place.name}[${index - offset}]`;
        offset += length;
    }
    throw new RangeError(`coordinate ${index} is past the layout's ${offset}`);
}
//# sourceMappingURL=parameter-vector.js.map