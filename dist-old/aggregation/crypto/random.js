import { createCipheriv, randomFillSync } from 'node:crypto';
import { sha256 } from './hash.js';
import { secretBytes } from './secret-bytes.js';
/** Bytes from which on a keystream under a fresh key is faster than the generator itself. */
const longRequestBytes = 4096;
/**
 * The operating system's generator. A long request is the AES-256-CTR keystream of a fresh key from it, used for that
 * request alone: as unpredictable as the key, and several times as fast.
 */
export const systemRandom = {
    bytes: length => {
        if (length < longRequestBytes)
            return randomFillSync(secretBytes(length));
        const key = randomFillSync(secretBytes(32));
        const cipher = createCipheriv('aes-256-ctr', key, new Uint8Array(16));
        key.fill(0);
        return new Uint8Array(cipher.update(new Uint8Array(length)));
    },
};
/**
 * The same bytes for the same seed, for tests and replays only: AES-256-CTR under SHA-256 of the seed. Whoever
 * knows the seed knows every secret drawn from it.
 */
export function unsafeFixedRandom(seed) {
    const key = sha256(typeof seed === 'string' ? new TextEncoder().encode(seed) : seed);
    const cipher = createCipheriv('aes-256-ctr', key, new Uint8Array(16));
    return { bytes: length => new Uint8Array(cipher.update(new Uint8Array(length))) };
}
//# sourceMappingURL=random.js.map