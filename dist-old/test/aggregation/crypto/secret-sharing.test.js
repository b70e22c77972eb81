import { fc, testProp } from '@fast-check/ava';
import test from 'ava';
import { combineShares, concat, fromHex, invertField, multiplyField, splitSecret, splitWithCoefficients, toHex, u16, unsafeFixedRandom, } from '../../../aggregation/crypto/index.js';
import { loadVectors } from '../load-vectors.js';
const { sharing } = loadVectors('fedsa-v1');
const element = fc.integer({ min: 0, max: 0xffff });
const nonZero = fc.integer({ min: 1, max: 0xffff });
/** Schoolbook product and division by 0x1100B: the slow twin. */
function slowMultiply(left, right) {
    let product = 0n;
    for (let bit = 0n; bit < 16n; bit++) {
        if ((BigInt(right) >> bit) & 1n)
            product ^= BigInt(left) << bit;
    }
    for (let bit = 31n; bit >= 16n; bit--) {
        if ((product >> bit) & 1n)
            product ^= 0x1100bn << (bit - 16n);
    }
    return Number(product);
}
testProp('products equal the schoolbook twin', [element, element], (t, a, b) => {
    t.is(multiplyField(a, b), slowMultiply(a, b));
});
testProp('the field laws hold', [element, element, nonZero], (t, a, b, c) => {
    t.is(multiplyField(a, b), multiplyField(b, a));
    t.is(multiplyField(multiplyField(a, b), c), multiplyField(a, multiplyField(b, c)));
    t.is(multiplyField(a ^ b, c), multiplyField(a, c) ^ multiplyField(b, c));
    t.is(multiplyField(c, invertField(c)), 1);
    t.is(multiplyField(a, 1), a);
});
test('the modulus is primitive: x has order 65535', t => {
    let power = 1;
    let order = 0;
    do {
        power = multiplyField(power, 2);
        order++;
    } while (power !== 1);
    t.is(order, 65535);
});
test('the published vector of shares is reproduced', t => {
    const secret = Uint8Array.from({ length: 32 }, (_, i) => i);
    const word = (i) => u16(Math.imul(i, 2654435761) >>> 16);
    const coefficient = (start) => concat(...Array.from({ length: 16 }, (_, i) => word(start + i)));
    const points = sharing.shares.map(({ point }) => point);
    const shares = splitWithCoefficients(secret, [coefficient(0), coefficient(16)], points);
    t.deepEqual(shares.map(({ bytes }) => toHex(bytes)), sharing.shares.map(({ share }) => share));
    for (let left = 0; left < 4; left++) {
        const three = sharing.shares
            .filter((_, i) => i !== left)
            .map(({ point, share }) => ({ point, bytes: fromHex(share) }));
        t.deepEqual(combineShares(three), secret);
    }
});
testProp('any threshold of shares rebuilds the secret, one fewer does not', [fc.integer({ min: 2, max: 40 }), fc.integer({ min: 0, max: 20 }), fc.string()], (t, threshold, spare, seed) => {
    const random = unsafeFixedRandom(seed);
    const secret = random.bytes(32);
    const points = Array.from({ length: threshold + spare }, (_, i) => 1 + ((i * 40503) % 65535));
    const shares = splitSecret(secret, threshold, points, random);
    t.deepEqual(combineShares(shares.slice(spare)), secret);
    t.deepEqual(combineShares(shares.slice(0, threshold).reverse()), secret);
    t.notDeepEqual(combineShares(shares.slice(0, threshold - 1)), secret);
}, { numRuns: 25 });
test('a large group with a high threshold rebuilds its secret', t => {
    const random = unsafeFixedRandom('large');
    const secret = random.bytes(32);
    const shares = splitSecret(secret, 200, Array.from({ length: 210 }, (_, i) => i + 1), random);
    t.deepEqual(combineShares(shares.slice(10)), secret);
});
test('one share of two is consistent with every secret', t => {
    // f(1) = s + a: for the share seen at point 1, each secret s has exactly the coefficient a = share - s.
    const share = fromHex('0102030405060708');
    for (const secret of ['0000000000000000', 'ffffffffffffffff', '1122334455667788']) {
        const coefficient = share.map((byte, i) => byte ^ fromHex(secret)[i]);
        const [first] = splitWithCoefficients(fromHex(secret), [coefficient], [1, 2]);
        t.deepEqual(first.bytes, share);
    }
});
test('check 5: every threshold from 2 to 200 shares and rebuilds, at points far apart', t => {
    const random = unsafeFixedRandom('thresholds');
    for (let threshold = 2; threshold <= 200; threshold++) {
        const secret = random.bytes(32);
        const points = Array.from({ length: threshold + 2 }, (_, i) => 1 + ((i * 331) % 65535));
        const shares = splitSecret(secret, threshold, points, random);
        t.deepEqual(combineShares(shares.slice(1, threshold + 1)), secret, `threshold ${threshold}`);
        t.notDeepEqual(combineShares(shares.slice(2, threshold + 1)), secret, `threshold ${threshold}`);
    }
});
test('check 5: two shares of three are consistent with every secret, each by exactly one pair of coefficients', t => {
    // f(x) = s + a x + b x^2 through (1, y1) and (2, y2): for each s there is one (a, b), so the two shares tell nothing.
    const [y1, y2] = [0x1234, 0xbeef];
    const multiply = slowMultiply;
    for (const secret of [0, 1, 0x8000, 0xffff, 0x5a5a]) {
        // a + b = y1 - s and 2a + 4b = y2 - s, hence b = ((y2 - s) - 2 (y1 - s)) / (4 - 2), differences being exclusive or.
        const b = multiply(y2 ^ secret ^ multiply(2, y1 ^ secret), invertField(4 ^ 2));
        const a = y1 ^ secret ^ b;
        const twice = (value) => concat(u16(value), u16(value));
        const shares = splitWithCoefficients(twice(secret), [twice(a), twice(b)], [1, 2, 3]);
        t.deepEqual(shares.slice(0, 2).map(({ bytes }) => toHex(bytes)), [y1, y2].map(value => toHex(twice(value))));
    }
});
test('points that repeat or leave the field, and thresholds above the holders, throw', t => {
    const random = unsafeFixedRandom('bad');
    for (const points of [
        [1, 1],
        [0, 1],
        [1, 65536],
        [1.5, 2],
    ]) {
        t.throws(() => splitSecret(new Uint8Array(32), 2, points, random), { instanceOf: RangeError });
    }
    t.throws(() => splitSecret(new Uint8Array(32), 3, [1, 2], random), { instanceOf: RangeError });
});
//# sourceMappingURL=secret-sharing.test.js.map