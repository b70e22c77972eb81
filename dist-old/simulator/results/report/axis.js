/** Axes of figures. Pure. */
/** Holds all values; a share ends at 1 where that is near, anything else begins at 0. */
export function axisFor(scale, values) {
    const [low, high] = extent(values);
    if (scale === 'positive')
        return { domain: [0, high > 0 ? high * 1.06 : 1], tickText: value => `${Number(value.toPrecision(3))}` };
    const step = stepFor(high - low);
    const domain = [
        Math.max(0, Math.floor((low - step * 0.2) / step) * step),
        Math.min(1, Math.ceil((high + step * 0.2) / step) * step),
    ];
    return { domain: domain[0] < domain[1] ? domain : [0, 1], tickText: shortPercentText };
}
/** 97.50 %: always as many digits, so that figures stand under one another. */
export function percentText(value, digits = 2) {
    return `${(value * 100).toFixed(digits)} %`;
}
/** 97.5 %: no more digits than there are, for round values. */
export function shortPercentText(value) {
    return `${Number((value * 100).toFixed(6))} %`;
}
function stepFor(width) {
    return [0.001, 0.005, 0.01, 0.02, 0.05].find(step => width <= 6 * step) ?? 0.1;
}
/** Spread into arguments, the points of long runs would be too many. */
function extent(values) {
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const value of values) {
        low = Math.min(low, value);
        high = Math.max(high, value);
    }
    return low <= high ? [low, high] : [0, 1];
}
//# sourceMappingURL=axis.js.map