import { testProp } from '@fast-check/ava';
import test from 'ava';
import fc from 'fast-check';
import { allocate, tieBreaker } from '../../../aggregation/rewards/index.js';
const claimsOf = (weights, bounty = 'b', epoch = 1) => weights.map((weight, index) => ({ weight, tieBreaker: tieBreaker(bounty, epoch, `holder-${index}`) }));
const sum = (units) => units.reduce((total, unit) => total + unit, 0n);
const pots = fc.bigInt({ min: 0n, max: 10n ** 30n });
const weightLists = fc.array(fc.bigInt({ min: 0n, max: 10n ** 12n }), { minLength: 1, maxLength: 12 });
test('the Alabama paradox: one unit more in the pot takes the only unit of the smallest claim', t => {
    t.deepEqual(allocate(3n, claimsOf([1n, 3n, 3n])), [1n, 1n, 1n]);
    t.deepEqual(allocate(4n, claimsOf([1n, 3n, 3n])), [0n, 2n, 2n]);
});
test('the units left over go to the largest remainders, not to the first or to the heaviest claims', t => {
    // 10 * w / 17 = 4.12, 3.53, 2.35: one unit is left and belongs to the middle claim.
    t.deepEqual(allocate(10n, claimsOf([7n, 6n, 4n])), [4n, 4n, 2n]);
});
test('no weight at all leaves the whole pot where it is', t => {
    t.deepEqual(allocate(7n, claimsOf([0n, 0n])), [0n, 0n]);
    t.deepEqual(allocate(7n, []), []);
});
test('equal remainders are served in ascending order of the tie breaker', t => {
    const claims = claimsOf([1n, 1n, 1n, 1n, 1n]);
    const first = claims
        .map(({ tieBreaker: bytes }, index) => ({ text: Buffer.from(bytes).toString('hex'), index }))
        .sort((a, b) => (a.text < b.text ? -1 : 1))
        .slice(0, 2)
        .map(({ index }) => index);
    const shares = allocate(7n, claims);
    t.deepEqual(shares, claims.map((_, index) => (first.includes(index) ? 2n : 1n)));
});
test('another epoch or another bounty breaks ties in another order', t => {
    const winners = (bounty, epoch) => allocate(1n, claimsOf(Array(16).fill(1n), bounty, epoch)).indexOf(1n);
    const inEpochs = new Set([1, 2, 3, 4, 5, 6].map(epoch => winners('b', epoch)));
    const inBounties = new Set(['b', 'c', 'd', 'e', 'f', 'g'].map(bounty => winners(bounty, 1)));
    t.true(inEpochs.size > 1);
    t.true(inBounties.size > 1);
});
test('the fields of a tie breaker cannot run into each other', t => {
    t.notDeepEqual(tieBreaker('ab', 1, 'c'), tieBreaker('a', 1, 'bc'));
});
test('a holder named twice, a negative weight and a negative pot are refused', t => {
    const twice = { weight: 1n, tieBreaker: tieBreaker('b', 1, 'same') };
    t.throws(() => allocate(1n, [twice, twice]), { message: /same tie breaker/ });
    t.throws(() => allocate(1n, claimsOf([1n, -1n])), { instanceOf: RangeError });
    t.throws(() => allocate(-1n, claimsOf([1n])), { instanceOf: RangeError });
});
testProp('shares sum to the pot, stay within one unit of the exact quota, and no weight gets nothing', [pots, weightLists], (t, pot, weights) => {
    const shares = allocate(pot, claimsOf(weights));
    const totalWeight = sum(weights);
    t.is(sum(shares), totalWeight === 0n ? 0n : pot);
    for (const [index, weight] of weights.entries()) {
        const floor = totalWeight === 0n ? 0n : (pot * weight) / totalWeight;
        const isExact = totalWeight === 0n || (pot * weight) % totalWeight === 0n;
        const share = shares[index];
        t.true(share === floor || (!isExact && share === floor + 1n));
        if (weight === 0n)
            t.is(share, 0n);
    }
}, { numRuns: 1_000 });
testProp('the order of the claims does not change what each gets', [pots, weightLists, fc.nat()], (t, pot, weights, turn) => {
    const claims = claimsOf(weights);
    const shift = turn % claims.length;
    const turned = [...claims.slice(shift), ...claims.slice(0, shift)].reverse();
    const shares = allocate(pot, claims);
    const turnedShares = allocate(pot, turned);
    for (const [index, claim] of claims.entries()) {
        t.is(turnedShares[turned.indexOf(claim)], shares[index]);
    }
}, { numRuns: 500 });
//# sourceMappingURL=largest-remainder.test.js.map