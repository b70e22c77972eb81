/**
 * A member's states as bytes, for its state file: a member that was killed goes on from any phase. The bytes hold
 * live secrets; whoever stores them encrypts them.
 *
 * Format: "parley/client-state" || u8 version || value || SHA-256 of all before it. A value is a tag byte and its
 * contents; lists and records carry their lengths. The checksum finds damage, not forgery.
 */
import { equalBytes, secretCopy, sha256, utf8 } from '../../crypto/index.js';
import { isMemberState } from './state-shape.js';
const magic = utf8('parley/client-state');
const version = 1;
const tags = { bytes: 0, number: 1, text: 2, list: 3, record: 4, yes: 5, no: 6 };
/** The bytes of a state. */
export function encodeMemberState(state) {
    const writer = openWriter();
    writer.raw(magic);
    writer.byte(version);
    writeValue(writer, state);
    writer.raw(sha256(writer.written()));
    return writer.taken();
}
function openWriter() {
    let buffer = new Uint8Array(4096);
    let view = new DataView(buffer.buffer);
    let at = 0;
    const reserve = (count) => {
        const start = at;
        at += count;
        if (at <= buffer.length)
            return start;
        const grown = new Uint8Array(Math.max(2 * buffer.length, at));
        grown.set(buffer.subarray(0, start));
        buffer.fill(0);
        buffer = grown;
        view = new DataView(buffer.buffer);
        return start;
    };
    return {
        byte: value => {
            const start = reserve(1);
            buffer[start] = value;
        },
        length: value => {
            const start = reserve(4);
            view.setUint32(start, value, true);
        },
        number: value => {
            const start = reserve(8);
            view.setFloat64(start, value, true);
        },
        raw: bytes => {
            const start = reserve(bytes.length);
            buffer.set(bytes, start);
        },
        written: () => buffer.subarray(0, at),
        taken: () => {
            const copy = buffer.slice(0, at);
            buffer.fill(0);
            at = 0;
            return copy;
        },
    };
}
function writeSized(writer, bytes) {
    writer.length(bytes.length);
    writer.raw(bytes);
}
function writeValue(writer, value) {
    if (value instanceof Uint8Array) {
        writer.byte(tags.bytes);
        writeSized(writer, value);
    }
    else if (typeof value === 'number') {
        writer.byte(tags.number);
        writer.number(value);
    }
    else if (typeof value === 'string') {
        writer.byte(tags.text);
        writeSized(writer, utf8(value));
    }
    else if (typeof value === 'boolean') {
        writer.byte(value ? tags.yes : tags.no);
    }
    else if (Array.isArray(value)) {
        writer.byte(tags.list);
        writer.length(value.length);
        for (const one of value)
            writeValue(writer, one);
    }
    else
        writeRecord(writer, value);
}
/** Names are the same few for every record: each is turned into bytes once. */
const nameBytes = new Map();
function bytesOfName(name) {
    const known = nameBytes.get(name);
    if (known !== undefined)
        return known;
    const bytes = utf8(name);
    nameBytes.set(name, bytes);
    return bytes;
}
function writeRecord(writer, value) {
    if (typeof value !== 'object' || value === null)
        throw new TypeError('a state holds plain values only');
    const entries = Object.entries(value);
    writer.byte(tags.record);
    writer.length(entries.length);
    for (const [name, field] of entries) {
        writeSized(writer, bytesOfName(name));
        writeValue(writer, field);
    }
}
/** Thrown for bytes that are not a state of this version, or that were damaged. */
export class StateFormatError extends Error {
    name = 'StateFormatError';
}
/** The state that `encodeMemberState` wrote. */
export function decodeMemberState(encoded) {
    const body = encoded.subarray(0, -32);
    const headerBytes = magic.length + 1;
    if (body.length < headerBytes || !equalBytes(body.subarray(0, magic.length), magic)) {
        throw new StateFormatError('this is not the state of an aggregation');
    }
    if (body[magic.length] !== version) {
        throw new StateFormatError(`the state has version ${body[magic.length]}; this program reads ${version}`);
    }
    if (!equalBytes(sha256(body), encoded.subarray(-32)))
        throw new StateFormatError('the state is damaged');
    const view = new DataView(body.buffer, body.byteOffset, body.length);
    const reader = { bytes: body, view, at: headerBytes };
    const state = decodeValue(reader);
    if (reader.at !== body.length)
        throw new StateFormatError('the state has bytes after its end');
    if (!isMemberState(state))
        throw new StateFormatError('the bytes are not those of a state');
    return state;
}
/** The state of an attempt that `encodeMemberState` wrote; one of a draw is refused. */
export function decodeClientState(encoded) {
    const state = decodeMemberState(encoded);
    if (state.phase === 'seed-committed' || state.phase === 'seed-revealed') {
        throw new StateFormatError('the state is that of a draw, not of an attempt');
    }
    return state;
}
/** Where the next `length` bytes begin; they are passed over. */
function pass(reader, length) {
    const start = reader.at;
    if (length > reader.bytes.length - start)
        throw new StateFormatError('the state ends early');
    reader.at = start + length;
    return start;
}
function take(reader, length) {
    const start = pass(reader, length);
    return secretCopy(reader.bytes.subarray(start, start + length));
}
function takeLength(reader) {
    return reader.view.getUint32(pass(reader, 4), true);
}
/** A count of things of at least one byte each: never more than there are bytes left. */
function takeCount(reader) {
    const count = takeLength(reader);
    if (count > reader.bytes.length - reader.at)
        throw new StateFormatError('the state ends early');
    return count;
}
const textDecoder = new TextDecoder();
function takeText(reader) {
    const length = takeLength(reader);
    const start = pass(reader, length);
    return textDecoder.decode(reader.bytes.subarray(start, start + length));
}
function decodeValue(reader) {
    const tag = reader.bytes[pass(reader, 1)];
    switch (tag) {
        case tags.bytes:
            return take(reader, takeLength(reader));
        case tags.number:
            return reader.view.getFloat64(pass(reader, 8), true);
        case tags.text:
            return takeText(reader);
        case tags.list:
            return Array.from({ length: takeCount(reader) }, () => decodeValue(reader));
        case tags.record:
            return Object.fromEntries(Array.from({ length: takeCount(reader) }, () => [takeText(reader), decodeValue(reader)]));
        case tags.yes:
            return true;
        case tags.no:
            return false;
        default:
            throw new StateFormatError(`the state has an unknown tag ${tag}`);
    }
}
//# sourceMappingURL=state-codec.js.map