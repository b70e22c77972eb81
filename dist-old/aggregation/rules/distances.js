/** Squared Euclidean lengths, summed in double from the first coordinate to the last. */
export function squaredNorm(values) {
    let squares = 0;
    for (let i = 0; i < values.length; i++)
        squares += values[i] * values[i];
    return squares;
}
export function squaredDistance(left, right) {
    let squares = 0;
    for (let i = 0; i < left.length; i++) {
        const difference = left[i] - right[i];
        squares += difference * difference;
    }
    return squares;
}
//# sourceMappingURL=distances.js.map