import { testProp } from '@fast-check/ava';
import test from 'ava';
import fc from 'fast-check';
import { baseWeight, feeOn, integerSquareRoot, roundPot } from '../../../aggregation/rewards/index.js';
testProp('the integer square root is the largest number whose square fits', [fc.oneof(fc.bigInt({ min: 0n, max: 200n }), fc.bigInt({ min: 0n, max: 10n ** 60n }))], (t, value) => {
    const root = integerSquareRoot(value);
    t.true(root * root <= value && (root + 1n) * (root + 1n) > value);
}, { numRuns: 1_000 });
test('squares and their neighbours have the roots they should, beyond the precision of floats', t => {
    const root = 94906267312345678n;
    t.is(integerSquareRoot(root * root), root);
    t.is(integerSquareRoot(root * root - 1n), root - 1n);
    t.is(integerSquareRoot(root * root + 1n), root);
    t.throws(() => integerSquareRoot(-1n));
});
test('a weight grows with the root of the examples and stops at the cap', t => {
    t.deepEqual([0n, 1n, 99n, 100n, 9999n, 10000n, 1000000n].map(examples => baseWeight(examples, 50n)), [0n, 1n, 9n, 10n, 50n, 50n, 50n]);
    t.is(baseWeight(9999n, 1000n), 99n);
    t.throws(() => baseWeight(4n, 0n));
});
testProp('the pots of all rounds sum to the price and differ by one unit at most', [fc.bigInt({ min: 0n, max: 10n ** 30n }), fc.integer({ min: 1, max: 60 })], (t, price, rounds) => {
    const pots = Array.from({ length: rounds }, (_, index) => roundPot(price, rounds, index + 1));
    t.is(pots.reduce((total, pot) => total + pot, 0n), price);
    const floor = price / BigInt(rounds);
    t.true(pots.every(pot => pot === floor || pot === floor + 1n));
});
test('the rounds before and after training have no pot, and no other rounds exist', t => {
    for (const round of [0, 4])
        t.is(roundPot(10n, 3, round), 0n);
    for (const round of [-1, 5, 1.5, Number.NaN])
        t.throws(() => roundPot(10n, 3, round), { message: /not one of/ });
    t.throws(() => roundPot(10n, 0, 1));
    t.throws(() => roundPot(-1n, 3, 1));
});
test('a fee is rounded down, in favour of those who share the pot', t => {
    t.is(feeOn(1999n, 250), 49n); // 49.975
    t.is(feeOn(10n ** 20n, 10_000), 10n ** 20n);
    t.is(feeOn(39n, 250), 0n);
    for (const fee of [-1, 10_001, 2.5])
        t.throws(() => feeOn(1n, fee), { message: /basis points/ });
});
//# sourceMappingURL=base-pool.test.js.map