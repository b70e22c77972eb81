/** Means of groups for the tests of rules over them. */
import { unsafeFixedRandom } from '../../../aggregation/crypto/index.js';
/** A group of weight 1. */
export function group(...values) {
    return { values: Float32Array.from(values), weight: 1 };
}
/** Honest groups: values in [-1, 1), no two alike, and weights from 1 to 3. */
export function honestGroups(seed, count, length) {
    const random = unsafeFixedRandom(seed);
    const words = new Uint32Array(random.bytes(4 * count * (length + 1)).slice().buffer);
    return Array.from({ length: count }, (_, k) => {
        const own = words.subarray(k * (length + 1), (k + 1) * (length + 1));
        return {
            values: Float32Array.from(own.subarray(1), word => word / 2 ** 31 - 1),
            weight: 1 + (own[0] % 3),
        };
    });
}
/** The groups of weight 1 each. */
export function evenly(groups) {
    return groups.map(({ values }) => ({ values, weight: 1 }));
}
export function distance(left, right) {
    return Math.hypot(...left.map((value, i) => value - right[i]));
}
//# sourceMappingURL=groups.js.map