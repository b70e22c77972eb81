/**
 * The two engines that take keystream from `node:crypto`, block by block: all streams pass over one block of coordinates
 * before the next, so that the block stays in the cache, nothing is as long as the vector, and a vector of any
 * length is read and written once.
 */
import { keystreamBlockBytes, openKeystream } from '../crypto/index.js';
import { inBatches, requireStreams, wordBytesFor } from './streams.js';
/** An engine made of an accumulator for words of two and one for words of four bytes. */
export function blockEngine(accumulatorFor) {
    return (residues, streams, bits, firstCoordinate) => {
        requireStreams(streams, bits, firstCoordinate);
        const wordBytes = wordBytesFor(bits);
        const accumulator = accumulatorFor(wordBytes);
        for (const batch of inBatches(streams)) {
            addBatch(residues, batch, wordBytes, firstCoordinate, accumulator);
        }
    };
}
function addBatch(residues, streams, wordBytes, firstCoordinate, accumulator) {
    const open = streams.map(({ key, sign }) => ({
        sign,
        keystream: openKeystream(key, firstCoordinate * wordBytes),
    }));
    const atOnce = keystreamBlockBytes / wordBytes;
    for (let start = 0; start < residues.length; start += atOnce) {
        const block = residues.subarray(start, start + atOnce);
        accumulator.load(block);
        for (const { sign, keystream } of open)
            accumulator.apply(keystream.next(block.length * wordBytes), sign);
        accumulator.store(block);
    }
}
//# sourceMappingURL=block-engine.js.map