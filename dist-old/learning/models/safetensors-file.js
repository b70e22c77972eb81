/**
 * Safetensors files: u64le header length, a JSON header that gives every tensor its type, shape and place, then the values.
 *
 * The reader is strict: 32-bit floats only, tensors that fill the file without gap or overlap, and limits on
 * everything a header can claim, checked before anything is allocated for it.
 */
import { z } from 'zod';
import { parameterVector } from '../../aggregation/vector/index.js';
import { ModelError } from '../errors.js';
import { modelLimits } from './limits.js';
import { float32Bytes } from './model-hash.js';
export const safetensorsLimits = { headerBytes: 1 << 20, tensors: 1024, dimensions: 8 };
/** The vector as safetensors bytes, tensors in the order of the layout, data aligned to 8 bytes. */
export function writeSafetensors(vector, metadata) {
    const header = { __metadata__: metadata };
    let offset = 0;
    for (const { name, shape } of vector.layout) {
        const end = offset + 4 * shape.reduce((product, extent) => product * extent, 1);
        header[name] = { dtype: 'F32', shape, data_offsets: [offset, end] };
        offset = end;
    }
    const text = JSON.stringify(header);
    const headerBytes = new TextEncoder().encode(text);
    const padded = Math.ceil(headerBytes.length / 8) * 8;
    const file = new Uint8Array(8 + padded + offset);
    new DataView(file.buffer).setBigUint64(0, BigInt(padded), true);
    file.fill(0x20, 8, 8 + padded);
    file.set(headerBytes, 8);
    file.set(float32Bytes(vector.values), 8 + padded);
    return file;
}
const natural = z.int().min(0);
const tensorEntry = z.strictObject({
    dtype: z.literal('F32'),
    shape: z.array(natural).max(safetensorsLimits.dimensions),
    data_offsets: z.tuple([natural, natural]),
});
const metadataEntry = z.record(z.string(), z.string());
/** Reads a safetensors file of 32-bit floats; throws `ModelError` on anything else. */
export function readSafetensors(bytes) {
    const headerLength = readHeaderLength(bytes);
    const data = bytes.subarray(8 + headerLength);
    const { places, metadata } = readHeader(bytes.subarray(8, 8 + headerLength));
    requireTiling(places, data.length);
    // A copy: the file's bytes need not be aligned to four, and `slice` of a Buffer would be a view of its pool.
    const values = new Float32Array(Uint8Array.from(data).buffer);
    const layout = places.map(({ name, shape }) => ({ name, shape }));
    return { parameters: parameterVector(values, layout), metadata };
}
function readHeaderLength(bytes) {
    if (bytes.length < 8)
        refuse(`it has ${bytes.length} bytes, fewer than the 8 of the header's length`);
    const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
    if (length > BigInt(safetensorsLimits.headerBytes)) {
        refuse(`the header claims ${length} bytes; the limit is ${safetensorsLimits.headerBytes}`);
    }
    if (8 + Number(length) > bytes.length)
        refuse(`the header claims ${length} bytes and the file ends before`);
    return Number(length);
}
function readHeader(bytes) {
    const text = decodeUtf8(bytes);
    if (!text.startsWith('{'))
        refuse('the header does not start with "{"');
    const header = parseJson(text, 'the header');
    const { __metadata__: metadataValue = {}, ...tensors } = header;
    const metadata = metadataEntry.safeParse(metadataValue);
    if (!metadata.success)
        refuse('the metadata is not an object of texts');
    const names = Object.keys(tensors);
    if (names.length > safetensorsLimits.tensors) {
        refuse(`it has ${names.length} tensors; the limit is ${safetensorsLimits.tensors}`);
    }
    // JSON keeps the last of two equal keys in silence; two readers that differ on that would see two models.
    if (text.split('"data_offsets"').length - 1 !== names.length)
        refuse('the header names a tensor twice');
    const places = names.map(name => readTensorEntry(name, tensors[name]));
    return { places: places.sort((left, right) => left.start - right.start), metadata: metadata.data };
}
function readTensorEntry(name, value) {
    const entry = tensorEntry.safeParse(value);
    if (!entry.success) {
        const field = entry.error.issues[0]?.path.join('.') || 'entry';
        refuse(`the ${field} of tensor "${name}" is not acceptable: only F32 with a shape and two data offsets is`);
    }
    const { shape, data_offsets } = entry.data;
    const [start, end] = data_offsets;
    const count = shape.reduce((product, extent) => product * extent, 1);
    if (count > modelLimits.parameters) {
        refuse(`tensor "${name}" claims ${count} values; the limit is ${modelLimits.parameters}`);
    }
    if (end - start !== 4 * count) {
        refuse(`tensor "${name}" of shape [${shape}] needs ${4 * count} bytes and is given ${end - start}`);
    }
    return { name, shape, start, end };
}
function requireTiling(places, dataLength) {
    let expected = 0;
    for (const { name, start, end } of places) {
        if (start !== expected)
            refuse(`tensor "${name}" starts at byte ${start} of the data, not ${expected}`);
        expected = end;
    }
    if (expected !== dataLength)
        refuse(`the tensors take ${expected} bytes and the file holds ${dataLength}`);
}
function decodeUtf8(bytes) {
    try {
        return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    }
    catch {
        return refuse('the header is not UTF-8');
    }
}
export function parseJson(text, what) {
    try {
        return JSON.parse(text);
    }
    catch {
        return refuse(`${what} is not JSON`);
    }
}
export function refuse(fault) {
    throw new ModelError(`this is not a model file that can be read: ${fault}`);
}
//# sourceMappingURL=safetensors-file.js.map