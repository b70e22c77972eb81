/** Looks for byte patterns in another process's memory (Linux, same user or root) and in the files of a folder. */
import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
const stepBytes = 16 << 20;
/** Which of the patterns are anywhere in the readable memory of process `pid`. Throws when it cannot be read at all. */
export function findInMemory(pid, patterns) {
    const found = new Set();
    const overlap = Math.max(...[...patterns.values()].map(pattern => pattern.length)) - 1;
    const memory = openSync(`/proc/${pid}/mem`, 'r');
    try {
        for (const [start, end] of readableRanges(pid)) {
            for (let at = start; at < end; at += stepBytes - overlap) {
                const block = Buffer.alloc(Math.min(stepBytes, end - at));
                const length = readBlock(memory, block, at);
                for (const [name, pattern] of patterns) {
                    if (block.subarray(0, length).includes(pattern))
                        found.add(name);
                }
            }
        }
    }
    finally {
        closeSync(memory);
    }
    return found;
}
function readBlock(memory, block, at) {
    try {
        return readSync(memory, block, 0, block.length, at);
    }
    catch {
        // Some mappings are listed as readable and are not (device memory).
        return 0;
    }
}
function readableRanges(pid) {
    const ranges = [];
    for (const line of readFileSync(`/proc/${pid}/maps`, 'utf8').split('\n')) {
        const match = /^([0-9a-f]+)-([0-9a-f]+) r.* (.*)$/.exec(line);
        if (match === null || match[3] === '[vvar]' || match[3] === '[vsyscall]')
            continue;
        ranges.push([Number.parseInt(match[1], 16), Number.parseInt(match[2], 16)]);
    }
    return ranges;
}
/** Which of the patterns are in any file below `folder`. */
export function findInFiles(folder, patterns) {
    const found = new Set();
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile())
            continue;
        const contents = readFileSync(join(entry.parentPath, entry.name));
        for (const [name, pattern] of patterns)
            if (contents.includes(pattern))
                found.add(name);
    }
    return found;
}
//# sourceMappingURL=process-memory.js.map