/**
 * Walks a structure in Thrift's compact protocol, as the headers of Parquet are, without keeping anything of it, and
 * refuses what a parser would allocate or recurse by: lists longer than their bytes, numbers without an end, depth.
 *
 * Format: apache/thrift, doc/specs/thrift-compact-protocol.md.
 */
const maximumDepth = 32;
const types = { stop: 0, true: 1, false: 2, byte: 3, i16: 4, i32: 5, i64: 6, double: 7, binary: 8, list: 9 };
const structType = 12;
/** Walks the structure that begins at `start`. Throws when it does not keep within the bytes. */
export function requireBoundedThrift(bytes, start) {
    walkStruct({ bytes, at: start }, 0);
}
function walkStruct(walk, depth) {
    if (depth > maximumDepth)
        throw new Error('its header is nested too deeply');
    for (;;) {
        const head = nextByte(walk);
        const type = head & 0x0f;
        if (type === types.stop)
            return;
        // Without a difference to the field before it, the field's number follows.
        if (head >> 4 === 0)
            walkVarint(walk);
        walkValue(walk, type, depth);
    }
}
function walkValue(walk, type, depth) {
    switch (type) {
        case types.true:
        case types.false:
            break;
        case types.byte:
            skip(walk, 1);
            break;
        case types.i16:
        case types.i32:
        case types.i64:
            walkVarint(walk);
            break;
        case types.double:
            skip(walk, 8);
            break;
        case types.binary:
            skip(walk, walkVarint(walk));
            break;
        case types.list:
            walkList(walk, depth);
            break;
        case structType:
            walkStruct(walk, depth + 1);
            break;
        default:
            throw new Error(`its header has a field of type ${type}`);
    }
}
function walkList(walk, depth) {
    const head = nextByte(walk);
    const type = head & 0x0f;
    const size = head >> 4 === 15 ? walkVarint(walk) : head >> 4;
    // Every element takes a byte at least.
    if (size > walk.bytes.length - walk.at)
        throw new Error(`its header claims a list of ${size}`);
    const isBoolean = type === types.true || type === types.false;
    for (let i = 0; i < size; i++)
        walkValue(walk, isBoolean ? types.byte : type, depth);
}
function walkVarint(walk) {
    let value = 0;
    for (let i = 0; i < 10; i++) {
        const byte = nextByte(walk);
        value += (byte & 0x7f) * 128 ** i;
        if (byte < 0x80)
            return value;
    }
    throw new Error('its header has a number without an end');
}
function nextByte(walk) {
    if (walk.at >= walk.bytes.length)
        throw new Error('its header is cut short');
    return walk.bytes[walk.at++];
}
function skip(walk, length) {
    if (length > walk.bytes.length - walk.at)
        throw new Error(`its header claims ${length} bytes`);
    walk.at += length;
}
//# sourceMappingURL=thrift-bounds.js.map