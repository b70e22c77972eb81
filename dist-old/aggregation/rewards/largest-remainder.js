/**
 * Sharing whole units by weight, to the last unit (Hamilton's method of largest remainders).
 *
 * With P units, weights w_i and W = sum of w_i, each gets floor(P * w_i / W); the units left over go one each to the
 * largest remainders P * w_i mod W, equal remainders in the order of a hash that nobody can choose. Every share is
 * within one unit of its exact value, a zero weight gets nothing, and the order of the list does not matter.
 *
 * It is not monotone in P (the Alabama paradox: weights 1, 3, 3 share 3 units as 1, 1, 1 and 4 units as 0, 2, 2).
 * So each pot is shared by itself and the shares are added; a running total is never shared again.
 */
import { compareBytes, enc, sha256, u64, utf8 } from '../crypto/index.js';
/** SHA-256 over (bounty, epoch, holder): 32 bytes. The epoch is the round where rounds are paid one by one. */
export function tieBreaker(bountyId, epoch, holder) {
    return sha256(enc(utf8('parley/rewards/tie/v1'), utf8(bountyId), u64(epoch), utf8(holder)));
}
/**
 * The units of each claim, in the order given; they sum to `totalUnits`, or all are zero when no claim has a weight.
 *
 * @throws RangeError on a negative total or weight, or on two equal tie breakers.
 */
export function allocate(totalUnits, claims) {
    if (totalUnits < 0n)
        throw new RangeError(`a pot holds a natural number of units, not ${totalUnits}`);
    const negative = claims.find(({ weight }) => weight < 0n);
    if (negative !== undefined)
        throw new RangeError(`a weight is a natural number, not ${negative.weight}`);
    const totalWeight = claims.reduce((sum, { weight }) => sum + weight, 0n);
    if (totalWeight === 0n)
        return claims.map(() => 0n);
    const shares = claims.map(({ weight }) => (totalUnits * weight) / totalWeight);
    const left = totalUnits - shares.reduce((sum, share) => sum + share, 0n);
    for (const index of byRemainder(totalUnits, totalWeight, claims).slice(0, Number(left))) {
        shares[index] = shares[index] + 1n;
    }
    return shares;
}
/** Places of the claims, largest remainder first. */
function byRemainder(totalUnits, totalWeight, claims) {
    const ranked = claims.map((claim, index) => ({
        index,
        remainder: (totalUnits * claim.weight) % totalWeight,
        tieBreaker: claim.tieBreaker,
    }));
    ranked.sort((a, b) => {
        if (a.remainder !== b.remainder)
            return a.remainder > b.remainder ? -1 : 1;
        return compareDistinct(a.tieBreaker, b.tieBreaker);
    });
    return ranked.map(({ index }) => index);
}
function compareDistinct(a, b) {
    const order = compareBytes(a, b);
    if (order === 0)
        throw new RangeError('two claims have the same tie breaker: one holder is named twice');
    return order;
}
//# sourceMappingURL=largest-remainder.js.map