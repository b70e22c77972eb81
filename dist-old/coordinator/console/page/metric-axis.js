/** The axis of a chart of one metric over the rounds. Pure. */
import { isBoundedByOne, isLowerBetter, metricText } from '../../../protos/metrics.js';
/** Holds the target, every value and its interval; ends where the metric is at its best: at 1, or at 0 where smaller is better. */
export function metricAxis(metric, target, points) {
    if (isLowerBetter(metric)) {
        const highest = Math.max(target, ...points.map(({ value, high = value }) => Math.max(value, high)));
        // A target of zero that is met leaves nothing to draw.
        return { domain: [0, highest === 0 ? 1 : 1.08 * highest], tickText: tickTextOf(metric) };
    }
    const lowest = Math.min(target, ...points.map(({ value, low = value }) => Math.min(value, low)));
    return { domain: [Math.max(0, Math.floor((lowest - 0.03) * 20) / 20), 1], tickText: tickTextOf(metric) };
}
function tickTextOf(metric) {
    if (metric === 'accuracy' || metric === 'balancedAccuracy')
        return value => metricText(metric, value, 0);
    if (isBoundedByOne(metric))
        return value => value.toFixed(2);
    return value => String(Number(value.toPrecision(3)));
}
//# sourceMappingURL=metric-axis.js.map