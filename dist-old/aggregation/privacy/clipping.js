/**
 * Clipping to an L2 ball: an update longer than `limit` is scaled down to it, so that no member can move the sum by
 * more than `limit`. The norm accumulates in float64.
 */
/** The L2 norm, accumulated in float64. */
export function euclideanNorm(values) {
    let squares = 0;
    for (let i = 0; i < values.length; i++)
        squares += values[i] * values[i];
    return Math.sqrt(squares);
}
/** A clipped copy of `values`; refuses NaN and infinities, naming the first such coordinate. */
export function clipToNorm(values, limit) {
    if (!Number.isFinite(limit) || limit <= 0) {
        throw new RangeError(`a clipping limit is positive, not ${limit}`);
    }
    const norm = euclideanNorm(values);
    if (!Number.isFinite(norm)) {
        const coordinate = values.findIndex(value => !Number.isFinite(value));
        return { kind: 'refused', reason: 'not-finite', coordinate };
    }
    const factor = norm > limit ? limit / norm : 1;
    return { kind: 'clipped', values: values.map(value => value * factor), norm, factor };
}
//# sourceMappingURL=clipping.js.map