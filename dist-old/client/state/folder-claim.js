/**
 * One process for one state folder: two agents with one memory would each answer a round in their own way, which is
 * what the memory is there to prevent. The claim is a file that names its process; one whose process has ended is
 * taken over. It does not see processes of other machines: keep the folder on a disk of this one.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { sha256, toHex, utf8 } from '../../aggregation/index.js';
import { createFile, errorCode } from '../durable-files.js';
/** A live process holds the folder. */
export class FolderInUseError extends Error {
    name = 'FolderInUseError';
}
/** Claims `folder` for this process; the function returned gives it back. Throws `FolderInUseError`. */
export function claimFolder(folder) {
    const path = join(folder, 'lock');
    const text = `${JSON.stringify({ pid: process.pid, started: startOf(process.pid), token: randomBytes(16).toString('hex') })}\n`;
    if (!createFile(path, text))
        takeOver(path, text, folder);
    return () => {
        if (read(path) === text)
            rmSync(path, { force: true });
    };
}
/**
 * Replaces a claim whose process has ended. Only one process can hold the right named after that very claim, and it
 * looks again before it replaces anything, so two that come at once never both succeed.
 */
function takeOver(path, text, folder) {
    const found = read(path);
    if (found === undefined) {
        if (createFile(path, text))
            return;
        throw inUse(folder, 'another process came first', path);
    }
    requireEnded(found, folder, path);
    const right = `${path}.${toHex(sha256(utf8(found))).slice(0, 16)}`;
    if (!createFile(right, text))
        throw inUse(folder, 'another process is taking it over', right);
    try {
        if (read(path) !== found)
            throw inUse(folder, 'another process took it over just now', path);
        const aside = `${path}.${randomBytes(8).toString('hex')}.new`;
        createFile(aside, text);
        renameSync(aside, path);
    }
    finally {
        rmSync(right, { force: true });
    }
}
function requireEnded(claim, folder, path) {
    const { pid, started } = parse(claim);
    if (pid === undefined)
        throw inUse(folder, 'its lock cannot be read', path);
    const current = startOf(pid);
    if (current === 'none' || (current !== undefined && started !== undefined && current !== started))
        return;
    throw inUse(folder, `process ${pid} works in it`, path);
}
function inUse(folder, why, path) {
    return new FolderInUseError(`the state folder ${folder} is in use: ${why}; stop that agent, or if there is none remove ${path}`);
}
function parse(claim) {
    try {
        const { pid, started } = JSON.parse(claim);
        return {
            ...(Number.isSafeInteger(pid) ? { pid: pid } : {}),
            ...(typeof started === 'string' ? { started } : {}),
        };
    }
    catch {
        return {};
    }
}
function read(path) {
    try {
        return readFileSync(path, 'utf8');
    }
    catch (error) {
        if (errorCode(error) === 'ENOENT')
            return undefined;
        throw error;
    }
}
/** When a process started: start of the machine and ticks since, undefined where the system does not tell, 'none' for one that ended. */
function startOf(pid) {
    try {
        process.kill(pid, 0);
    }
    catch (error) {
        if (errorCode(error) === 'ESRCH')
            return 'none';
    }
    try {
        const line = readFileSync(`/proc/${pid}/stat`, 'utf8');
        // The second field is the program's name in brackets and may hold anything; fields are counted after it.
        const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
        if (fields[0] === 'Z' || fields[0] === 'X')
            return 'none';
        return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${fields[19]}`;
    }
    catch {
        return undefined;
    }
}
//# sourceMappingURL=folder-claim.js.map