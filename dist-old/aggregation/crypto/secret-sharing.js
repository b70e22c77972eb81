import { secretBytes } from './secret-bytes.js';
/** x^12 + x^3 + x + 1: what x^16 reduces to. */
const reduction = 0x100b;
/** Both 16-bit lanes of `pair` times x. */
function timesX(pair) {
    const carries = (pair >>> 15) & 0x00010001;
    return ((pair & 0x7fff7fff) << 1) ^ Math.imul(carries, reduction);
}
/** Product in GF(2^16); `right` is public. */
export function multiplyField(left, right) {
    let product = 0;
    let power = left;
    for (let bits = right; bits !== 0; bits >>>= 1) {
        if ((bits & 1) === 1)
            product ^= power;
        power = timesX(power);
    }
    return product & 0xffff;
}
/** Inverse in GF(2^16) of a public non-zero element, as its power 2^16 - 2. */
export function invertField(element) {
    if (element === 0)
        throw new RangeError('zero has no inverse');
    let inverse = 1;
    let square = element;
    for (let bit = 1; bit < 16; bit++) {
        square = multiplyField(square, square);
        inverse = multiplyField(inverse, square);
    }
    return inverse;
}
/** Words of the host, which is little-endian, all zero, that stay in one place until they are wiped. */
function secretLanes(count) {
    return new Int32Array(secretBytes(4 * count).buffer);
}
/** A copy of byte strings of one length, one after another. */
function lanesOf(strings) {
    const length = strings[0].length;
    const lanes = secretLanes((strings.length * length) / 4);
    const bytes = new Uint8Array(lanes.buffer);
    strings.forEach((string, i) => {
        bytes.set(string, i * length);
    });
    return lanes;
}
function requirePoints(points, threshold) {
    const distinct = new Set(points);
    const fits = points.every(point => Number.isInteger(point) && point >= 1 && point <= 0xffff);
    if (!fits || distinct.size !== points.length)
        throw new RangeError('points are distinct and in 1..65535');
    if (!Number.isInteger(threshold) || threshold < 1 || threshold > points.length) {
        throw new RangeError(`a threshold of ${threshold} needs at least as many points; there are ${points.length}`);
    }
}
const groupOrder = 0xffff;
let tables;
function fieldTables() {
    tables ??= makeFieldTables();
    return tables;
}
function makeFieldTables() {
    const log = new Uint16Array(0x10000);
    const power = new Uint16Array(2 * groupOrder);
    let element = 1;
    for (let i = 0; i < groupOrder; i++) {
        power[i] = element;
        power[i + groupOrder] = element;
        log[element] = i;
        element = timesX(element) & 0xffff;
    }
    log[0] = groupOrder;
    return { log, power };
}
/** Entries of one coefficient's table: its multiples by every four-bit digit at each of four places. */
const digitEntries = 64;
/**
 * The multiples of `coefficient` by d x^(4p) for digits d = 0..15 and places p = 0..3, entry 16 p + d, `lanes` words
 * each: a product with a public element is then the sum of four entries.
 */
