import { webcrypto } from 'node:crypto';
import test from 'ava';
import { concat, fromHex, openKeystream, publicKeyOf, sha256, toHex, u16, utf8, } from '../../../aggregation/crypto/index.js';
import { pairKey, pairStreams, removed, selfKey, selfStream, spendMaskStreams, } from '../../../aggregation/secure/masking.js';
import { reduceWords, residuesIn, signExtend } from '../../../aggregation/vector/index.js';
import { loadVectors } from '../load-vectors.js';
const vectors = loadVectors('fedsa-v1');
const sessionId = fromHex(vectors.pairKey.sessionId);
/** The mask of one key; the key itself is not spent. */
function applyMask(target, key, bits, sign) {
    spendMaskStreams(target, [{ key: key.slice(), sign }], bits);
}
function maskWords(key, count) {
    const words = new Uint32Array(count);
    applyMask(words, key, 32, 1);
    return [...words].map(word => word.toString(16).padStart(8, '0'));
}
test('the pair key and its keystream are the published ones, in either order of the pair', t => {
    const { sharedSecret, sessionSeed, one, other, key, words, streamBytes, streamHash } = vectors.pairKey;
    t.deepEqual(sha256(utf8(sessionSeed)), sessionId);
    t.is(toHex(pairKey(sessionId, fromHex(sharedSecret), one, other)), key);
    t.is(toHex(pairKey(sessionId, fromHex(sharedSecret), other, one)), key);
    t.deepEqual(maskWords(fromHex(key), 4), words);
    const stream = openKeystream(fromHex(key));
    const parts = [];
    for (let left = streamBytes; left > 0; left -= 65536)
        parts.push(stream.next(Math.min(left, 65536)));
    t.is(toHex(sha256(concat(...parts))), streamHash);
});
test('the self key and its keystream are the published ones, and a second implementation agrees', async (t) => {
    const { seedByte, index, key, words } = vectors.selfKey;
    const seed = new Uint8Array(32).fill(seedByte);
    t.is(toHex(selfKey(sessionId, seed, index)), key);
    t.deepEqual(maskWords(fromHex(key), 4), words);
    const secret = await webcrypto.subtle.importKey('raw', seed, 'HKDF', false, ['deriveKey']);
    const info = concat(utf8('fedsa/v1/self'), u16(index));
    const derived = await webcrypto.subtle.deriveKey({ name: 'HKDF', hash: 'SHA-256', salt: sessionId, info }, secret, { name: 'AES-CTR', length: 256 }, true, ['encrypt']);
    t.is(toHex(new Uint8Array(await webcrypto.subtle.exportKey('raw', derived))), key);
    const algorithm = { name: 'AES-CTR', counter: new Uint8Array(16), length: 64 };
    const stream = new DataView(await webcrypto.subtle.encrypt(algorithm, derived, new Uint8Array(16)));
    t.deepEqual(words, [0, 4, 8, 12].map(at => stream.getUint32(at, true).toString(16).padStart(8, '0')));
});
test('three masked vectors are the published ones and their sum unmasks', t => {
    const { members, dimension, bits, maskSecretLabel, selfSeedLabel, masked, sum } = vectors.maskedVectors;
    const indices = Array.from({ length: members }, (_, i) => i + 1);
    const maskSecrets = indices.map(i => sha256(concat(utf8(maskSecretLabel), u16(i))));
    const maskKeys = maskSecrets.map(publicKeyOf);
    const seedOf = (i) => sha256(concat(utf8(selfSeedLabel), u16(i)));
    const total = new Uint32Array(dimension);
    for (const i of indices) {
        const vector = residuesIn(Int32Array.from({ length: dimension }, (_, j) => 1000 * i + 7 * j - 1500));
        const peers = indices.filter(j => j !== i).map(j => ({ index: j, maskKey: maskKeys[j - 1] }));
        const streams = pairStreams(sessionId, i, maskSecrets[i - 1], peers);
        spendMaskStreams(vector, [selfStream(sessionId, i, seedOf(i)), ...streams], bits);
        reduceWords(vector, bits);
        t.deepEqual([...vector].map(residue => residue.toString(16).padStart(6, '0')), masked[i - 1]);
        vector.forEach((residue, j) => {
            total[j] += residue;
        });
    }
    const own = indices.map(i => removed(selfStream(sessionId, i, seedOf(i))));
    spendMaskStreams(total, own, bits);
    t.deepEqual([...signExtend(total, bits)], sum);
});
test('a mask word of sixteen bits or fewer takes two bytes of the keystream', t => {
    const key = fromHex(vectors.pairKey.key);
    const bytes = openKeystream(key).next(8);
    const wide = new Uint32Array(2);
    applyMask(wide, key, 17, 1);
    const narrow = new Uint32Array(4);
    applyMask(narrow, key, 16, 1);
    const view = new DataView(new Uint8Array(bytes).buffer);
    t.deepEqual([...wide], [view.getUint32(0, true), view.getUint32(4, true)]);
    t.deepEqual([...narrow], [0, 2, 4, 6].map(at => view.getUint16(at, true)));
});
test('masks go on across the blocks of the keystream and come off exactly', t => {
    const key = fromHex(vectors.pairKey.key);
    for (const bits of [16, 24]) {
        const long = new Uint32Array(100_000);
        applyMask(long, key, bits, 1);
        t.is(new Set(long.subarray(0, 1000)).size > 900, true);
        const offset = bits === 16 ? 70_000 : 35_000;
        const byteOffset = offset * (bits === 16 ? 2 : 4);
        const word = new DataView(new Uint8Array(openKeystream(key, byteOffset).next(16)).buffer);
        t.is(long[offset], bits === 16 ? word.getUint16(0, true) : word.getUint32(0, true));
        applyMask(long, key, bits, -1);
        t.true(long.every(residue => residue === 0));
    }
});
//# sourceMappingURL=known-answers.test.js.map