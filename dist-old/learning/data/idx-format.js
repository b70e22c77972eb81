/** The IDX format of the MNIST files: u32be magic (type 0x08 = bytes, then the number of dimensions), u32be extents, bytes. */
import { DataError } from '../errors.js';
/** Parses unsigned-byte IDX of so many dimensions; `file` names the source. Throws `DataError`. */
export function parseIdx(content, dimensions, file) {
    const shape = parseIdxHeader(content, dimensions, file);
    const headerBytes = idxHeaderBytes(dimensions);
    requireSize(content.length - headerBytes, shape, file);
    return { shape, bytes: content.subarray(headerBytes) };
}
/** Bytes before the values. */
export function idxHeaderBytes(dimensions) {
    return 4 + 4 * dimensions;
}
/** The extents that a file begins with, for which its first bytes are enough. Throws `DataError`. */
export function parseIdxHeader(content, dimensions, file) {
    const headerBytes = idxHeaderBytes(dimensions);
    if (content.length < headerBytes) {
        throw new DataError(file, `it has ${content.length} bytes, fewer than the ${headerBytes} of an IDX header`);
    }
    const view = new DataView(content.buffer, content.byteOffset);
    const magic = view.getUint32(0);
    const expectedMagic = 0x0800 + dimensions;
    if (magic !== expectedMagic) {
        throw new DataError(file, `it starts with ${hex(magic)}; an IDX file of bytes in ${dimensions} dimensions starts with ${hex(expectedMagic)}`);
    }
    return Array.from({ length: dimensions }, (_, i) => view.getUint32(4 + 4 * i));
}
function requireSize(found, shape, file) {
    const expected = shape.reduce((product, extent) => product * extent, 1);
    if (found === expected)
        return;
    throw new DataError(file, `the header announces ${shape.join(' × ')} = ${expected} bytes and ${found} follow: the file is ` +
        `${found < expected ? 'cut short; copy it again' : 'too long'}`);
}
/** The IDX file of an array of bytes. */
export function formatIdx({ shape, bytes }) {
    const file = new Uint8Array(4 + 4 * shape.length + bytes.length);
    const view = new DataView(file.buffer);
    view.setUint32(0, 0x0800 + shape.length);
    for (const [i, extent] of shape.entries())
        view.setUint32(4 + 4 * i, extent);
    file.set(bytes, 4 + 4 * shape.length);
    return file;
}
function hex(word) {
    return `0x${word.toString(16).padStart(8, '0')}`;
}
//# sourceMappingURL=idx-format.js.map