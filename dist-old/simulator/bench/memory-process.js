/**
 * The coordinator's aggregation alone in a process, for its memory: checks and adds n packed inputs as they would arrive,
 * then takes n masks off. Prints {"peakBytes": ...}.
 *
 *   node memory-process.js <members> <dimension> <bits>
 */
import { readFileSync } from 'node:fs';
import { addMaskStreams, packedLength, secureServer, sha256, systemRandom } from '../../aggregation/index.js';
const [members = 5, dimension = 1_000_000, bits = 24] = process.argv.slice(2).map(Number);
const chunkBytes = 65536;
const totalBytes = packedLength(dimension, bits);
const usedBits = (dimension * bits) % 8;
const buffer = new Uint8Array(chunkBytes);
/**
 * One member's upload, chunk by chunk into one buffer, as a file is read: what is measured is what the aggregation keeps,
 * not when the garbage of its callers is collected.
 */
function* chunksOf(packed) {
    for (let at = 0; at < packed.length; at += chunkBytes) {
        const part = packed.subarray(at, at + chunkBytes);
        buffer.set(part);
        yield buffer.subarray(0, part.length);
    }
}
const packed = systemRandom.bytes(totalBytes);
if (usedBits !== 0)
    packed[totalBytes - 1] &= (1 << usedBits) - 1;
const inputHash = sha256(packed);
const unread = new Uint8Array(32);
const header = {
    sessionId: unread,
    sharersHash: unread,
    signature: unread,
    dimension,
    bits,
    totalBytes,
    inputHash,
};
const sum = secureServer.openMaskedSum(dimension, bits);
for (let member = 1; member <= members; member++) {
    const rejection = secureServer.checkMaskedInput(header, member, chunksOf(packed));
    if (rejection !== undefined)
        throw new Error(rejection.detail);
    secureServer.addMaskedInput(sum, chunksOf(packed));
}
const streams = Array.from({ length: members }, () => ({ key: systemRandom.bytes(32), sign: -1 }));
addMaskStreams(secureServer.maskedResidues(sum), streams, bits);
process.stdout.write(JSON.stringify({ peakBytes: peakBytes() }));
/**
 * Peak resident memory since this program began. On Linux from VmHWM: the `maxRSS` of a process counts what its parent
 * had when it forked.
 */
function peakBytes() {
    try {
        return 1024 * Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))[1]);
    }
    catch {
        return 1024 * process.resourceUsage().maxRSS;
    }
}
//# sourceMappingURL=memory-process.js.map