/** The numbers of one column as they go by: count, extremes, mean, deviation, and a sample for quantiles. */
import { openSeededRandom } from '../../seeded-random.js';
import { usualCodes } from '../usual-codes.js';
/** Values kept for quantiles. Up to here they are exact; above, a rank is off by about half a per cent. */
export const sampleSize = 8192;
/** Mean and deviation by Welford's recurrence (1962); the sample by reservoir (Vitter 1985, algorithm R), repeatable. */
export function openRunningSummary(name) {
    const random = openSeededRandom(0, `sample of ${name}`);
    const sample = [];
    const [low, high] = [openExtreme(-1), openExtreme(1)];
    let count = 0;
    let mean = 0;
    let squares = 0;
    return {
        add: value => {
            count += 1;
            const distance = value - mean;
            mean += distance / count;
            squares += distance * (value - mean);
            low.add(value);
            high.add(value);
            if (sample.length < sampleSize)
                sample.push(value);
            else {
                const place = Math.floor(random.unit() * count);
                if (place < sampleSize)
                    sample[place] = value;
            }
        },
        summary: () => {
            if (count === 0)
                return undefined;
            const sorted = Float64Array.from(sample).sort();
            return {
                count,
                minimum: low.extreme(),
                maximum: high.extreme(),
                mean,
                deviation: Math.sqrt(squares / count),
                quantile: share => quantileOf(sorted, share),
            };
        },
    };
}
/** The largest value (`sign` 1) or the smallest (-1), and the one before it. */
function openExtreme(sign) {
    let value;
    let next;
    let count = 0;
    return {
        add: (one) => {
            if (one === value)
                count += 1;
            else if (value === undefined || sign * one > sign * value)
                [next, value, count] = [value, one, 1];
            else if (next === undefined || sign * one > sign * next)
                next = one;
        },
        extreme: () => ({ value: value, count, next }),
    };
}
function quantileOf(sorted, share) {
    const place = share * (sorted.length - 1);
    const below = Math.floor(place);
    const [low, high] = [sorted[below], sorted[Math.min(below + 1, sorted.length - 1)]];
    return low + (place - below) * (high - low);
}
/**
 * Whether an end of the range looks like a code for nothing: a usual code, more than once, and further from its neighbour
 * than the middle half of all values is wide, as cholesterol 0 is where the next is 85. A guess.
 */
export function isSuspicious({ value, count, next }, spread) {
    if (count < 2 || next === undefined || !usualCodes.has(value))
        return false;
    const gap = Math.abs(next - value);
    return gap > 1 && gap >= spread;
}
//# sourceMappingURL=running-summary.js.map