/**
 * Statistics of a table that is divided among holders, from sums alone: each holder makes one vector of natural numbers,
 * the vectors are added (by secure aggregation, so that no single one is seen), and the sum gives the mean, deviation,
 * quantiles and counts of all records together. Pure functions; who adds, and how, is not their business.
 *
 * **Ranges and bits.** A number x of a column with a declared minimum a and maximum b becomes
 * q = round((x - a) / (b - a) × (2^v - 1)), clipped to 0 … 2^v - 1, v = `valueBits`. A holder with at most N records
 * contributes for each column count ≤ N, Σq ≤ N (2^v - 1) and Σq² ≤ N (2^v - 1)², for each bin, place and class at most
 * N. Each of these numbers is written in digits of `limbBits` bits, least first, as many as its bound needs; a digit is
 * below 2^limbBits, and `limbBits` is chosen so that the digits of n holders add up below 2^(ringBits - 1). A coordinate
 * of the vector is therefore in 0 … 2^limbBits - 1, and a sum over a ring of `ringBits` never wraps.
 *
 * **One pass.** The sums are exact integers, so that n Σq² - (Σq)² loses nothing, however far the values lie from zero:
 * the cancellation for which floating point needs a second pass about the mean does not happen, and a second pass would
 * cost a round of aggregation. What remains is the rounding of each value, at most half a step s = (b - a) / (2^v - 1):
 * the mean is within s / 2 of that of the values themselves, and so is the deviation (it is a norm, and the rounding is
 * at most s / 2 everywhere). A quantile comes from a histogram of equal bins over the range: it lies in the right bin,
 * hence within (b - a) / bins + s / 2.
 *
 * What a sum over few holders tells about one of them is not bounded here; the least size of a group is a matter of the
 * aggregation, and noise one of differential privacy.
 */
