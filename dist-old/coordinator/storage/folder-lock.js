/**
 * An exclusive lock on a data folder, held by one process: two embedded databases over one folder destroy it.
 *
 * The lock is a file that appears whole or not at all (written aside, then hard-linked, which fails when the name is
 * taken). It names its holder, and the holder touches it every `heartbeatMs`. A lock is stale when its process has
 * ended, or its number belongs to another process now, or the machine was started again. Where that cannot be seen
 * (another machine or container over a shared disk) the heartbeat is watched for `watchMs`. It does not protect
 * against a program that ignores it, nor against a disk whose hard links are not atomic.
 */
import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, openSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeSync, } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sha256, toHex, utf8 } from '../../aggregation/crypto/index.js';
import { StorageLockedError } from './errors.js';
import { systemProcessTable } from './process-identity.js';
const defaultTiming = { heartbeatMs: 2_000, watchMs: 7_000 };
/**
 * Locks `folder`.
 *
 * @throws StorageLockedError when a live process holds it.
 */
export async function lockFolder(folder, processes = systemProcessTable(), timing = defaultTiming) {
    const claim = await claimFile(join(folder, 'lock'), folder, processes, timing);
    let lost = false;
    const heartbeat = setInterval(() => {
        if (!touchIfOurs(claim))
            lost = true;
    }, timing.heartbeatMs);
    heartbeat.unref();
    return {
        assertHeld() {
            if (lost)
                throw new Error(`the lock on the data folder ${folder} was lost to another process; stop this one`);
        },
        release() {
            clearInterval(heartbeat);
            removeIfOurs(claim);
        },
    };
}
async function claimFile(path, folder, processes, timing) {
    const claim = { path, text: describe(processes.self) };
    for (;;) {
        if (placeNew(claim))
            return claim;
        const found = readText(path);
        if (found === null)
            continue;
        const holder = parseIdentity(found);
        const verdict = judge(holder, processes);
        if (verdict === 'live' || (verdict === 'unseen' && (await beats(path, timing.watchMs)))) {
            throw new StorageLockedError(folder, holder?.pid ?? 0, holder?.hostname ?? 'an unknown machine');
        }
        if (await takeOver(claim, found, folder, processes, timing))
            return claim;
    }
}
/**
 * Replaces one stale lock. Of all who saw it stale only the one who claims the file named after its text may replace
 * it, and looks again before doing so; that claim can itself be left behind by a crash, and is taken over likewise.
 */
async function takeOver(claim, staleText, folder, processes, timing) {
    const right = `${claim.path}.${toHex(sha256(utf8(staleText))).slice(0, 16)}`;
    const rightClaim = await claimFile(right, folder, processes, timing);
    try {
        if (readText(claim.path) !== staleText)
            return false;
        renameSync(writeAside(claim), claim.path);
        return true;
    }
    finally {
        removeIfOurs(rightClaim);
    }
}
function judge(holder, { self, startTicksOf }) {
    if (holder === null || holder.hostname !== self.hostname)
        return 'unseen';
    if (holder.bootId !== self.bootId)
        return 'stale';
    if (holder.pidNamespace !== self.pidNamespace)
        return 'unseen';
    const startTicks = startTicksOf(holder.pid);
    if (startTicks === 'none')
        return 'stale';
    const isAnotherProcess = startTicks !== null && holder.startTicks !== null && startTicks !== holder.startTicks;
    return isAnotherProcess ? 'stale' : 'live';
}
async function beats(path, watchMs) {
    const before = modifiedMs(path);
    await sleep(watchMs);
    return modifiedMs(path) !== before;
}
function describe(self) {
    return `${JSON.stringify({ ...self, token: randomBytes(16).toString('hex') })}\n`;
}
function parseIdentity(text) {
    try {
        const value = JSON.parse(text);
        return Number.isSafeInteger(value.pid) && typeof value.hostname === 'string' ? value : null;
    }
    catch {
        return null;
    }
}
function placeNew(claim) {
    const aside = writeAside(claim);
    try {
        linkSync(aside, claim.path);
        return true;
    }
    catch (error) {
        if (error.code === 'EEXIST')
            return false;
        throw error;
    }
    finally {
        rmSync(aside, { force: true });
    }
}
function writeAside({ path, text }) {
    const aside = `${path}.${randomBytes(8).toString('hex')}.new`;
    const descriptor = openSync(aside, 'wx', 0o600);
    try {
        writeSync(descriptor, text);
        fsyncSync(descriptor);
    }
    finally {
        closeSync(descriptor);
    }
    return aside;
}
function readText(path) {
    try {
        return readFileSync(path, 'utf8');
    }
    catch (error) {
        if (error.code === 'ENOENT')
            return null;
        throw error;
    }
}
function modifiedMs(path) {
    return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
function touchIfOurs({ path, text }) {
    if (readText(path) !== text)
        return false;
    const now = new Date();
    utimesSync(path, now, now);
    return true;
}
function removeIfOurs({ path, text }) {
    if (readText(path) === text)
        rmSync(path, { force: true });
}
//# sourceMappingURL=folder-lock.js.map