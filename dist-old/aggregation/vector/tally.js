/**
 * Natural numbers with public bounds, as coordinates whose sums over a group do not wrap. A number of any size is
 * written in digits of `limbBits` bits, least first, as many as its bound needs; the digits of n members add up below
 * 2^(ringBits - 1), and the sums of digits give the sum of the numbers, exactly. A weight is the same with one number.
 */
import { limbBitsFor } from './weights.js';
/**
 * The layout of numbers up to `maxima`, for at most `members` in one sum modulo 2^ringBits. Throws `RangeError` for a
 * bound below zero and for a ring that has no room for so many members.
 */
export function tallyLayout(maxima, ringBits, members) {
    if (!Number.isInteger(ringBits) || ringBits < 8 || ringBits > 32)
        throw new RangeError(`a ring has 8 to 32 bits, not ${ringBits}`);
    if (!Number.isSafeInteger(members) || members < 1)
        throw new RangeError(`the members of a sum are a number from 1 on, not ${members}`);
    const below = maxima.findIndex(maximum => maximum < 0n);
    if (below >= 0)
        throw new RangeError(`the bound of number ${below} is ${maxima[below]}, below zero`);
    const limbBits = limbBitsFor(ringBits, members);
    const length = maxima.reduce((sum, maximum) => sum + limbsOf(maximum, limbBits), 0);
    return { limbBits, maxima, length };
}
/** Digits of a number up to `maximum`; one even where it can only be zero. */
function limbsOf(maximum, limbBits) {
    return Math.ceil(maximum.toString(2).length / limbBits);
}
/**
 * The vector of one member: `layout.length` digits from 0 to 2^limbBits - 1. Throws `RangeError` for a number below
 * zero or above its bound, and for another count of numbers than the layout has.
 */
export function splitTally(numbers, { maxima, limbBits, length }) {
    if (numbers.length !== maxima.length)
        throw new RangeError(`the layout has ${maxima.length} numbers, not ${numbers.length}`);
    const digits = new Int32Array(length);
    const [shift, mask] = [BigInt(limbBits), (1n << BigInt(limbBits)) - 1n];
    let at = 0;
    for (const [i, maximum] of maxima.entries()) {
        let rest = numbers[i];
        if (rest < 0n || rest > maximum)
            throw new RangeError(`number ${i} is ${rest}, outside its bounds 0 and ${maximum}`);
        for (let limb = limbsOf(maximum, limbBits); limb > 0; limb--) {
            digits[at++] = Number(rest & mask);
            rest >>= shift;
        }
    }
    return digits;
}
/**
 * The sums of the members' numbers from the sums of their digits: of one ring, or of several added together, which may
 * be above 2^31. `undefined` where a digit is negative or no exact whole number: no sum of members has one. Throws
 * `RangeError` for a sum of another length.
 */
export function joinTally(sum, { maxima, limbBits, length }) {
    if (sum.length !== length)
        throw new RangeError(`the sum has ${sum.length} digits and the layout ${length}`);
    for (let i = 0; i < length; i++)
        if (!Number.isSafeInteger(sum[i]) || sum[i] < 0)
            return undefined;
    const shift = BigInt(limbBits);
    let at = 0;
    return maxima.map(maximum => {
        const limbs = limbsOf(maximum, limbBits);
        let number = 0n;
        for (let limb = limbs - 1; limb >= 0; limb--)
            number = (number << shift) + BigInt(sum[at + limb]);
        at += limbs;
        return number;
    });
}
//# sourceMappingURL=tally.js.map