function fillMultiples(table, coefficient) {
    const lanes = coefficient.length;
    for (let lane = 0; lane < lanes; lane++) {
        let shifted = coefficient[lane];
        for (let place = 0; place < 4; place++) {
            const base = 16 * place;
            table[base * lanes + lane] = 0;
            for (let bit = 1; bit < 16; bit <<= 1) {
                for (let low = 0; low < bit; low++) {
                    table[(base + bit + low) * lanes + lane] = table[(base + low) * lanes + lane] ^ shifted;
                }
                shifted = timesX(shifted);
            }
        }
    }
}
/** values[point] += coefficient * powers[point], with the coefficient given by its multiples. */
function addTerm(values, table, lanes, powers) {
    for (let point = 0; point < powers.length; point++) {
        const factor = powers[point];
        const first = (factor & 15) * lanes;
        const second = (16 + ((factor >>> 4) & 15)) * lanes;
        const third = (32 + ((factor >>> 8) & 15)) * lanes;
        const fourth = (48 + (factor >>> 12)) * lanes;
        const at = point * lanes;
        for (let lane = 0; lane < lanes; lane++) {
            values[at + lane] ^=
                table[first + lane] ^ table[second + lane] ^ table[third + lane] ^ table[fourth + lane];
        }
    }
}
/** The polynomial, lowest degree first, at every point: `lanes` words for each. */
function evaluateAll(polynomial, points) {
    const { log, power } = fieldTables();
    const lanes = polynomial[0].length;
    const values = secretLanes(points.length * lanes);
    const table = new Int32Array(digitEntries * lanes);
    const logs = Uint16Array.from(points, point => log[point]);
    const powers = new Uint16Array(points.length);
    polynomial.forEach((coefficient, degree) => {
        for (let i = 0; i < powers.length; i++)
            powers[i] = power[(logs[i] * degree) % groupOrder];
        fillMultiples(table, coefficient);
        addTerm(values, table, lanes, powers);
    });
    table.fill(0);
    return values;
}
/**
 * Shares of `secret` (a multiple of 4 bytes) at each of `points`; any `threshold` of them rebuild it.
 * `coefficients` holds threshold - 1 strings as long as the secret, lowest degree first, and must be secret,
 * uniform and fresh.
 */
export function splitWithCoefficients(secret, coefficients, points) {
    requirePoints(points, coefficients.length + 1);
    if (secret.length % 4 !== 0)
        throw new RangeError('a shared secret is a multiple of 4 bytes');
    if (coefficients.some(coefficient => coefficient.length !== secret.length)) {
        throw new RangeError('a coefficient is as long as the secret');
    }
    const words = lanesOf([secret, ...coefficients]);
    const lanes = secret.length / 4;
    const polynomial = Array.from({ length: coefficients.length + 1 }, (_, degree) => words.subarray(degree * lanes, (degree + 1) * lanes));
    const values = evaluateAll(polynomial, points);
    words.fill(0);
    return points.map((point, i) => ({
        point,
        bytes: new Uint8Array(values.buffer, i * secret.length, secret.length),
    }));
}
/** Shares of `secret` at each of `points`; any `threshold` of them rebuild it, fewer say nothing about it. */
export function splitSecret(secret, threshold, points, random) {
    requirePoints(points, threshold);
    const drawn = random.bytes((threshold - 1) * secret.length);
    const coefficients = Array.from({ length: threshold - 1 }, (_, i) => drawn.subarray(i * secret.length, (i + 1) * secret.length));
    const shares = splitWithCoefficients(secret, coefficients, points);
    drawn.fill(0);
    return shares;
}
/** Lagrange's weight at zero of each point: the product over the others of other / (other - point). Points are public. */
function weightsAtZero(points) {
    const { log, power } = fieldTables();
    const product = points.reduce((sum, point) => sum + log[point], 0);
    return points.map(point => {
        let numerator = product - log[point];
        for (const other of points)
            numerator += groupOrder - log[other ^ point];
        return power[numerator % groupOrder];
    });
}
/** The value at zero of the polynomial through all the given shares: the secret, when they are `threshold` true ones. */
export function combineShares(shares) {
    const points = shares.map(share => share.point);
    requirePoints(points, 1);
    const length = shares[0].bytes.length;
    if (shares.some(share => share.bytes.length !== length))
        throw new RangeError('shares have one length');
    const weights = weightsAtZero(points);
    const words = lanesOf(shares.map(({ bytes }) => bytes));
    const lanes = length / 4;
    const secret = secretLanes(lanes);
    // Horner's scheme over the bits of all weights at once: the sum is multiplied by x sixteen times, not every share.
    for (let bit = 15; bit >= 0; bit--) {
        for (let lane = 0; lane < lanes; lane++)
            secret[lane] = timesX(secret[lane]);
        for (let share = 0; share < weights.length; share++) {
            if (((weights[share] >>> bit) & 1) === 0)
                continue;
            const at = share * lanes;
            for (let lane = 0; lane < lanes; lane++)
                secret[lane] ^= words[at + lane];
        }
    }
    words.fill(0);
    return new Uint8Array(secret.buffer);
}
//# sourceMappingURL=secret-sharing.js.map