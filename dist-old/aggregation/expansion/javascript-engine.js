/** The engine that runs everywhere: plain loops over typed arrays. */
import { blockEngine } from './block-engine.js';
export const javascriptEngine = {
    name: 'javascript',
    addMaskStreams: blockEngine(plainAccumulator),
};
/** Works on the residues themselves, as int32: residues above 2^31 stay small integers, which makes the loops fast. */
function plainAccumulator(wordBytes) {
    let sums = new Int32Array(0);
    return {
        load: residues => {
            sums = new Int32Array(residues.buffer, residues.byteOffset, residues.length);
        },
        apply: (keystream, sign) => {
            const words = wordsOf(keystream, wordBytes);
            if (sign === 1)
                for (let i = 0; i < sums.length; i++)
                    sums[i] = (sums[i] + words[i]) | 0;
            else
                for (let i = 0; i < sums.length; i++)
                    sums[i] = (sums[i] - words[i]) | 0;
        },
        store: () => {
            if (wordBytes === 4)
                return;
            for (let i = 0; i < sums.length; i++)
                sums[i] = sums[i] & 0xffff;
        },
    };
}
/** Keystream bytes as words of the host, which is little-endian; a view where the alignment allows it. */
function wordsOf(bytes, wordBytes) {
    const aligned = bytes.byteOffset % wordBytes === 0 ? bytes : new Uint8Array(bytes);
    const count = aligned.length / wordBytes;
    return wordBytes === 2
        ? new Uint16Array(aligned.buffer, aligned.byteOffset, count)
        : new Int32Array(aligned.buffer, aligned.byteOffset, count);
}
//# sourceMappingURL=javascript-engine.js.map