import { fc, testProp } from '@fast-check/ava';
import test from 'ava';
import { openKeystore, sealKeystore, toHex, unsafeFixedRandom } from '../../../aggregation/index.js';
const cheap = { work: 2, blockSize: 1, parallelism: 1 };
const options = { description: 'alpha hospital', random: unsafeFixedRandom('keystore'), cost: cheap };
test('a passphrase opens however its letters were composed', t => {
    const seed = new Uint8Array(32).fill(9);
    const text = sealKeystore(seed, 'Zu\u0308rich', {
        description: '',
        random: unsafeFixedRandom('nfkc'),
        cost: cheap,
    });
    t.is(openKeystore(text, 'Z\u00fcrich').kind, 'opened');
});
const sealed = sealKeystore(new Uint8Array(32).fill(5), 'correct horse', options);
const fields = [
    ['id'],
    ['publicKey'],
    ['checksum'],
    ['crypto', 'kdf', 'salt'],
    ['crypto', 'cipher', 'nonce'],
    ['crypto', 'cipher', 'ciphertext'],
];
testProp('a flipped bit in any field is found before a passphrase is tried', [fc.constantFrom(...fields), fc.nat(), fc.integer({ min: 1, max: 255 })], (t, path, position, mask) => {
    const document = JSON.parse(sealed);
    const parent = path.slice(0, -1).reduce((value, name) => value[name], document);
    const name = path.at(-1);
    const bytes = Buffer.from(parent[name], 'hex');
    bytes[position % bytes.length] ^= mask;
    parent[name] = toHex(bytes);
    t.like(openKeystore(JSON.stringify(document), 'wrong horse'), { kind: 'refused', reason: 'corrupted' });
});
for (const [what, change] of [
    ['another version', { version: 2 }],
    ['another cipher', { crypto: { ...JSON.parse(sealed).crypto, cipher: { name: 'rot13' } } }],
    ['a description that was edited', { description: 'beta hospital' }],
    ['no checksum', { checksum: undefined }],
]) {
    test(`a keystore with ${what} is damaged`, t => {
        const text = JSON.stringify({ ...JSON.parse(sealed), ...change });
        t.like(openKeystore(text, 'correct horse'), { kind: 'refused', reason: 'corrupted' });
    });
}
test('a file that asks for more memory than a keystore needs is refused before any is taken', t => {
    const document = JSON.parse(sealed);
    document.crypto.kdf.n = 2 ** 30;
    const opened = openKeystore(JSON.stringify(document), 'correct horse');
    t.regex(opened.kind === 'refused' ? opened.detail : '', /crypto\.kdf\.n/);
});
test('the seed is nowhere in the file', t => {
    t.false(sealed.includes(toHex(new Uint8Array(32).fill(5))));
});
//# sourceMappingURL=keystore.test.js.map