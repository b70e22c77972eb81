import { createHash, createHmac } from 'node:crypto';
import { secretBytes } from './secret-bytes.js';
/** SHA-256 of the bytes, 32 bytes. */
export function sha256(bytes) {
    return new Uint8Array(createHash('sha256').update(bytes).digest());
}
/** An incremental SHA-256. */
export function openSha256() {
    const hash = createHash('sha256');
    return {
        update: bytes => {
            hash.update(bytes);
        },
        digest: () => new Uint8Array(hash.digest()),
    };
}
/** H(tag, body) = SHA-256(tag || 0x00 || body). Tags hold no zero byte, so the pair can be read back. */
export function taggedHash(tag, body) {
    return new Uint8Array(createHash('sha256').update(`${tag}\0`).update(body).digest());
}
/** The same of a body that was put together for it alone and holds a secret: it is wiped. */
export function taggedHashOfSecret(tag, body) {
    const hash = taggedHash(tag, body);
    body.fill(0);
    return hash;
}
/**
 * HKDF with SHA-256 (RFC 5869): `length` bytes of key from `secret`. Made of its two HMAC steps, because Node's own keeps a
 * copy of the secret in memory that nobody can wipe; the steps are also faster.
 */
export function hkdf(secret, salt, info, length = 32) {
    if (length > 255 * 32)
        throw new RangeError(`HKDF-SHA-256 makes at most 8160 bytes, not ${length}`);
    const pseudorandomKey = createHmac('sha256', salt).update(secret).digest();
    const key = secretBytes(length);
    let block = Buffer.alloc(0);
    for (let at = 0, count = 1; at < length; at += 32, count++) {
        const next = createHmac('sha256', pseudorandomKey)
            .update(block)
            .update(info)
            .update(Uint8Array.of(count))
            .digest();
        block.fill(0);
        block = next;
        key.set(block.subarray(0, length - at), at);
    }
    block.fill(0);
    pseudorandomKey.fill(0);
    return key;
}
//# sourceMappingURL=hash.js.map