import { joinTally, splitTally, tallyLayout } from '../../aggregation/vector/index.js';
import { DataError } from '../errors.js';
import { placeNames, scaleOf } from './feature-schema.js';
const valueBits = 16;
const bins = 64;
/** A schema's layout. Throws `DataError` for a number or date column without a minimum and a maximum. */
export function statisticsLayout(schema, limits) {
    const { ringBits, maximumHolders, maximumRecords } = limits;
    if (!Number.isSafeInteger(maximumRecords) || maximumRecords < 1 || maximumRecords > 2 ** 32)
        throw new RangeError(`the most records of a holder are a number from 1 to 2^32, not ${maximumRecords}`);
    const records = BigInt(maximumRecords);
    const most = BigInt(2 ** valueBits - 1);
    const counts = (length) => Array.from({ length }, () => records);
    const maxima = [
        ...counts(1 + schema.label.classes.length),
        ...schema.features.flatMap(feature => isScale(feature)
            ? [records, records * most, records * most * most, ...counts(bins)]
            : counts(placeNames(feature).length)),
    ];
    for (const feature of schema.features)
        if (isScale(feature))
            rangeOf(feature);
    return { limits, valueBits, bins, ...tallyLayout(maxima, ringBits, maximumHolders) };
}
function isScale(feature) {
    return feature.kind === 'number' || feature.kind === 'date';
}
function rangeOf(feature) {
    const { minimum, maximum } = scaleOf(feature);
    if (minimum === undefined || maximum === undefined) {
        throw new DataError('the data schema', 'it needs a minimum and a maximum, which bound its sums', {
            column: feature.name,
        });
    }
    return { minimum, step: (maximum - minimum) / (2 ** valueBits - 1) };
}
/** The vector of one holder: `layout.length` natural numbers below 2^limbBits. */
export function summariseColumns(columns, schema, layout) {
    const chosen = chosenRecords(columns.records, layout.limits.maximumRecords);
    const classes = countPlaces(columns.labels, chosen, schema.label.classes.length);
    const numbers = [
        BigInt(chosen.length),
        ...classes,
        ...schema.features.flatMap((feature, i) => summariseColumn(columns.values[i], chosen, feature)),
    ];
    return splitTally(numbers, layout);
}
/** All records, or as many as count, at equal distances, so that the order of a file matters little. */
function chosenRecords(records, maximum) {
    const count = Math.min(records, maximum);
    return Float64Array.from({ length: count }, (_, i) => Math.floor((i * records) / count));
}
function countPlaces(places, chosen, length) {
    const counts = Array.from({ length }, () => 0);
    for (const record of chosen) {
        const place = places[record];
        if (place >= 0)
            counts[place] += 1;
    }
    return counts.map(BigInt);
}
function summariseColumn(values, chosen, feature) {
    return isScale(feature)
        ? summariseScale(values, chosen, rangeOf(feature))
        : countPlaces(values, chosen, placeNames(feature).length);
}
/** Records whose squares are added up as doubles, exactly: 2^20 × 2^32 < 2^53. */
const exactRun = 2 ** 20;
function summariseScale(values, chosen, { minimum, step }) {
    const histogram = Array.from({ length: bins }, () => 0);
    const largest = 2 ** valueBits - 1;
    let [count, sum, squares] = [0, 0n, 0n];
    for (let start = 0; start < chosen.length; start += exactRun) {
        let [runSum, runSquares] = [0, 0];
        for (let i = start; i < Math.min(start + exactRun, chosen.length); i++) {
            const value = values[chosen[i]];
            if (Number.isNaN(value))
                continue;
            const rounded = Math.min(largest, Math.max(0, Math.round((value - minimum) / step)));
            count += 1;
            runSum += rounded;
            runSquares += rounded * rounded;
            histogram[Math.floor((rounded * bins) / (largest + 1))] += 1;
        }
        sum += BigInt(runSum);
        squares += BigInt(runSquares);
    }
    return [BigInt(count), sum, squares, ...histogram.map(BigInt)];
}
/** Statistics from the sum of holders' vectors, of one ring or of several. Throws for a sum of another length. */
export function statisticsOfSum(sum, schema, layout) {
    const numbers = joinTally(sum, layout);
    if (numbers === undefined)
        return { kind: 'inconsistent', detail: 'a digit is negative or no whole number' };
    const records = numbers[0];
    const classes = numbers.slice(1, 1 + schema.label.classes.length);
    const faults = [];
    if (total(classes) !== records)
        faults.push('the classes do not add up to the records');
    let at = 1 + classes.length;
    const columns = schema.features.map(feature => {
        const length = isScale(feature) ? 3 + bins : placeNames(feature).length;
        const part = numbers.slice(at, at + length);
        at += length;
        const fault = isScale(feature) ? scaleFault(part, records) : placeFault(part, records);
        if (fault !== undefined)
            faults.push(`column "${feature.name}": ${fault}`);
        return isScale(feature) ? scaleStatistics(part, feature) : placeStatistics(part, feature);
    });
    const [detail] = faults;
    if (detail !== undefined)
        return { kind: 'inconsistent', detail };
    return {
        kind: 'statistics',
        statistics: { records: Number(records), classes: classes.map(Number), columns },
    };
}
function total(numbers) {
    return numbers.reduce((sum, number) => sum + number, 0n);
}
function placeFault(counts, records) {
    return total(counts) > records ? 'it has more values than there are records' : undefined;
}
function scaleFault(part, records) {
    const [count, sum, squares, ...histogram] = part;
    const largest = BigInt(2 ** valueBits - 1);
    if (count > records)
        return 'it has more values than there are records';
    if (total(histogram) !== count)
        return 'its histogram does not add up to its count';
    // Cauchy and Schwarz below; every value is at most the largest above.
    if (sum > count * largest || squares > sum * largest || count * squares < sum * sum)
        return 'no values have these sums';
    return undefined;
}
function placeStatistics(counts, { name }) {
    return { kind: 'places', name, count: Number(total(counts)), counts: counts.map(Number) };
}
function scaleStatistics(part, feature) {
    const [count, sum, squares, ...histogram] = part;
    const { minimum, step } = rangeOf(feature);
    const records = Number(count);
    const spread = Number(count * squares - sum * sum);
    const counts = histogram.map(Number);
    return {
        kind: 'numbers',
        name: feature.name,
        count: records,
        mean: minimum + (step * Number(sum)) / records,
        deviation: (step * Math.sqrt(spread)) / records,
        median: histogramQuantile(counts, 0.5, feature),
        histogram: counts,
    };
}
/** The value below which a share of the counted values lie: in the right bin, and in it as if they lay evenly. */
function histogramQuantile(histogram, share, feature) {
    const count = histogram.reduce((sum, one) => sum + one, 0);
    const { minimum, step } = rangeOf(feature);
    const width = (step * 2 ** valueBits) / bins;
    let below = 0;
    for (const [bin, inside] of histogram.entries()) {
        if (inside > 0 && below + inside >= share * count)
            return minimum + width * (bin + (share * count - below) / inside);
        below += inside;
    }
    return Number.NaN;
}
/**
 * The schema with the means, deviations and medians that it left to federated statistics; those it states stay. A column
 * that no record has gets the middle of its range. The result reads data as any schema does.
 */
export function completeSchema(schema, statistics) {
    const { statistics: _, ...rest } = schema;
    const features = schema.features.map((feature, i) => {
        const column = statistics.columns[i];
        return isScale(feature) && column?.kind === 'numbers' ? completeFeature(feature, column) : feature;
    });
    return { ...rest, features };
}
function completeFeature(feature, column) {
    const { minimum, maximum } = scaleOf(feature);
    const middle = (minimum + maximum) / 2;
    const at = (value) => written(column.count === 0 ? middle : value, feature, column.deviation);
    const deviation = column.deviation > 0 ? { deviation: Number(column.deviation.toPrecision(3)) } : {};
    const median = feature.impute === 'median' ? { median: at(column.median) } : {};
    return { ...deviation, mean: at(column.mean), ...median, ...feature };
}
function written(value, { kind }, deviation) {
    if (kind === 'date')
        return new Date(Math.round(value) * 86_400_000).toISOString().slice(0, 10);
    return deviation > 0 ? roundedTo(value, deviation / 100) : Number(value.toPrecision(9));
}
/**
 * The nearest multiple of the power of ten at or below `unit`. Standardised records move by half a hundredth; what is cut off
 * would tell whoever compares the schemas of two bounties about the holder that is in one of them only.
 */
function roundedTo(value, unit) {
    const digits = -Math.floor(Math.log10(unit));
    return digits >= 0
        ? Number(value.toFixed(Math.min(digits, 100)))
        : Math.round(value / 10 ** -digits) * 10 ** -digits;
}
//# sourceMappingURL=statistics.js.map