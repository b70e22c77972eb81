import { featureSizeOf } from '../dataset.js';
const pairsShown = 5;
/**
 * Examples that are equal to an earlier one to the bit, label included: a record exported twice. Found by a hash of 53
 * bits and compared in full; `placeOf` says where an example is in its file.
 */
export function findDuplicates(dataset, placeOf) {
    const hashes = hashesOf(dataset);
    const order = Uint32Array.from({ length: dataset.examples }, (_, i) => i);
    order.sort((left, right) => hashes[left] - hashes[right] || left - right);
    const pairs = [];
    let count = 0;
    for (let i = 1; i < order.length; i++) {
        const [earlier, later] = [order[i - 1], order[i]];
        if (hashes[earlier] !== hashes[later] || !areEqual(dataset, earlier, later))
            continue;
        count += 1;
        pairs.push([later, earlier]);
    }
    const first = pairs.sort(([left], [right]) => left - right).slice(0, pairsShown);
    return { count, pairs: first.map(([later, earlier]) => [placeOf(later), placeOf(earlier)]) };
}
function wordsOf({ features }) {
    return new Int32Array(features.buffer, features.byteOffset, features.length);
}
/** Two multiplicative hashes of the bits of each example, put together. */
function hashesOf(dataset) {
    const size = featureSizeOf(dataset.featureShape);
    const words = wordsOf(dataset);
    return Float64Array.from({ length: dataset.examples }, (_, example) => {
        let [one, other] = [dataset.labels[example] | 0, 0x2545f491];
        for (let i = example * size; i < (example + 1) * size; i++) {
            one = mixed(one, words[i], 0x9e3779b1);
            other = mixed(other, words[i], 0x85ebca6b);
        }
        return (one >>> 0) * 0x200000 + (other >>> 11);
    });
}
function mixed(hash, word, factor) {
    const product = Math.imul(hash ^ word, factor);
    return product ^ (product >>> 15);
}
function areEqual(dataset, left, right) {
    if (dataset.labels[left] !== dataset.labels[right])
        return false;
    const size = featureSizeOf(dataset.featureShape);
    const words = wordsOf(dataset);
    for (let i = 0; i < size; i++)
        if (words[left * size + i] !== words[right * size + i])
            return false;
    return true;
}
//# sourceMappingURL=duplicates.js.map