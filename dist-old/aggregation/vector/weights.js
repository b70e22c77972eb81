/**
 * A member's weight inside the masked vector. The weight w (a count of examples) must be summed without being seen,
 * and n members' weights may need more range than one coordinate has; so w is written in base 2^limbBits and each
 * digit is one extra coordinate at the end of the vector. Sums of digits do not wrap, and recombine after unmasking.
 */
/** Bits of one limb: n of them add up below 2^(bits-1), the sign's place. */
export function limbBitsFor(bits, maximumGroup) {
    const limbBits = bits - 1 - Math.ceil(Math.log2(maximumGroup));
    if (limbBits < 1)
        throw new RangeError(`a ring of ${bits} bits has no room for ${maximumGroup} weights`);
    return limbBits;
}
/** Limbs that hold every weight up to `maximumWeight`. */
export function limbCountFor(maximumWeight, limbBits) {
    requireWeight(maximumWeight);
    let limbs = 1;
    while (2 ** (limbs * limbBits) <= maximumWeight)
        limbs++;
    return limbs;
}
function requireWeight(weight) {
    if (!Number.isSafeInteger(weight) || weight < 0) {
        throw new RangeError(`a weight is a natural number, not ${weight}`);
    }
}
/** The limbs of a weight, least significant first. */
export function splitWeight(weight, limbBits, limbCount) {
    requireWeight(weight);
    if (weight >= 2 ** (limbBits * limbCount))
        throw new RangeError(`a weight of ${weight} is over the limit`);
    const limbs = new Int32Array(limbCount);
    let rest = weight;
    for (let i = 0; i < limbCount; i++) {
        limbs[i] = rest % 2 ** limbBits;
        rest = Math.floor(rest / 2 ** limbBits);
    }
    return limbs;
}
/** The sum of weights from the sums of their limbs. Throws on a negative limb: no honest sum has one. */
export function joinWeights(limbSums, limbBits) {
    let sum = 0;
    for (let i = limbSums.length - 1; i >= 0; i--) {
        if (limbSums[i] < 0)
            throw new RangeError('a sum of weights has a negative limb');
        sum = sum * 2 ** limbBits + limbSums[i];
    }
    requireWeight(sum);
    return sum;
}
//# sourceMappingURL=weights.js.map