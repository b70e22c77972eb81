/** Public orders from public seeds: everyone who knows the seed finds the same one. */
import { openKeystream } from '../crypto/index.js';
/**
 * A uniform order of 0..size-1 (Fisher and Yates, from the end down). Draws are u32 little-endian words of the
 * AES-256-CTR keystream under `seed` (32 bytes, used for nothing else); a word at or above the largest multiple of the
 * number of places is thrown away, so that no place is favoured.
 */
export function permutationFrom(seed, size) {
    const order = Uint32Array.from({ length: size }, (_, i) => i);
    const next = wordsFrom(seed);
    for (let last = size - 1; last > 0; last--) {
        const chosen = uniformBelow(last + 1, next);
        const held = order[last];
        order[last] = order[chosen];
        order[chosen] = held;
    }
    return order;
}
function uniformBelow(places, next) {
    const limit = 0x1_0000_0000 - (0x1_0000_0000 % places);
    for (;;) {
        const word = next();
        if (word < limit)
            return word % places;
    }
}
function wordsFrom(seed) {
    const keystream = openKeystream(seed);
    let block = new DataView(new ArrayBuffer(0));
    let at = 0;
    return () => {
        if (at === block.byteLength) {
            const bytes = keystream.next(4096);
            block = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
            at = 0;
        }
        const word = block.getUint32(at, true);
        at += 4;
        return word;
    };
}
//# sourceMappingURL=permutation.js.map