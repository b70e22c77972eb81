import test from 'ava';
import { sha256, signerFromSeed, unsafeFixedRandom, utf8, verifySignature } from '../../aggregation/index.js';
import { canonicalRequest, keyIdOf, signRequest, verifyRequest, } from '../../protos/index.js';
const signer = signerFromSeed(new Uint8Array(32).fill(5));
const body = utf8('the exact bytes');
const request = {
    destination: { environment: 'test', audience: 'ab'.repeat(32) },
    path: '/parley.v1.Rounds/Advertise',
    body,
    keyVersion: 3,
    unixMs: 1_700_000_000_123,
    idempotencyKey: 'order-7',
    showPublicKey: false,
};
const signature = signRequest(request, signer, unsafeFixedRandom('nonce'));
test('the canonical string has twelve lines in this order', t => {
    const hex = (bytes) => Buffer.from(bytes).toString('hex');
    t.is(canonicalRequest(request.destination, request.path, signature, body), [
        'parley-sig-v1',
        'test',
        'ab'.repeat(32),
        '/parley.v1.Rounds/Advertise',
        hex(sha256(signer.publicKey).subarray(0, 16)),
        '3',
        '1700000000123',
        Buffer.from(signature.nonce).toString('base64'),
        '',
        '0',
        hex(sha256(body)),
        'order-7',
    ].join('\n'));
});
test('a key id is the first half of the SHA-256 of the key', t => {
    t.deepEqual(keyIdOf(signer.publicKey), sha256(signer.publicKey).slice(0, 16));
    t.deepEqual(signature.keyId, keyIdOf(signer.publicKey));
});
test('a signature is Ed25519 over that string and verifies', t => {
    const canonical = utf8(canonicalRequest(request.destination, request.path, signature, body));
    t.true(verifySignature(signer.publicKey, canonical, signature.signature));
    t.true(verifyRequest(request, signature, signer.publicKey));
});
test('nothing of a request can be changed under its signature', t => {
    const other = signerFromSeed(new Uint8Array(32).fill(6)).publicKey;
    const changedRequests = [
        { ...request, body: utf8('the exact bytes ') },
        { ...request, path: '/parley.v1.Rounds/Unmask' },
        { ...request, destination: { ...request.destination, environment: 'live' } },
        { ...request, destination: { ...request.destination, audience: 'ac'.repeat(32) } },
    ];
    for (const changed of changedRequests)
        t.false(verifyRequest(changed, signature, signer.publicKey));
    const changes = [
        { keyId: keyIdOf(other) },
        { keyVersion: 4 },
        { unixMs: signature.unixMs + 1 },
        { nonce: sha256(signature.nonce).slice(0, 16) },
        { sessionId: Uint8Array.of(0) },
        { sequence: 1 },
        { idempotencyKey: 'order-8' },
        { signature: new Uint8Array(64) },
    ];
    for (const change of changes)
        t.false(verifyRequest(request, { ...signature, ...change }, signer.publicKey));
    t.false(verifyRequest(request, signature, other));
});
test('two signatures of one request have different nonces', t => {
    const random = unsafeFixedRandom('another');
    t.notDeepEqual(signRequest(request, signer, random).nonce, signRequest(request, signer, random).nonce);
});
test('an idempotency key that is more than one line is neither signed nor believed', t => {
    const idempotencyKey = 'order-7\nextra';
    t.throws(() => signRequest({ ...request, idempotencyKey }, signer, unsafeFixedRandom('x')), {
        instanceOf: RangeError,
    });
    const canonical = canonicalRequest(request.destination, request.path, { ...signature, idempotencyKey }, body);
    const forged = { ...signature, idempotencyKey, signature: signer.sign(utf8(canonical)) };
    t.false(verifyRequest(request, forged, signer.publicKey));
});
test('the public key is shown only to those who do not know it', t => {
    t.is(signature.publicKey.length, 0);
    const shown = signRequest({ ...request, showPublicKey: true }, signer, unsafeFixedRandom('nonce'));
    t.deepEqual(shown.publicKey, signer.publicKey);
});
//# sourceMappingURL=signed-request.test.js.map