/**
 * Hot loops of the ring Z_2^b over Uint32Array. Sums run modulo 2^32, which every 2^b divides, and are reduced once
 * at the end. The loops know no protocol and take plain arguments.
 */
/** Largest residue of the ring. */
export function residueMask(bits) {
    return bits === 32 ? 0xffffffff : 2 ** bits - 1;
}
/** Reduces every coordinate modulo 2^bits. */
export function reduceWords(target, bits) {
    if (bits === 32)
        return;
    const mask = residueMask(bits);
    for (let i = 0; i < target.length; i++)
        target[i] = target[i] & mask;
}
/** Signed integers as residues modulo 2^32, in the same memory. */
export function residuesIn(integers) {
    return new Uint32Array(integers.buffer, integers.byteOffset, integers.length);
}
//# sourceMappingURL=modular.js.map