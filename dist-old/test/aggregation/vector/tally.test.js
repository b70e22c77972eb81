import { fc, testProp } from '@fast-check/ava';
import test from 'ava';
import { joinTally, splitTally, tallyLayout } from '../../../aggregation/index.js';
const bits = fc.integer({ min: 8, max: 32 });
const maxima = fc.array(fc.oneof(fc.bigInt(0n, 3n), fc.bigInt(0n, 2n ** 20n), fc.bigInt(0n, 2n ** 70n)), {
    maxLength: 12,
});
/** A sum as the ring gives it: modulo 2^ringBits, then with its sign. */
function addInRing(vectors, length, ringBits) {
    const shift = 32 - ringBits;
    return Int32Array.from({ length }, (_, i) => {
        const sum = vectors.reduce((total, vector) => total + vector[i], 0);
        return (sum << shift) >> shift;
    });
}
function mostMembers(ringBits) {
    return Math.min(2 ** (ringBits - 2), 40);
}
testProp('the digits of members add up in a ring to the sums of their numbers', [
    bits.chain(ringBits => fc.record({
        ringBits: fc.constant(ringBits),
        members: fc.integer({ min: 1, max: mostMembers(ringBits) }),
    })),
    maxima,
    fc.nat(),
], (t, { ringBits, members }, bounds, salt) => {
    const layout = tallyLayout(bounds, ringBits, members);
    const all = Array.from({ length: members }, (_, member) => bounds.map((bound, i) => BigInt(salt + 1) ** BigInt(1 + member + i) % (bound + 1n)));
    const vectors = all.map(numbers => splitTally(numbers, layout));
    t.true(vectors.every(vector => vector.every(digit => digit >= 0 && digit < 2 ** layout.limbBits)));
    const sums = bounds.map((_, i) => all.reduce((sum, numbers) => sum + numbers[i], 0n));
    t.deepEqual(joinTally(addInRing(vectors, layout.length, ringBits), layout), sums);
});
test('in every ring from 8 to 32 bits as many members as it holds may all have the largest numbers', t => {
    const bounds = [0n, 1n, 2n ** 16n - 1n, 2n ** 16n, 2n ** 53n - 1n, 2n ** 60n + 12345n];
    for (let ringBits = 8; ringBits <= 32; ringBits++) {
        // Full groups, the smallest of a width of digits, and the largest that the ring has room for.
        for (const members of [1, 2, 3, 2 ** (ringBits - 3) + 1, 2 ** (ringBits - 2)]) {
            const layout = tallyLayout(bounds, ringBits, members);
            const one = splitTally(bounds, layout);
            const shift = 32 - ringBits;
            const sum = one.map(digit => (Math.imul(digit, members) << shift) >> shift);
            const expected = bounds.map(bound => bound * BigInt(members));
            t.deepEqual(joinTally(sum, layout), expected, `${members} members in ${ringBits} bits`);
        }
        t.throws(() => tallyLayout(bounds, ringBits, 2 ** (ringBits - 2) + 1), { message: /no room/ });
    }
});
test('one member more than the layout is for turns the sum of the largest digits negative, which is told', t => {
    const layout = tallyLayout([2n ** 14n - 1n], 16, 2);
    const one = splitTally([2n ** 14n - 1n], layout);
    t.is(layout.limbBits, 14);
    t.deepEqual(joinTally(addInRing([one, one], layout.length, 16), layout), [2n ** 15n - 2n]);
    t.is(joinTally(addInRing([one, one, one], layout.length, 16), layout), undefined);
});
test('sums over several groups are joined above what an integer of 32 bits holds', t => {
    const layout = tallyLayout([2n ** 40n], 32, 2);
    const groups = Float64Array.from(splitTally([2n ** 40n - 1n], layout), digit => digit * 1000);
    t.true(groups.some(digit => digit > 2 ** 31));
    t.deepEqual(joinTally(groups, layout), [1000n * (2n ** 40n - 1n)]);
});
test('a sum with a digit that no members have is told', t => {
    const layout = tallyLayout([9n, 2n ** 40n], 24, 8);
    for (const digit of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
        for (let place = 0; place < layout.length; place++) {
            const sum = new Float64Array(layout.length);
            sum[place] = digit;
            t.is(joinTally(sum, layout), undefined, `${digit} at ${place}`);
        }
    }
});
test('numbers outside their bounds, another count of them, or of digits, are refused', t => {
    const layout = tallyLayout([9n, 300n], 16, 100);
    t.is(layout.length, 1 + 2);
    t.throws(() => splitTally([10n, 0n], layout), {
        instanceOf: RangeError,
        message: /number 0 is 10, outside/,
    });
    t.throws(() => splitTally([0n, -1n], layout), {
        instanceOf: RangeError,
        message: /number 1 is -1, outside/,
    });
    t.throws(() => splitTally([1n], layout), {
        instanceOf: RangeError,
        message: 'the layout has 2 numbers, not 1',
    });
    t.throws(() => joinTally([1, 2], layout), {
        instanceOf: RangeError,
        message: 'the sum has 2 digits and the layout 3',
    });
    t.throws(() => tallyLayout([1n, -2n], 16, 2), { message: 'the bound of number 1 is -2, below zero' });
    t.throws(() => tallyLayout([1n], 33, 2), { message: 'a ring has 8 to 32 bits, not 33' });
    t.throws(() => tallyLayout([1n], 16, 0), { message: /a number from 1 on, not 0/ });
});
//# sourceMappingURL=tally.test.js.map