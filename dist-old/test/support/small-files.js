/** Files of other formats in a few bytes, made without the libraries that read them. */
import { crc32, deflateRawSync, deflateSync } from 'node:zlib';
/** A NumPy array: its header as text (shape such as "2, 3" or "2,"), then its bytes. */
export function npyFile(descr, shape, bytes, fortran = 'False') {
    return npyWithHeader(`{'descr': ${descr}, 'fortran_order': ${fortran}, 'shape': (${shape}), }`, bytes);
}
export function npyWithHeader(header, bytes) {
    const text = `${header.padEnd(Math.ceil((header.length + 11) / 64) * 64 - 11)}\n`;
    const prefix = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, text.length & 255, text.length >> 8]);
    return new Uint8Array(Buffer.concat([prefix, Buffer.from(text, 'latin1'), bytes]));
}
/** A zip archive, honest unless told otherwise. */
export function zipFile(members) {
    const parts = [];
    const directory = [];
    let offset = 0;
    for (const member of members) {
        const name = Buffer.from(member.name);
        const packed = member.isPacked === true ? deflateRawSync(member.content) : Buffer.from(member.content);
        const fixed = Buffer.alloc(26);
        fixed.writeUInt16LE(20, 0);
        fixed.writeUInt16LE(member.isPacked === true ? 8 : 0, 4);
        fixed.writeUInt32LE(member.claimedCrc ?? crc32(member.content), 10);
        fixed.writeUInt32LE(packed.length, 14);
        fixed.writeUInt32LE(member.claimedBytes ?? member.content.length, 18);
        fixed.writeUInt16LE(name.length, 22);
        parts.push(Buffer.from('PK\u0003\u0004', 'latin1'), fixed, name, packed);
        const rest = Buffer.alloc(14);
        rest.writeUInt32LE(offset, 10);
        directory.push(Buffer.from('PK\u0001\u0002\u0014\0', 'latin1'), fixed, rest, name);
        offset += 30 + name.length + packed.length;
    }
    const size = directory.reduce((sum, part) => sum + part.length, 0);
    const end = Buffer.alloc(22);
    end.write('PK\u0005\u0006', 'latin1');
    end.writeUInt16LE(members.length, 8);
    end.writeUInt16LE(members.length, 10);
    end.writeUInt32LE(size, 12);
    end.writeUInt32LE(offset, 16);
    return new Uint8Array(Buffer.concat([...parts, ...directory, end]));
}
/** A PNG file without filters. */
export function pngFile({ width, height, channels, bits = 8, samples, claimed }) {
    const header = Buffer.alloc(13);
    header.writeUInt32BE(claimed?.width ?? width, 0);
    header.writeUInt32BE(claimed?.height ?? height, 4);
    header[8] = bits;
    header[9] = { 1: 0, 3: 2, 4: 6 }[channels];
    const sampleBytes = bits / 8;
    const rowBytes = width * channels * sampleBytes;
    const rows = Buffer.alloc(height * (1 + rowBytes));
    for (let y = 0; y < height; y++) {
        for (let i = 0; i < width * channels; i++)
            rows.writeUIntBE(samples[y * width * channels + i], y * (1 + rowBytes) + 1 + i * sampleBytes, sampleBytes);
    }
    const signature = Buffer.from('\u0089PNG\r\n\u001a\n', 'latin1');
    const chunks = [chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))];
    return new Uint8Array(Buffer.concat([signature, ...chunks]));
}
function chunk(type, data) {
    const typed = Buffer.concat([Buffer.from(type), data]);
    const ends = Buffer.alloc(8);
    ends.writeUInt32BE(data.length, 0);
    ends.writeUInt32BE(crc32(typed), 4);
    return Buffer.concat([ends.subarray(0, 4), typed, ends.subarray(4)]);
}
//# sourceMappingURL=small-files.js.map