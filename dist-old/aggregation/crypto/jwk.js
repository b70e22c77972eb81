import { createPrivateKey, createPublicKey } from 'node:crypto';
import { fromHex } from './encoding.js';
import { secretBytes } from './secret-bytes.js';
function base64url(bytes) {
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64url');
}
function requireKeyLength(bytes) {
    if (bytes.length !== 32)
        throw new RangeError(`a key has 32 bytes, not ${bytes.length}`);
}
/** A raw 32-byte public key as Node's key object. JWK is the cheapest door for what is no secret. */
export function importPublicKey(curve, publicKey) {
    requireKeyLength(publicKey);
    return createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: curve, x: base64url(publicKey) } });
}
/** What precedes the 32 bytes of a key in PKCS #8 (RFC 8410, section 7). */
const secretKeyHeads = {
    Ed25519: fromHex('302e020100300506032b657004220420'),
    X25519: fromHex('302e020100300506032b656e04220420'),
};
/**
 * A raw 32-byte secret as Node's key object. As PKCS #8, although a JWK is read in a tenth of the time: its text would stay
 * in memory where nobody can wipe it.
 */
export function importSecretKey(curve, secretKey) {
    requireKeyLength(secretKey);
    const head = secretKeyHeads[curve];
    const document = Buffer.from(secretBytes(head.length + secretKey.length).buffer);
    document.set(head);
    document.set(secretKey, head.length);
    const key = createPrivateKey({ key: document, format: 'der', type: 'pkcs8' });
    document.fill(0);
    return key;
}
/** The raw public half of an imported secret. */
export function publicHalf(secret) {
    const { x } = createPublicKey(secret).export({ format: 'jwk' });
    if (x === undefined)
        throw new Error('a key of this curve exports its x coordinate');
    return new Uint8Array(Buffer.from(x, 'base64url'));
}
//# sourceMappingURL=jwk.js.map