/**
 * The base pool: pay for being counted in a round's sum, whatever the update was worth. Concave in the number of
 * examples, and capped, because that number is declared by the holder and can only be audited afterwards.
 */
const basisPointsInWhole = 10000n;
/** The largest natural number whose square is at most `value`; Newton's iteration in whole numbers. */
export function integerSquareRoot(value) {
    if (value < 0n)
        throw new RangeError(`no natural number has the square ${value}`);
    if (value < 2n)
        return value;
    let estimate = 1n << BigInt((value.toString(2).length + 1) >> 1);
    for (;;) {
        const next = (estimate + value / estimate) >> 1n;
        if (next >= estimate)
            return estimate;
        estimate = next;
    }
}
/** A survivor's weight: min(cap, floor(sqrt(examples))). */
export function baseWeight(examples, weightCap) {
    if (weightCap < 1n)
        throw new RangeError(`the cap on a weight is at least 1, not ${weightCap}`);
    const root = integerSquareRoot(examples);
    return root < weightCap ? root : weightCap;
}
/**
 * What round `round` has to give: the price cut into pots for the rounds 1..rounds that differ by one unit at most and
 * sum to it. Rounds 0 and rounds + 1, in which holders count and train nothing, have no pot.
 */
export function roundPot(priceUnits, rounds, round) {
    if (priceUnits < 0n)
        throw new RangeError(`a price is a natural number of units, not ${priceUnits}`);
    if (!Number.isSafeInteger(rounds) || rounds < 1)
        throw new RangeError(`a bounty has at least 1 round, not ${rounds}`);
    if (!Number.isSafeInteger(round) || round < 0 || round > rounds + 1) {
        throw new RangeError(`round ${round} is not one of the bounty's ${rounds}`);
    }
    if (round === 0 || round > rounds)
        return 0n;
    const upTo = (last) => (priceUnits * BigInt(last)) / BigInt(rounds);
    return upTo(round) - upTo(round - 1);
}
/** The operator's fee on a pot: floor(pot * fee / 10,000). */
export function feeOn(potUnits, feeBasisPoints) {
    if (!Number.isSafeInteger(feeBasisPoints) || feeBasisPoints < 0 || feeBasisPoints > 10_000) {
        throw new RangeError(`a fee is 0 to 10,000 basis points, not ${feeBasisPoints}`);
    }
    return (potUnits * BigInt(feeBasisPoints)) / basisPointsInWhole;
}
//# sourceMappingURL=base-pool.js.map