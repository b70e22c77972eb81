/**
 * From a trained update to the integers that may be masked: clip to the norm the terms allow, scale by the holder's
 * weight, round to fixed point, and append the weight's limbs. After this nothing is a real number any more, and
 * nothing but the masked form of it leaves.
 */
import { clipToNorm, encodeFixedPoint, placeOfCoordinate, sharedVector, splitWeight, weightLimbsOf, } from '../aggregation/index.js';
/**
 * Protects what a holder sends in a training round: the update, and whatever else its algorithm sends, each vector within
 * its own bounds. A value that is not a finite number refuses everything: it must never reach a sum.
 *
 * @throws RangeError when the vectors have not the parameters' dimension, or the weight is over their limit.
 */
export function protectVectors(vectors, terms, random) {
    const { parameters, parts, examples, tally = noTally } = terms;
    const weight = weightOf(parameters, examples);
    const limbs = weightLimbsOf(parameters);
    const size = parameters.dimension - tally.length - limbs.count;
    requireDimension(vectors, parts.length, size);
    // In shared memory, so that worker threads can mask it where it lies.
    const integers = sharedVector(parameters.dimension);
    const clipped = [];
    let end = 0;
    for (const [i, vector] of vectors.entries()) {
        const alpha = weight / parameters.maximumWeight;
        const written = writeVector(integers, end, vector, { ...parts[i], bound: parameters.bound, alpha }, random);
        if (written.kind === 'refused')
            return written;
        clipped.push(written);
        end += vector.values.length;
    }
    integers.set(tally, end);
    if (limbs.count > 0)
        integers.set(splitWeight(weight, limbs.bits, limbs.count), end + tally.length);
    return {
        kind: 'protected',
        integers,
        norm: clipped[0].norm,
        clippingFactor: clipped[0].clippingFactor,
        saturatedCount: clipped.reduce((sum, { saturatedCount }) => sum + saturatedCount, 0),
    };
}
/** Clips, weighs and rounds one vector into its place. */
function writeVector(integers, start, vector, { clipNorm, range, bound, alpha }, random) {
    const clipping = clipToNorm(vector.values, clipNorm);
    if (clipping.kind === 'refused')
        return notFinite(vector, clipping.coordinate);
    const encoded = encodeFixedPoint(clipping.values, { bound, range }, random, alpha);
    if (encoded.kind === 'refused')
        return notFinite(vector, encoded.coordinate);
    integers.set(encoded.integers, start);
    const { norm, factor } = clipping;
    return { kind: 'protected', norm, clippingFactor: factor, saturatedCount: encoded.saturatedCount };
}
const noTally = new Int32Array(0);
/** The integers of a round in which nothing is trained: counts are whole numbers already. Throws as `protectVectors` does. */
export function protectCounts(tally, { dimension }) {
    if (tally.length !== dimension)
        throw new RangeError(`there are ${tally.length} digits of counts; the parameters have room for ${dimension}`);
    const integers = sharedVector(dimension);
    integers.set(tally);
    return integers;
}
/** The weight w of a member; when every member counts once, w = w_max and alpha is 1. */
function weightOf(parameters, examples) {
    const weight = parameters.weightMode === 'examples' ? examples : parameters.maximumWeight;
    if (Number.isSafeInteger(weight) && weight >= 1 && weight <= parameters.maximumWeight)
        return weight;
    throw new RangeError(`the weight is a whole number from 1 to ${parameters.maximumWeight}, not ${weight}`);
}
function requireDimension(vectors, parts, size) {
    const values = vectors.reduce((sum, vector) => sum + vector.values.length, 0);
    if (vectors.length === parts && values === size)
        return;
    throw new RangeError(`there are ${vectors.length} vectors of ${values} values; the parameters have room for ${parts} of ${size}`);
}
function notFinite(vector, coordinate) {
    return { kind: 'refused', reason: 'not-finite', place: placeOfCoordinate(vector.layout, coordinate) };
}
//# sourceMappingURL=protect.js.map