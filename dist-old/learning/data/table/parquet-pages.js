import { parquetHeader } from 'hyparquet/src/column.js';
import { convert, DEFAULT_PARSERS } from 'hyparquet/src/convert.js';
import { deltaBinaryUnpack } from 'hyparquet/src/delta.js';
import { byteStreamSplit } from 'hyparquet/src/encoding.js';
import { readPlain } from 'hyparquet/src/plain.js';
import { compressors, decompressZstd } from 'hyparquet-compressors';
import { requireBoundedThrift } from './thrift-bounds.js';
/** Most bytes of one page, unpacked. Writers make pages of about one MiB. */
const maximumPageBytes = 2 ** 28;
/** The values of a flat column, null where there is none. Throws any error for bytes that are not Parquet. */
export function readParquetColumn(chunk) {
    const reader = readerOf(chunk.bytes);
    const values = [];
    let dictionary;
    while (values.length < chunk.rows) {
        const header = readPageHeader(chunk, reader);
        const page = takeBytes(chunk, reader, header.compressed_page_size);
        if (header.type === 'DICTIONARY_PAGE')
            dictionary = readDictionary(chunk, header, page);
        else if (header.type !== 'INDEX_PAGE')
            readDataPage(chunk, header, page, dictionary, values);
    }
    return values;
}
function readerOf(bytes) {
    return { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 0 };
}
function readPageHeader({ bytes }, reader) {
    requireBoundedThrift(bytes, reader.offset);
    const header = parquetHeader(reader);
    const size = header.uncompressed_page_size;
    if (!(size >= 0 && size <= maximumPageBytes))
        throw new Error(`a page claims ${size} bytes`);
    return header;
}
function takeBytes({ bytes }, reader, size) {
    if (!(size >= 0 && reader.offset + size <= bytes.length))
        throw new Error(`a page claims ${size} packed bytes`);
    const page = bytes.subarray(reader.offset, reader.offset + size);
    reader.offset += size;
    return page;
}
function unpacked({ column }, packed, size) {
    if (column.codec === 'UNCOMPRESSED')
        return requireSize(packed, size);
    // The library's way leaves the size to the packed bytes, which may claim any.
    if (column.codec === 'ZSTD')
        return requireSize(decompressZstd(packed, new Uint8Array(size)), size);
    const decompress = compressors[column.codec];
    if (decompress === undefined)
        throw new Error(`its compression is ${column.codec}, which is not known here`);
    return requireSize(decompress(packed, size), size);
}
function requireSize(bytes, size) {
    if (bytes.length === size)
        return bytes;
    throw new Error(`a page has ${bytes.length} bytes and claims ${size}`);
}
function readDictionary(chunk, header, page) {
    const count = header.dictionary_page_header?.num_values ?? -1;
    const bytes = unpacked(chunk, page, header.uncompressed_page_size);
    if (!(count >= 0 && count <= bytes.length))
        throw new Error(`a dictionary claims ${count} values`);
    return typed(chunk, plain(chunk, readerOf(bytes), count));
}
function readDataPage(chunk, header, page, dictionary, values) {
    const { isPresent, count, encoding, body } = openDataPage(chunk, header, page, chunk.rows - values.length);
    const present = isPresent === undefined ? count : isPresent.reduce((sum, bit) => sum + bit, 0);
    const read = readValues(chunk, encoding, body, present, dictionary);
    let next = 0;
    for (let i = 0; i < count; i++)
        values.push(isPresent?.[i] === 0 ? null : read[next++]);
}
function openDataPage(chunk, header, page, room) {
    const [v1, v2] = [header.data_page_header, header.data_page_header_v2];
    const { num_values: count, encoding } = (header.type === 'DATA_PAGE' ? v1 : v2) ?? missingHeader(header);
    if (!(count >= 1 && count <= room))
        throw new Error(`a page claims ${count} values where ${room} are to come`);
    const isOptional = chunk.element.repetition_type !== 'REQUIRED';
    if (header.type === 'DATA_PAGE') {
        const bytes = unpacked(chunk, page, header.uncompressed_page_size);
        if (!isOptional)
            return { isPresent: undefined, count, encoding, body: bytes };
        const length = readerOf(bytes).view.getUint32(0, true);
        const isPresent = Uint8Array.from(readRuns(slice(bytes, 4, length), 1, count));
        return { isPresent, count, encoding, body: bytes.subarray(4 + length) };
    }
    const repetition = v2?.repetition_levels_byte_length ?? 0;
    const definition = v2?.definition_levels_byte_length ?? 0;
    const levels = slice(page, repetition, definition);
    const isPresent = isOptional ? Uint8Array.from(readRuns(levels, 1, count)) : undefined;
    const packed = page.subarray(repetition + definition);
    const size = header.uncompressed_page_size - repetition - definition;
    const isPacked = v2?.is_compressed !== false && size > 0;
    return { isPresent, count, encoding, body: isPacked ? unpacked(chunk, packed, size) : packed };
}
function missingHeader(header) {
    throw new Error(`a page of type ${header.type} has no header of its own`);
}
function slice(bytes, start, length) {
    if (!(start >= 0 && length >= 0 && start + length <= bytes.length))
        throw new Error(`a page claims ${length} bytes of levels`);
    return bytes.subarray(start, start + length);
}
function readValues(chunk, encoding, body, count, dictionary) {
    if (count === 0)
        return [];
    switch (encoding) {
        case 'PLAIN':
            return typed(chunk, plain(chunk, readerOf(body), count));
        case 'PLAIN_DICTIONARY':
        case 'RLE_DICTIONARY':
            return lookedUp(dictionary, body, count);
        case 'RLE':
            return readBooleanRuns(chunk, body, count);
        case 'BYTE_STREAM_SPLIT':
            return typed(chunk, split(chunk, body, count));
        case 'DELTA_BINARY_PACKED':
            return typed(chunk, deltas(readerOf(body), count, chunk.column.type === 'INT32'));
        case 'DELTA_LENGTH_BYTE_ARRAY':
            return typed(chunk, byteArrays(readerOf(body), count));
        case 'DELTA_BYTE_ARRAY':
            return typed(chunk, prefixedByteArrays(readerOf(body), count));
        default:
            throw new Error(`its encoding is ${encoding}, which is not known here`);
    }
}
function plain({ column, element }, reader, count) {
    return readPlain(reader, column.type, count, element.type_length);
}
/** Bytes and integers as what the file says they are: text, dates, decimals. */
function typed({ element }, values) {
    const isDecimal = element.converted_type === 'DECIMAL' || element.logical_type?.type === 'DECIMAL';
    if (isDecimal && Array.from(values).some(value => value instanceof Uint8Array && value.length > 32))
        throw new Error('it has a decimal of more than 32 bytes');
    const decoder = {
        element,
        parsers: DEFAULT_PARSERS,
        schemaPath: [],
        pathInSchema: [],
        codec: 'UNCOMPRESSED',
    };
    return convert(values, { ...decoder, type: element.type });
}
function lookedUp(dictionary, body, count) {
    if (dictionary === undefined)
        throw new Error('a page refers to a dictionary that is not there');
    const bits = body[0] ?? 255;
    if (bits > 32)
        throw new Error(`a page claims references of ${bits} bits`);
    const references = readRuns(body.subarray(1), bits, count);
    return Array.from(references, reference => {
        if (reference >= dictionary.length)
            throw new Error('a page refers to a value past the end of its dictionary');
        return dictionary[reference];
    });
}
function readBooleanRuns({ column }, body, count) {
    if (column.type !== 'BOOLEAN')
        throw new Error(`its encoding is RLE, and its type ${column.type}`);
    const length = readerOf(body).view.getUint32(0, true);
    return Array.from(readRuns(slice(body, 4, length), 1, count), bit => bit === 1);
}
/** Exactly `count` numbers of `bits` bits in the hybrid of runs and bit-packed groups of eight. */
function readRuns(bytes, bits, count) {
    const output = new Uint32Array(count);
    const reader = readerOf(bytes);
    let filled = 0;
    while (filled < count) {
        const header = readVarint(reader);
        const isPacked = header % 2 === 1;
        const claimed = isPacked ? Math.floor(header / 2) * 8 : Math.floor(header / 2);
        const taken = Math.min(claimed, count - filled);
        if (isPacked)
            unpackBits(reader, bits, claimed, output, filled, taken);
        else
            output.fill(readFixed(reader, bits), filled, filled + taken);
        filled += taken;
    }
    return output;
}
function readFixed(reader, bits) {
    let value = 0;
    for (let i = 0; i < Math.ceil(bits / 8); i++)
        value += reader.view.getUint8(reader.offset++) * 2 ** (8 * i);
    return value;
}
function unpackBits(reader, bits, claimed, output, start, count) {
    const { view } = reader;
    const modulus = 2 ** bits;
    let at = reader.offset;
    // Up to 39 bits wait here, which a double holds exactly.
    let held = 0;
    let heldBits = 0;
    for (let i = 0; i < count; i++) {
        for (; heldBits < bits; heldBits += 8)
            held += view.getUint8(at++) * 2 ** heldBits;
        output[start + i] = held % modulus;
        held = Math.floor(held / modulus);
        heldBits -= bits;
    }
    reader.offset += Math.ceil((claimed * bits) / 8);
}
/** A number in base 128, up to 35 bits. */
function readVarint(reader) {
    let value = 0;
    for (let i = 0; i < 5; i++) {
        const byte = reader.view.getUint8(reader.offset++);
        value += (byte & 0x7f) * 128 ** i;
        if (byte < 0x80)
            return value;
    }
    throw new Error('a number of a page has no end');
}
function split({ column, element }, body, count) {
    const width = { INT32: 4, FLOAT: 4, INT64: 8, DOUBLE: 8 }[column.type] ?? element.type_length ?? 0;
    if (width * count > body.length)
        throw new Error(`a page has ${body.length} bytes for ${count} values`);
    return byteStreamSplit(readerOf(body), count, column.type, element.type_length);
}
/** Delta-packed integers, their block sizes checked before the library allocates by them. */
function deltas(reader, count, is32) {
    const start = reader.offset;
    const [block, parts] = [readVarint(reader), readVarint(reader)];
    const isSound = block >= 128 && block <= 65_536 && block % 128 === 0 && parts >= 1 && block % (32 * parts) === 0;
    if (!isSound)
        throw new Error(`a page claims blocks of ${block} values in ${parts} parts`);
    reader.offset = start;
    const output = is32 ? new Int32Array(count) : new BigInt64Array(count);
    deltaBinaryUnpack(reader, count, output);
    return output;
}
function byteArrays(reader, count) {
    const lengths = deltas(reader, count, true);
    return Array.from(lengths, length => takeArray(reader, length));
}
/** Each value begins as the one before it does. The prefixes may not add up to more than a page. */
function prefixedByteArrays(reader, count) {
    const prefixes = deltas(reader, count, true);
    const suffixes = byteArrays(reader, count);
    let previous = new Uint8Array(0);
    let total = 0;
    return suffixes.map((suffix, i) => {
        const prefix = prefixes[i];
        total += prefix + suffix.length;
        if (prefix < 0 || prefix > previous.length || total > maximumPageBytes)
            throw new Error(`a value of a page claims ${prefix} bytes of the one before it`);
        const value = new Uint8Array(prefix + suffix.length);
        value.set(previous.subarray(0, prefix));
        value.set(suffix, prefix);
        previous = value;
        return value;
    });
}
function takeArray(reader, length) {
    const { buffer, byteOffset, byteLength } = reader.view;
    if (length < 0 || reader.offset + length > byteLength)
        throw new Error(`a value of a page claims ${length} bytes`);
    reader.offset += length;
    return new Uint8Array(buffer, byteOffset + reader.offset - length, length);
}
//# sourceMappingURL=parquet-pages.js.map