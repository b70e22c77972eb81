/** Means over seeds with the interval that holds the truth in 19 of 20 such experiments. Pure. */
/** The mean of values and its interval; undefined where there are none. */
export function meanFigure(values) {
    const count = values.length;
    if (count === 0)
        return undefined;
    const mean = values.reduce((sum, value) => sum + value, 0) / count;
    if (count === 1)
        return { mean, interval: undefined, count };
    const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    const half = studentQuantile975(count - 1) * Math.sqrt(squares / (count - 1) / count);
    return { mean, interval: [mean - half, mean + half], count };
}
/** The middle value, or the mean of the two middle ones; undefined where there are none. Infinity is a value. */
export function medianOf(values) {
    const sorted = Float64Array.from(values).sort();
    const middle = sorted.length >> 1;
    if (sorted.length % 2 === 1)
        return sorted[middle];
    return sorted.length === 0 ? undefined : (sorted[middle - 1] + sorted[middle]) / 2;
}
/** 97.5 % points of Student's t for 1 to 20 degrees of freedom. */
const quantiles = [
    12.706204736, 4.3026527297, 3.1824463053, 2.7764451052, 2.5705818356, 2.4469118511, 2.3646242516,
    2.3060041352, 2.2621571628, 2.228138852, 2.2009851601, 2.1788128297, 2.1603686565, 2.1447866879,
    2.1314495456, 2.1199052992, 2.1098155778, 2.1009220402, 2.0930240544, 2.0859634473,
];
const normalQuantile975 = 1.959963984540054;
/** Above the table, the expansion of Abramowitz and Stegun, 26.7.5; off by less than 1e-6 there. */
export function studentQuantile975(degreesOfFreedom) {
    const listed = quantiles[degreesOfFreedom - 1];
    if (listed !== undefined)
        return listed;
    const [x, n] = [normalQuantile975, degreesOfFreedom];
    return (x +
        (x ** 3 + x) / (4 * n) +
        (5 * x ** 5 + 16 * x ** 3 + 3 * x) / (96 * n ** 2) +
        (3 * x ** 7 + 19 * x ** 5 + 17 * x ** 3 - 15 * x) / (384 * n ** 3) +
        (79 * x ** 9 + 776 * x ** 7 + 1482 * x ** 5 - 1920 * x ** 3 - 945 * x) / (92_160 * n ** 4));
}
//# sourceMappingURL=statistics.js.map