import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import anyTest, {} from 'ava';
import { lockFolder } from '../../../coordinator/storage/folder-lock.js';
import { StorageLockedError } from '../../../coordinator/storage/index.js';
import { systemProcessTable } from '../../../coordinator/storage/process-identity.js';
const test = anyTest;
// The watch is long beside a stall of a busy machine, or a living heart would be taken for a stopped one.
const timing = { heartbeatMs: 20, watchMs: 1_500 };
test.beforeEach(t => {
    t.context.folder = mkdtempSync(join(tmpdir(), 'parley-lock-'));
});
test.afterEach.always(t => rmSync(t.context.folder, { recursive: true, force: true }));
/** A machine on which only the given processes run, each with the time it started. */
function machine(self, running) {
    const pid = self.pid ?? 100;
    return {
        self: {
            hostname: 'ward-3',
            bootId: 'boot-1',
            pidNamespace: 'pid:[1]',
            pid,
            startTicks: running[pid] ?? null,
            ...self,
        },
        startTicksOf: asked => running[asked] ?? 'none',
    };
}
const lockedBy = (holderPid) => ({
    instanceOf: StorageLockedError,
    message: new RegExp(`process ${holderPid} `),
});
test('this process knows itself, and knows that a process with a number out of range does not run', t => {
    const { self, startTicksOf } = systemProcessTable();
    t.is(self.pid, process.pid);
    t.is(startTicksOf(process.pid), self.startTicks);
    t.is(startTicksOf(2 ** 22 + 1), 'none');
});
test('a held lock is refused, a released one is free, and nothing is left behind', async (t) => {
    const { folder } = t.context;
    const holder = machine({ pid: 100 }, { 100: '5', 200: '6' });
    const other = machine({ pid: 200 }, { 100: '5', 200: '6' });
    const lock = await lockFolder(folder, holder, timing);
    await t.throwsAsync(lockFolder(folder, other, timing), lockedBy(100));
    lock.release();
    t.deepEqual(readdirSync(folder), []);
    (await lockFolder(folder, other, timing)).release();
});
/** Writes a lock as another machine or process would have left it, and says what happens to one who comes. */
async function leftBy(folder, holder) {
    const lock = await lockFolder(folder, holder, { ...timing, heartbeatMs: 60_000 });
    const text = readFileSync(join(folder, 'lock'), 'utf8');
    lock.release();
    writeFileSync(join(folder, 'lock'), text);
}
test('the lock of a process that has ended is taken over', async (t) => {
    await leftBy(t.context.folder, machine({ pid: 100 }, { 100: '5' }));
    const lock = await lockFolder(t.context.folder, machine({ pid: 200 }, { 200: '6' }), timing);
    lock.assertHeld();
    t.deepEqual(readdirSync(t.context.folder), ['lock']);
    lock.release();
});
test('the lock of a process whose number another one has now is taken over', async (t) => {
    await leftBy(t.context.folder, machine({ pid: 100 }, { 100: '5' }));
    const now = machine({ pid: 200 }, { 100: '77', 200: '78' });
    (await lockFolder(t.context.folder, now, timing)).release();
    t.pass();
});
test('a lock from before the machine started again is taken over, whatever runs under its number', async (t) => {
    await leftBy(t.context.folder, machine({ pid: 100 }, { 100: '5' }));
    const rebooted = machine({ pid: 200, bootId: 'boot-2' }, { 100: '5', 200: '6' });
    (await lockFolder(t.context.folder, rebooted, timing)).release();
    t.pass();
});
const elsewhere = [
    ['on another machine', { hostname: 'ward-4', bootId: 'boot-9' }],
    ['in another container', { pidNamespace: 'pid:[2]' }],
];
for (const [place, self] of elsewhere) {
    test(`a holder ${place} keeps the lock while its heart beats`, async (t) => {
        const holder = await lockFolder(t.context.folder, machine({ pid: 100, ...self }, { 100: '5' }), timing);
        const here = machine({ pid: 200 }, { 200: '6' });
        await t.throwsAsync(lockFolder(t.context.folder, here, timing), lockedBy(100));
        holder.release();
    });
    test(`a holder ${place} whose heart has stopped loses it`, async (t) => {
        await leftBy(t.context.folder, machine({ pid: 100, ...self }, { 100: '5' }));
        const lock = await lockFolder(t.context.folder, machine({ pid: 200 }, { 200: '6' }), timing);
        t.regex(readFileSync(join(t.context.folder, 'lock'), 'utf8'), /"pid":200/);
        lock.release();
    });
}
test('a lock that cannot be read is watched like a foreign one, and taken over when nothing moves it', async (t) => {
    const path = join(t.context.folder, 'lock');
    writeFileSync(path, '');
    const here = machine({ pid: 200 }, { 200: '6' });
    const touching = setInterval(() => utimesSync(path, new Date(), new Date()), 10);
    await t.throwsAsync(lockFolder(t.context.folder, here, timing), { instanceOf: StorageLockedError });
    clearInterval(touching);
    (await lockFolder(t.context.folder, here, timing)).release();
});
test('of many who come upon one stale lock together exactly one has it afterwards', async (t) => {
    const { folder } = t.context;
    await leftBy(folder, machine({ pid: 100 }, { 100: '5' }));
    const pids = Array.from({ length: 12 }, (_, index) => 200 + index);
    const running = Object.fromEntries(pids.map(pid => [pid, `${pid}`]));
    const tries = await Promise.allSettled(pids.map(pid => lockFolder(folder, machine({ pid }, running), timing)));
    const winners = tries.filter(({ status }) => status === 'fulfilled');
    t.is(winners.length, 1);
    t.deepEqual(readdirSync(folder), ['lock']);
    for (const attempt of tries)
        if (attempt.status === 'fulfilled')
            attempt.value.release();
});
test('a right of takeover left behind by a crash does not bar the lock for ever', async (t) => {
    const { folder } = t.context;
    await leftBy(folder, machine({ pid: 100 }, { 100: '5' }));
    const crashed = machine({ pid: 150 }, { 150: '9' });
    const right = await takeoverRightName(folder);
    const lockText = readFileSync(join(folder, 'lock'), 'utf8');
    writeFileSync(join(folder, right), lockText.replace('"pid":100', `"pid":${crashed.self.pid}`));
    (await lockFolder(folder, machine({ pid: 200 }, { 200: '6' }), timing)).release();
    t.deepEqual(readdirSync(folder), []);
});
/** The name under which the right to take the present lock over is claimed. */
async function takeoverRightName(folder) {
    const { sha256, toHex, utf8 } = await import('../../../aggregation/crypto/index.js');
    return `lock.${toHex(sha256(utf8(readFileSync(join(folder, 'lock'), 'utf8')))).slice(0, 16)}`;
}
test('one whose lock was taken over learns of it at its next heartbeat', async (t) => {
    const { folder } = t.context;
    const lock = await lockFolder(folder, machine({ pid: 100 }, { 100: '5' }), timing);
    lock.assertHeld();
    const text = readFileSync(join(folder, 'lock'), 'utf8');
    writeFileSync(join(folder, 'lock'), text.replace('"pid":100', '"pid":300'));
    await t.throwsAsync(async () => {
        for (let beats = 0; beats < 200; beats++) {
            await new Promise(resolve => setTimeout(resolve, timing.heartbeatMs));
            lock.assertHeld();
        }
    }, { message: /lost to another process/ });
    lock.release();
    t.deepEqual(readdirSync(folder), ['lock'], 'the lock of the new holder stays');
});
//# sourceMappingURL=folder-lock.test.js.map