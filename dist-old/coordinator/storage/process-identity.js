import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import process from 'node:process';
/** This process and its neighbours, from /proc where there is one. */
export function systemProcessTable() {
    const self = {
        hostname: hostname(),
        bootId: readOrNull(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
        pidNamespace: readOrNull(() => readlinkSync('/proc/self/ns/pid')),
        pid: process.pid,
        startTicks: startTicksOf(process.pid),
    };
    return { self, startTicksOf };
}
function startTicksOf(pid) {
    if (!isRunning(pid))
        return 'none';
    const line = readOrNull(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
    if (line === null)
        return null;
    // The second field is the program's name in brackets and may hold anything; fields are counted after it.
    const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
    const hasEnded = fields[0] === 'Z' || fields[0] === 'X';
    return hasEnded ? 'none' : (fields[19] ?? null);
}
function isRunning(pid) {
    try {
        process.kill(pid, 0);
        return true;
    }
    catch (error) {
        return error.code === 'EPERM';
    }
}
function readOrNull(read) {
    try {
        return read();
    }
    catch {
        return null;
    }
}
//# sourceMappingURL=process-identity.js.map