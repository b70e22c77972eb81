/**
 * Residues on the wire: a little-endian bit stream. Coordinate j takes bits j*b to (j+1)*b - 1 of the stream; bit k
 * of the stream is bit k mod 8 of byte floor(k / 8). The last byte's unused high bits are zero, and bytes that break
 * this are refused, so that a vector has one packed form.
 */
/** Bytes of `dimension` coordinates of `bits` bits. */
export function packedLength(dimension, bits) {
    return Math.ceil((dimension * bits) / 8);
}
function requireBits(bits) {
    if (!Number.isInteger(bits) || bits < 8 || bits > 32)
        throw new RangeError(`bits is 8 to 32, not ${bits}`);
}
/**
 * Packs residues in their own memory, front to back: the bytes that come back are a view of it and the residues are gone.
 * Bits above `bits` are dropped, which is reduction modulo 2^bits. A coordinate's packed bytes end where the
 * coordinate itself ends at the latest, so nothing is overwritten before it is read.
 */
export function packResidues(residues, bits) {
    requireBits(bits);
    const length = packedLength(residues.length, bits);
    const packed = new Uint8Array(residues.buffer, residues.byteOffset, length);
    if (bits === 32)
        return packed;
    if (bits === 24)
        packThreeBytes(residues, packed);
    else if (bits === 16)
        packTwoBytes(residues, packed);
    else
        packBits(residues, bits, packed);
    return packed;
}
/** Two coordinates make one word, four words at a time. */
function packTwoBytes(residues, packed) {
    // As int32: words above 2^31 stay small integers, which makes the loop fast.
    const words = new Int32Array(residues.buffer, residues.byteOffset, residues.length);
    const eights = words.length - (words.length % 8);
    for (let i = 0, at = 0; i < eights; i += 8, at += 4) {
        words[at] = (words[i] & 0xffff) | (words[i + 1] << 16);
        words[at + 1] = (words[i + 2] & 0xffff) | (words[i + 3] << 16);
        words[at + 2] = (words[i + 4] & 0xffff) | (words[i + 5] << 16);
        words[at + 3] = (words[i + 6] & 0xffff) | (words[i + 7] << 16);
    }
    for (let i = eights; i < words.length; i++) {
        const residue = words[i];
        packed[2 * i] = residue;
        packed[2 * i + 1] = residue >>> 8;
    }
}
/** Four coordinates make three words. */
function packThreeBytes(residues, packed) {
    const fours = residues.length - (residues.length % 4);
    let at = 0;
    for (let i = 0; i < fours; i += 4) {
        const second = residues[i + 1];
        const third = residues[i + 2];
        const fourth = residues[i + 3];
        residues[at++] = (residues[i] & 0xffffff) | (second << 24);
        residues[at++] = ((second >>> 8) & 0xffff) | (third << 16);
        residues[at++] = ((third >>> 16) & 0xff) | (fourth << 8);
    }
    for (let i = fours; i < residues.length; i++) {
        const residue = residues[i];
        packed[3 * i] = residue;
        packed[3 * i + 1] = residue >>> 8;
        packed[3 * i + 2] = residue >>> 16;
    }
}
function packBits(residues, bits, packed) {
    const mask = 2 ** bits - 1;
    let window = 0;
    let filled = 0;
    let at = 0;
    for (let i = 0; i < residues.length; i++) {
        // `filled` is below 8 here, so the window's new low 32 bits and the few above them are kept apart.
        const residue = (residues[i] & mask) >>> 0;
        const low = (window | (residue << filled)) >>> 0;
        const high = filled === 0 ? 0 : residue >>> (32 - filled);
        let available = filled + bits;
        let rest = low;
        let spill = high;
        while (available >= 8) {
            packed[at++] = rest;
            rest = ((rest >>> 8) | (spill << 24)) >>> 0;
            spill >>>= 8;
            available -= 8;
        }
        window = rest;
        filled = available;
    }
    if (filled > 0)
        packed[at] = window;
}
/** Whether the unused high bits of the last byte are zero. */
export function paddingIsZero(lastByte, dimension, bits) {
    const used = (dimension * bits) % 8;
    return used === 0 || lastByte >>> used === 0;
}
/** An unpacker that adds every residue to `target`, modulo 2^32. */
export function openUnpackAdd(target, bits) {
    requireBits(bits);
    return bits % 8 === 0 ? wholeByteUnpacker(target, bits / 8) : bitUnpacker(target, bits);
}
function requireFinished(position, dimension, leftover) {
    if (position !== dimension)
        throw new RangeError(`the packed vector ends at ${position} of ${dimension}`);
    if (leftover !== 0)
        throw new RangeError('the packed vector has a padding bit that is not zero');
}
function requireRoom(taken, chunk, total) {
    if (taken + chunk.length > total)
        throw new RangeError(`the packed vector is longer than ${total} bytes`);
}
function wholeByteUnpacker(target, width) {
    const total = target.length * width;
    let taken = 0;
    const takeByte = (byte) => {
        const coordinate = Math.floor(taken / width);
        target[coordinate] = (target[coordinate] + (byte << (8 * (taken % width)))) | 0;
        taken++;
    };
    return {
        take: chunk => {
            requireRoom(taken, chunk, total);
            let at = 0;
            while (at < chunk.length && taken % width !== 0)
                takeByte(chunk[at++]);
            const whole = Math.floor((chunk.length - at) / width);
            if (whole > 0)
                addWholeBytes(target, taken / width, chunk, at, whole, width);
            at += whole * width;
            taken += whole * width;
            while (at < chunk.length)
                takeByte(chunk[at++]);
        },
        get position() {
            return Math.floor(taken / width);
        },
        finish: () => requireFinished(taken, total, 0),
    };
}
function addWholeBytes(target, first, chunk, from, count, width) {
    const sums = new Int32Array(target.buffer, target.byteOffset + 4 * first, count);
    const bytes = chunk.subarray(from, from + count * width);
    if (width === 1)
        addBytes(sums, bytes);
    else if (width === 2)
        addTwoBytes(sums, bytes);
    else if (width === 3)
        addThreeBytes(sums, bytes);
    else
        addFourBytes(sums, bytes);
}
function addBytes(sums, bytes) {
    for (let i = 0; i < sums.length; i++)
        sums[i] = (sums[i] + bytes[i]) | 0;
}
function addTwoBytes(sums, bytes) {
    for (let i = 0, at = 0; i < sums.length; i++, at += 2) {
        sums[i] = (sums[i] + (bytes[at] | (bytes[at + 1] << 8))) | 0;
    }
}
function addThreeBytes(sums, bytes) {
    for (let i = 0, at = 0; i < sums.length; i++, at += 3) {
        sums[i] = (sums[i] + (bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16))) | 0;
    }
}
function addFourBytes(sums, bytes) {
    for (let i = 0, at = 0; i < sums.length; i++, at += 4) {
        const residue = bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
        sums[i] = (sums[i] + residue) | 0;
    }
}
/** Widths that are no whole number of bytes: 9 to 31 bits, through a window of two words. */
function bitUnpacker(target, bits) {
    const total = packedLength(target.length, bits);
    const mask = 2 ** bits - 1;
    const sums = new Int32Array(target.buffer, target.byteOffset, target.length);
    let low = 0;
    let high = 0;
    let filled = 0;
    let taken = 0;
    let position = 0;
    const take = (chunk) => {
        requireRoom(taken, chunk, total);
        taken += chunk.length;
        for (let at = 0; at < chunk.length; at++) {
            // `filled` is at most 30 here, so a byte begins in the low word and may end in the high one.
            const byte = chunk[at];
            low |= byte << filled;
            if (filled > 24)
                high |= byte >>> (32 - filled);
            filled += 8;
            if (filled < bits || position === sums.length)
                continue;
            sums[position] = (sums[position] + (low & mask)) | 0;
            position++;
            low = (low >>> bits) | (high << (32 - bits));
            high >>>= bits;
            filled -= bits;
        }
    };
    return {
        take,
        get position() {
            return position;
        },
        finish: () => requireFinished(position, target.length, low | high),
    };
}
/** The residues of a whole packed vector; throws when its length or its padding is wrong. */
export function unpackResidues(packed, dimension, bits) {
    const residues = new Uint32Array(dimension);
    const unpacker = openUnpackAdd(residues, bits);
    unpacker.take(packed);
    unpacker.finish();
    return residues;
}
//# sourceMappingURL=packing.js.map