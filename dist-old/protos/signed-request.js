/**
 * Signed requests: every call carries an Ed25519 signature over one string that names the environment, the
 * coordinator it is meant for, the method, the time, a nonce and the SHA-256 of the exact bytes of the request. A
 * request can so be neither altered, nor sent to another method or coordinator, nor, with the receiver's memory
 * of nonces, sent twice. The bytes are hashed as they travelled: protobuf has more than one spelling of a message.
 *
 * What it does not protect: answers (TLS does that) and the later messages of an upload, whose bytes the signed
 * opening names by their hash.
 */
import { sha256, toHex, utf8, verifySignature } from '../aggregation/index.js';
/** The destination of a first contact, when neither is known yet. Accepted for `describe` alone. */
export const unknownDestination = { environment: '', audience: '' };
/** The id of a key: the first 16 bytes of the SHA-256 of the public key. */
export function keyIdOf(publicKey) {
    return sha256(publicKey).slice(0, 16);
}
/** The string under the signature; `path` is the method's, such as `/parley.v1.Rounds/Advertise`. */
export function canonicalRequest(destination, path, fields, body) {
    return [
        'parley-sig-v1',
        destination.environment,
        destination.audience,
        path,
        toHex(fields.keyId),
        fields.keyVersion,
        fields.unixMs,
        Buffer.from(fields.nonce).toString('base64'),
        toHex(fields.sessionId),
        fields.sequence,
        toHex(sha256(body)),
        fields.idempotencyKey,
    ].join('\n');
}
/** Signs a request under a fresh nonce. Throws RangeError for an idempotency key that is not one line. */
export function signRequest(request, signer, random) {
    if (!isOneLine(request.idempotencyKey))
        throw new RangeError('an idempotency key is one line of text');
    const fields = {
        keyId: keyIdOf(signer.publicKey),
        keyVersion: request.keyVersion,
        unixMs: request.unixMs,
        nonce: random.bytes(16),
        sessionId: new Uint8Array(),
        sequence: 0,
        idempotencyKey: request.idempotencyKey,
    };
    const canonical = canonicalRequest(request.destination, request.path, fields, request.body);
    return {
        ...fields,
        signature: signer.sign(utf8(canonical)),
        publicKey: request.showPublicKey ? signer.publicKey : new Uint8Array(),
    };
}
// A line break in a field would let one string be read as two lists of fields.
function isOneLine(text) {
    return !/[\r\n]/.test(text);
}
/**
 * Whether `signature` was made by `publicKey` over this request. Pure: the time, the nonce and whose key it is are
 * the caller's to judge.
 */
export function verifyRequest(request, signature, publicKey) {
    if (!isOneLine(signature.idempotencyKey))
        return false;
    const canonical = canonicalRequest(request.destination, request.path, signature, request.body);
    return verifySignature(publicKey, utf8(canonical), signature.signature);
}
//# sourceMappingURL=signed-request.js.map