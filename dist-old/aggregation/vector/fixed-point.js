/**
 * Real numbers as integers: x is saturated to [-range, range], scaled by S = bound / range and rounded
 * stochastically, floor(x S) + Bernoulli(frac(x S)), so that the mean of many roundings is x S itself. The coins
 * are 32 bits from a cryptographic generator: a rounding that can be predicted tells bits of x.
 */
const coinsAtOnce = 16384;
/** The coordinate that is not a finite number, or -1. */
export function firstNotFinite(values) {
    // A sum of x * 0 is zero exactly when every x is finite; the slow search runs only when it is not.
    let probe = 0;
    for (let i = 0; i < values.length; i++)
        probe += values[i] * 0;
    return probe === 0 ? -1 : values.findIndex(value => !Number.isFinite(value));
}
/** Rounds `values * multiplier` to integers in [-bound, bound]; refuses NaN and infinities, naming the coordinate. */
export function encodeFixedPoint(values, scale, random, multiplier = 1) {
    requireScale(scale);
    const coordinate = firstNotFinite(values);
    if (coordinate >= 0)
        return { kind: 'refused', reason: 'not-finite', coordinate };
    const integers = new Int32Array(values.length);
    const factor = (scale.bound / scale.range) * multiplier;
    let saturatedCount = 0;
    for (let start = 0; start < values.length; start += coinsAtOnce) {
        const end = Math.min(start + coinsAtOnce, values.length);
        const coins = drawCoins(random, end - start);
        saturatedCount += roundBlock(values, integers, start, end, factor, scale.bound, coins);
    }
    return { kind: 'encoded', integers, saturatedCount };
}
function requireScale(scale) {
    if (!Number.isSafeInteger(scale.bound) || scale.bound < 1 || scale.bound > 0x7fffffff) {
        throw new RangeError(`the bound is an integer from 1 to 2^31-1, not ${scale.bound}`);
    }
    if (!Number.isFinite(scale.range) || scale.range <= 0) {
        throw new RangeError(`the range is a positive number, not ${scale.range}`);
    }
}
function drawCoins(random, count) {
    const bytes = random.bytes(count * 4);
    // Coins are uniform in either byte order, so the host's order will do; the copy only fixes the alignment.
    return bytes.byteOffset % 4 === 0
        ? new Uint32Array(bytes.buffer, bytes.byteOffset, count)
        : new Uint32Array(bytes.slice().buffer, 0, count);
}
function roundBlock(values, integers, start, end, factor, bound, coins) {
    let saturated = 0;
    for (let i = start; i < end; i++) {
        const scaled = values[i] * factor;
        if (scaled >= bound || scaled <= -bound) {
            integers[i] = scaled > 0 ? bound : -bound;
            if (scaled > bound || scaled < -bound)
                saturated++;
            continue;
        }
        const floor = Math.floor(scaled);
        // One up exactly when coin / 2^32 is below the fraction; without a branch, as no processor can predict a coin.
        integers[i] = floor - Math.floor(coins[i - start] / 0x100000000 - (scaled - floor));
    }
    return saturated;
}
/** Reads residues modulo 2^bits as signed integers, in place: the result shares the memory of `residues`. */
export function signExtend(residues, bits) {
    const signed = new Int32Array(residues.buffer, residues.byteOffset, residues.length);
    const shift = 32 - bits;
    for (let i = 0; i < signed.length; i++)
        signed[i] = (signed[i] << shift) >> shift;
    return signed;
}
/** The real values of `integers` under a scale, as float32. */
export function decodeFixedPoint(integers, scale) {
    requireScale(scale);
    const step = scale.range / scale.bound;
    return Float32Array.from(integers, integer => integer * step);
}
//# sourceMappingURL=fixed-point.js.map