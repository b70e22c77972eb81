import { createCipheriv } from 'node:crypto';
import { fc, testProp } from '@fast-check/ava';
import test from 'ava';
import { sha256, utf8 } from '../../../aggregation/crypto/index.js';
import { addMaskStreams, engineNamed, engineReport, expansionEngine, openExpansionWorkers, sharedVector, } from '../../../aggregation/expansion/index.js';
const usable = engineReport()
    .filter(({ isAvailable }) => isAvailable)
    .map(({ name }) => name);
function streamsOf(count, name = 'stream') {
    return Array.from({ length: count }, (_, i) => ({
        key: sha256(utf8(`${name} ${i}`)),
        sign: i % 3 === 0 ? -1 : 1,
    }));
}
/** Word by word, by the definition: the whole keystream at once, arithmetic in bigint. */
function slowTwin(residues, streams, bits, first) {
    const wordBytes = bits <= 16 ? 2 : 4;
    const modulus = 1n << BigInt(8 * wordBytes);
    const sums = Array.from(residues, residue => BigInt(residue) % modulus);
    for (const { key, sign } of streams) {
        const cipher = createCipheriv('aes-256-ctr', key, new Uint8Array(16));
        const bytes = cipher.update(new Uint8Array((first + residues.length) * wordBytes));
        sums.forEach((sum, i) => {
            const at = (first + i) * wordBytes;
            const word = BigInt(wordBytes === 2 ? bytes.readUInt16LE(at) : bytes.readUInt32LE(at));
            sums[i] = (sum + (sign === 1 ? word : modulus - word)) % modulus;
        });
    }
    return Uint32Array.from(sums, Number);
}
test('an engine is there, and each that is not says why', t => {
    t.true(usable.includes('javascript'));
    t.is(expansionEngine(), usable[0]);
    for (const { isAvailable, reason } of engineReport())
        t.is(reason === '', isAvailable);
});
test('the build made the WebAssembly module', t => {
    t.true(usable.includes('wasm'), engineReport().find(({ name }) => name === 'wasm')?.reason);
});
for (const { name } of engineReport()) {
    const titled = usable.includes(name) ? testProp : testProp.skip;
    titled(`the ${name} engine gives the words of the definition, from any entry and at any length`, [
        fc.integer({ min: 8, max: 32 }),
        fc.uint32Array({ minLength: 0, maxLength: 70 }),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 0, max: 40 }),
    ], (t, bits, residues, count, eights) => {
        const streams = streamsOf(count);
        const expected = slowTwin(residues, streams, bits, 8 * eights);
        engineNamed(name).addMaskStreams(residues, streams, bits, 8 * eights);
        t.deepEqual(residues, expected);
    }, { numRuns: 60 });
    // Skipped where the engine cannot run: no addon could be built, or the processor lacks VAES.
    const whole = usable.includes(name) ? test : test.skip;
    whole(`the ${name} engine goes on across blocks and batches of streams, and takes off what it added`, t => {
        for (const bits of [32, 16]) {
            const start = Uint32Array.from({ length: 70_001 }, (_, i) => Math.imul(i, 0x9e3779b1) & 0xffff);
            const few = start.slice();
            engineNamed(name).addMaskStreams(few, streamsOf(3), bits, 0);
            t.deepEqual(few, slowTwin(start, streamsOf(3), bits, 0));
            const many = start.slice(0, 40);
            engineNamed(name).addMaskStreams(many, streamsOf(600), bits, 0);
            t.deepEqual(many, slowTwin(start.slice(0, 40), streamsOf(600), bits, 0));
            const opposite = streamsOf(3).map(({ key, sign }) => ({
                key,
                sign: sign === 1 ? -1 : 1,
            }));
            engineNamed(name).addMaskStreams(few, opposite, bits, 0);
            t.deepEqual(few, start);
        }
    });
}
test('a vector is masked the same in one piece and in two that meet where a stream can be entered', t => {
    for (const bits of [24, 12]) {
        const whole = new Uint32Array(1000);
        const [left, right] = [new Uint32Array(504), new Uint32Array(496)];
        addMaskStreams(whole, streamsOf(5), bits);
        addMaskStreams(left, streamsOf(5), bits);
        addMaskStreams(right, streamsOf(5), bits, 504);
        t.deepEqual(whole, Uint32Array.of(...left, ...right));
    }
});
test('keys of another length, odd entries and impossible widths are errors that name themselves', t => {
    const vector = new Uint32Array(8);
    for (const name of usable) {
        const { addMaskStreams: add } = engineNamed(name);
        t.throws(() => add(vector, [{ key: new Uint8Array(16), sign: 1 }], 32, 0), { message: /32 bytes/ });
        t.throws(() => add(vector, streamsOf(1), 32, 4), { message: /multiple of 8/ });
        t.throws(() => add(vector, streamsOf(1), 7, 0), { message: /8 to 32/ });
    }
    t.true(vector.every(residue => residue === 0));
});
for (const workers of [0, 1, 2]) {
    test(`${workers} worker threads give what this thread gives, in shared memory and in plain`, async (t) => {
        const pool = openExpansionWorkers({ workers });
        t.teardown(() => pool.close());
        for (const bits of [32, 16]) {
            const expected = new Uint32Array(600_001).fill(7);
            addMaskStreams(expected, streamsOf(8), bits);
            const plain = new Uint32Array(600_001).fill(7);
            const shared = new Uint32Array(sharedVector(600_001).buffer).fill(7);
            await Promise.all([
                pool.addMaskStreams(plain, streamsOf(8), bits),
                pool.addMaskStreams(shared, streamsOf(8), bits),
            ]);
            t.deepEqual(plain, expected);
            t.deepEqual(new Uint32Array(shared), expected);
        }
    });
}
test('the event loop turns while worker threads expand masks', async (t) => {
    const pool = openExpansionWorkers({ workers: 1 });
    t.teardown(() => pool.close());
    let turns = 0;
    const clock = setInterval(() => {
        turns++;
    }, 1);
    await pool.addMaskStreams(new Uint32Array(sharedVector(2_000_000).buffer), streamsOf(20), 32);
    clearInterval(clock);
    t.true(turns > 0);
});
test('closing the threads rejects what they were doing, and nothing hangs', async (t) => {
    const pool = openExpansionWorkers({ workers: 1 });
    const work = pool.addMaskStreams(new Uint32Array(sharedVector(20_000_000).buffer), streamsOf(20), 32);
    await pool.close();
    await t.throwsAsync(work, { message: /mask expansion thread/ });
    await t.throwsAsync(pool.addMaskStreams(new Uint32Array(8), streamsOf(1), 32), { message: /closed/ });
});
//# sourceMappingURL=expansion.test.js.map