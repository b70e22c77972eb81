/**
 * NumPy's array files: magic, version, a header that is a Python dictionary of three entries, then the values. Strict: the
 * three entries and nothing else, no pickled objects, and the size that the shape asks for. The header is read before
 * memory is taken for the values.
 *
 * Format: NEP 1 (numpy.lib.format), versions 1 to 3.
 */
import { DataError } from '../../errors.js';
const magic = '\u0093NUMPY';
const prefixBytes = 12;
const maximumHeaderBytes = 1 << 16;
/** Most bytes of one array. */
export const maximumArrayBytes = 2 ** 32;
/**
 * Reads an array from pieces of a file of `size` bytes. `check` sees the header first and may throw. Throws `DataError`.
 */
export async function readNpy(chunks, size, place, check) {
    let start = new Uint8Array(0);
    let header;
    let bytes = new Uint8Array(0);
    let filled = 0;
    const append = (values) => {
        if (filled + values.length > bytes.length)
            throw wrongSize(place, bytes.length, filled + values.length);
        bytes.set(values, filled);
        filled += values.length;
    };
    for await (const chunk of chunks) {
        if (header !== undefined) {
            append(chunk);
            continue;
        }
        start = start.length === 0 ? chunk : Buffer.concat([start, chunk]);
        const headerBytes = headerLength(start, place);
        if (headerBytes === undefined || start.length < headerBytes)
            continue;
        header = parseHeader(start.subarray(0, headerBytes), place);
        check(header);
        bytes = new Uint8Array(requireSize(header, size - headerBytes, place));
        append(start.subarray(headerBytes));
    }
    if (header === undefined)
        throw refused(place, `it has ${start.length} bytes, fewer than its header needs`);
    if (filled !== bytes.length)
        throw wrongSize(place, bytes.length, filled);
    return { ...header, bytes };
}
function refused(place, fault) {
    return new DataError(place.file, fault, place.member === undefined ? {} : { member: place.member });
}
function wrongSize(place, expected, found) {
    const cut = found < expected ? 'cut short; copy it again' : 'too long';
    return refused(place, `its header announces ${expected} bytes of values and ${found} follow: it is ${cut}`);
}
/** Bytes of prefix and header together; undefined while the prefix is not there yet. */
function headerLength(start, place) {
    if (start.length < prefixBytes)
        return undefined;
    if (Buffer.from(start.subarray(0, 6)).toString('latin1') !== magic)
        throw refused(place, 'it does not begin as a NumPy array does; write it with numpy.save or numpy.savez');
    const view = new DataView(start.buffer, start.byteOffset, start.length);
    const version = view.getUint8(6);
    if (version < 1 || version > 3)
        throw refused(place, `its format has version ${version}; 1 to 3 are known`);
    const length = version === 1 ? 10 + view.getUint16(8, true) : 12 + view.getUint32(8, true);
    if (length > maximumHeaderBytes)
        throw refused(place, `its header claims ${length} bytes`);
    return length;
}
const headerPattern = /^\{'descr': '([<>|=]?)([a-zA-Z])(\d{1,9})(\[\w+\])?', 'fortran_order': (True|False), 'shape': \(((?:\d+L?, ?)*(?:\d+L?)?)\), ?\}\s*$/;
function parseHeader(bytes, place) {
    const text = Buffer.from(bytes.subarray(bytes[6] === 1 ? 10 : 12)).toString('latin1');
    const [, order, type, width, unit, fortran, extents] = headerPattern.exec(text) ?? [];
    if (type === undefined)
        throw refused(place, headerFault(text));
    const isKnown = 'buifSU'.includes(type) && unit === undefined;
    if (!isKnown)
        throw refused(place, `its values are of type ${type}${unit ?? ''}; save numbers or text`);
    if (fortran === 'True')
        throw refused(place, 'it is in Fortran order; save numpy.ascontiguousarray of it');
    const shape = extents.match(/\d+/g)?.map(Number) ?? [];
    const header = {
        shape,
        type: type,
        itemBytes: Number(width) * (type === 'U' ? 4 : 1),
        isBigEndian: order === '>',
    };
    requireType(header, place);
    return header;
}
function headerFault(text) {
    if (/'descr': '\|?O'/.test(text))
        return 'it holds Python objects, which are not read; save numbers, or text with dtype=str';
    if (/'descr': \[/.test(text))
        return 'it holds records of several fields; save one array a column';
    return `its header cannot be read: ${JSON.stringify(text.slice(0, 100))}`;
}
const widths = {
    b: [1],
    u: [1, 2, 4, 8],
    i: [1, 2, 4, 8],
    f: [2, 4, 8],
};
function requireType({ type, itemBytes }, place) {
    const allowed = widths[type];
    const isFine = allowed === undefined ? itemBytes >= 1 && itemBytes <= 4096 : allowed.includes(itemBytes);
    if (!isFine)
        throw refused(place, `its values are of type ${type} with ${itemBytes} bytes, which is not read`);
}
function requireSize({ shape, itemBytes }, found, place) {
    const expected = shape.reduce((product, extent) => product * extent, itemBytes);
    if (expected > maximumArrayBytes)
        throw refused(place, `it holds ${expected} bytes; at most ${maximumArrayBytes} are read: split it`);
    if (found !== expected)
        throw wrongSize(place, expected, found);
    return expected;
}
/** Values of an array. */
export function lengthOf({ shape }) {
    return shape.reduce((product, extent) => product * extent, 1);
}
/** Reads value `i` of an array of numbers or booleans; 64-bit integers lose what a double cannot hold. */
export function numberReaderOf({ type, itemBytes, isBigEndian, bytes }) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const little = !isBigEndian;
    switch (`${type}${itemBytes}`) {
        case 'b1':
        case 'u1':
            return i => bytes[i];
        case 'i1':
            return i => view.getInt8(i);
        case 'u2':
            return i => view.getUint16(2 * i, little);
        case 'i2':
            return i => view.getInt16(2 * i, little);
        case 'u4':
            return i => view.getUint32(4 * i, little);
        case 'i4':
            return i => view.getInt32(4 * i, little);
        case 'u8':
            return i => Number(view.getBigUint64(8 * i, little));
        case 'i8':
            return i => Number(view.getBigInt64(8 * i, little));
        case 'f2':
            return i => halfFloat(view.getUint16(2 * i, little));
        case 'f4':
            return i => view.getFloat32(4 * i, little);
        case 'f8':
            return i => view.getFloat64(8 * i, little);
        default:
            throw new TypeError(`an array of type ${type} holds no numbers`);
    }
}
/** IEEE 754 binary16. */
function halfFloat(bits) {
    const sign = bits >= 0x8000 ? -1 : 1;
    const exponent = (bits >> 10) & 0x1f;
    const fraction = bits & 0x3ff;
    if (exponent === 0)
        return sign * fraction * 2 ** -24;
    if (exponent === 0x1f)
        return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
    return sign * (1024 + fraction) * 2 ** (exponent - 25);
}
/** Reads value `i` as a cell of a table. */
export function cellReaderOf(array) {
    const { type, itemBytes, bytes } = array;
    if (type === 'b')
        return i => (bytes[i] === 0 ? 'false' : 'true');
    if (type === 'S')
        return i => trimmed(bytes.subarray(i * itemBytes, (i + 1) * itemBytes), 'latin1');
    if (type === 'U')
        return i => unicode(array, i);
    return numberReaderOf(array);
}
function trimmed(bytes, encoding) {
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
        .toString(encoding)
        .replace(/\0+$/, '')
        .trim();
}
/** Text in UTF-32, filled up with zeros. */
function unicode({ bytes, itemBytes, isBigEndian }, i) {
    const view = new DataView(bytes.buffer, bytes.byteOffset + i * itemBytes, itemBytes);
    let text = '';
    for (let at = 0; at < itemBytes; at += 4) {
        const point = view.getUint32(at, !isBigEndian);
        if (point === 0)
            break;
        text += point > 0x10ffff ? '\ufffd' : String.fromCodePoint(point);
    }
    return text.trim();
}
//# sourceMappingURL=npy-format.js.map