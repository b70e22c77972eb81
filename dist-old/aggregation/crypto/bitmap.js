/**
 * Sets of members as bits: member i (from 1) is bit i-1, least significant bit first, in ceil(size/8) bytes. Bits
 * past `size` are zero, so that a set has one encoding.
 */
/** The bitmap of `members` in a group of `size`. */
export function bitmapOf(members, size) {
    const bitmap = new Uint8Array(Math.ceil(size / 8));
    for (const member of members) {
        if (!Number.isInteger(member) || member < 1 || member > size) {
            throw new RangeError(`member ${member} is not in 1..${size}`);
        }
        bitmap[(member - 1) >>> 3] |= 1 << ((member - 1) & 7);
    }
    return bitmap;
}
/** The members in ascending order, or undefined when the length is wrong or a bit past `size` is set. */
export function membersOf(bitmap, size) {
    if (bitmap.length !== Math.ceil(size / 8))
        return undefined;
    const members = [];
    for (let bit = 0; bit < bitmap.length * 8; bit++) {
        if (((bitmap[bit >>> 3] >>> (bit & 7)) & 1) === 0)
            continue;
        if (bit >= size)
            return undefined;
        members.push(bit + 1);
    }
    return members;
}
/** Whether `member` is in a well-formed bitmap. */
export function bitmapHas(bitmap, member) {
    return ((bitmap[(member - 1) >>> 3] >>> ((member - 1) & 7)) & 1) === 1;
}
/** The first member of `part` that is not in `whole`, bitmaps of one length; undefined when it is a part of it. */
export function firstOutside(part, whole) {
    const byte = part.findIndex((bits, i) => (bits & ~whole[i]) !== 0);
    if (byte < 0)
        return undefined;
    const outside = part[byte] & ~whole[byte];
    return 8 * byte + 32 - Math.clz32(outside & -outside);
}
//# sourceMappingURL=bitmap.js.map