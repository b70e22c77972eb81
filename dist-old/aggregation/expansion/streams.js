/** What every engine takes, and the checks that all of them share. */
/** Bytes of one word of a mask. */
export function wordBytesFor(bits) {
    return bits <= 16 ? 2 : 4;
}
/** Ciphers that are open at one time: some kilobytes each, and far fewer than the server of a large group has streams. */
export const streamsAtOnce = 256;
/** Coordinates at which a stream may be entered are multiples of this: a cipher block of 16-bit words. */
export const entryCoordinates = 8;
export function requireStreams(streams, bits, firstCoordinate) {
    if (!Number.isInteger(bits) || bits < 8 || bits > 32)
        throw new RangeError(`bits is 8 to 32, not ${bits}`);
    if (streams.some(({ key }) => key.length !== 32))
        throw new RangeError('the key of a mask has 32 bytes');
    const isEntry = Number.isSafeInteger(firstCoordinate) && firstCoordinate >= 0 && firstCoordinate % entryCoordinates === 0;
    if (!isEntry)
        throw new RangeError(`a stream is entered at a multiple of ${entryCoordinates}, not at ${firstCoordinate}`);
}
/** Batches of streams few enough to be open together. */
export function inBatches(streams) {
    const count = Math.ceil(streams.length / streamsAtOnce);
    return Array.from({ length: count }, (_, i) => streams.slice(i * streamsAtOnce, (i + 1) * streamsAtOnce));
}
//# sourceMappingURL=streams.js.map