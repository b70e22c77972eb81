import { createCipheriv } from 'node:crypto';
/** Keystream is made in blocks of this many bytes: large enough to amortise a call, small enough to stay in cache. */
export const keystreamBlockBytes = 65536;
const zeros = new Uint8Array(keystreamBlockBytes);
function counterBlock(blockNumber) {
    const counter = new Uint8Array(16);
    new DataView(counter.buffer).setBigUint64(8, BigInt(blockNumber), false);
    return counter;
}
/**
 * AES-256-CTR (SP 800-38A) over zeros: 16-byte initial counter block of zero, big-endian counter. `byteOffset`, a
 * multiple of 16, starts the stream further on. A key must name one stream and be used for it once.
 */
export function openKeystream(key, byteOffset = 0) {
    if (!Number.isSafeInteger(byteOffset) || byteOffset < 0 || byteOffset % 16 !== 0) {
        throw new RangeError(`a keystream starts at a multiple of 16 bytes, not at ${byteOffset}`);
    }
    return openCounterKeystream(key, counterBlock(byteOffset / 16));
}
/** The same from any initial counter block of 16 bytes. */
export function openCounterKeystream(key, initialCounter) {
    const cipher = createCipheriv('aes-256-ctr', key, initialCounter);
    return { next: length => cipher.update(zeros.subarray(0, length)) };
}
//# sourceMappingURL=keystream.js.map