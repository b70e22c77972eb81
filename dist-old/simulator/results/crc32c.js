/** CRC-32C (Castagnoli), as RFC 3720 has it: the checksum inside record files of TensorFlow. */
/** Of the reversed polynomial 0x1edc6f41, one entry a byte. */
const table = Uint32Array.from({ length: 256 }, (_, byte) => {
    let remainder = byte;
    for (let bit = 0; bit < 8; bit++)
        remainder = remainder & 1 ? (remainder >>> 1) ^ 0x82f63b78 : remainder >>> 1;
    return remainder;
});
/** The checksum of `bytes`, unsigned. */
export function crc32c(bytes) {
    let remainder = 0xffffffff;
    for (const byte of bytes)
        remainder = table[(remainder ^ byte) & 0xff] ^ (remainder >>> 8);
    return (remainder ^ 0xffffffff) >>> 0;
}
//# sourceMappingURL=crc32c.js.map