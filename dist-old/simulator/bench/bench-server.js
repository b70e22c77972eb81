/** What aggregation costs the coordinator: time to unmask, and memory by the size of the group. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { secureServer } from '../../aggregation/index.js';
import { timed } from './measure.js';
/** `finish` on this thread: shares combined, secrets checked, masks removed, sum signed. Throws if the sum is wrong. */
export function unmasking(group) {
    return () => {
        const residues = group.residues.slice();
        let ending;
        const seconds = timed(() => {
            ending = secureServer.finish(group.server, residues);
        });
        if (ending?.kind !== 'finished')
            throw new Error(`unmasking came to ${ending?.kind}`);
        if (Buffer.compare(bytesOf(ending.sum), bytesOf(group.sum)) !== 0)
            throw new Error('the sum is wrong');
        return seconds;
    };
}
function bytesOf(integers) {
    return new Uint8Array(integers.buffer, integers.byteOffset, integers.byteLength);
}
/** Peak resident memory of a process that aggregates the inputs of `members`. */
export function aggregationPeakBytes(members, dimension, bits) {
    const file = fileURLToPath(new URL('./memory-process.js', import.meta.url));
    const args = [file, members, dimension, bits].map(String);
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    if (status !== 0)
        throw new Error(`the aggregation of ${members} ended with ${status}: ${stderr}`);
    return JSON.parse(stdout).peakBytes;
}
//# sourceMappingURL=bench-server.js.map