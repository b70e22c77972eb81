import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { openStorage, StorageLockedError } from '../../../coordinator/storage/index.js';
// Booting a cluster takes seconds, so these tests run in a row over one folder.
const folder = mkdtempSync(join(tmpdir(), 'parley-storage-'));
const program = fileURLToPath(new URL('writer-process.js', import.meta.url));
test.after.always('the folder is removed', t => {
    rmSync(folder, { recursive: true, force: true });
    t.pass();
});
async function forcedWrites(storage) {
    const durable = (await storage.checks()).find(({ name }) => name === 'durable');
    return Number(/(\d+) forced writes/.exec(durable?.detail ?? '')?.[1]);
}
const insertAsset = (storage, id) => storage.transaction(tx => tx.insertInto('asset').values({ id, scale: 0 }).execute());
function startWriter(prefix) {
    const child = spawn(process.execPath, [program, folder, prefix], { stdio: ['ignore', 'pipe', 'inherit'] });
    const lines = [];
    let wake = () => undefined;
    let hasEnded = false;
    createInterface({ input: child.stdout }).on('line', line => {
        lines.push(line);
        wake();
    });
    const ended = new Promise(resolve => {
        child.once('close', () => {
            hasEnded = true;
            wake();
            resolve();
        });
    });
    const said = async (count) => {
        while (lines.length < count && !hasEnded) {
            await new Promise(resolve => {
                wake = resolve;
            });
        }
    };
    return { process: child, lines, said, ended: () => ended };
}
test.serial('each commit forces the disk at least once, and reading never does', async (t) => {
    t.timeout(120_000);
    const storage = await openStorage({ dataDir: folder });
    const before = await forcedWrites(storage);
    for (let index = 0; index < 20; index++)
        await insertAsset(storage, `counted-${index}`);
    const after = await forcedWrites(storage);
    t.true(after - before >= 20, `${after - before} forced writes for 20 commits`);
    await storage.transaction(tx => tx.selectFrom('asset').selectAll().execute());
    t.is(await forcedWrites(storage), after);
    t.true((await storage.checks()).every(({ ok }) => ok));
    await storage.close();
    t.false(existsSync(join(folder, 'lock')));
});
test.serial('a folder in use is refused with the number of its process, and is free after closing', async (t) => {
    const storage = await openStorage({ dataDir: folder });
    const error = await t.throwsAsync(openStorage({ dataDir: folder }), { instanceOf: StorageLockedError });
    t.is(error?.holderPid, process.pid);
    t.regex(error?.message ?? '', new RegExp(`in use by process ${process.pid}`));
    await storage.close();
    await (await openStorage({ dataDir: folder })).close();
});
test.serial('every acknowledged commit survives kill -9, three times over, and the dead lock is taken over', async (t) => {
    t.timeout(120_000);
    const acknowledged = [];
    for (const prefix of ['first', 'second', 'third']) {
        const writer = startWriter(prefix);
        await writer.said(60);
        writer.process.kill('SIGKILL');
        await writer.ended();
        const committed = writer.lines.filter(line => line.startsWith('committed '));
        t.true(committed.length >= 59);
        acknowledged.push(...committed.map(line => line.slice('committed '.length)));
    }
    t.true(existsSync(join(folder, 'lock')), 'the killed writer could not remove its lock');
    const storage = await openStorage({ dataDir: folder });
    const found = new Set((await storage.db.selectFrom('asset').select('id').execute()).map(({ id }) => id));
    await storage.close();
    t.deepEqual(acknowledged.filter(id => !found.has(id)), []);
});
test.serial('of four processes that race for a dead lock exactly one opens the folder', async (t) => {
    t.timeout(120_000);
    const dead = startWriter('dead');
    await dead.said(1);
    dead.process.kill('SIGKILL');
    await dead.ended();
    const racers = ['a', 'b', 'c', 'd'].map(startWriter);
    await Promise.all(racers.map(racer => racer.said(1)));
    const openings = racers.map(racer => racer.lines[0]);
    for (const racer of racers)
        racer.process.kill('SIGKILL');
    await Promise.all(racers.map(racer => racer.ended()));
    t.deepEqual(openings.sort(), ['StorageLockedError', 'StorageLockedError', 'StorageLockedError', 'opened']);
});
test.serial('a cluster left half made by a crash is made anew', async (t) => {
    t.timeout(120_000);
    const place = join(folder, 'another');
    mkdirSync(join(place, 'cluster.unfinished', 'base'), { recursive: true });
    const storage = await openStorage({ dataDir: place });
    await insertAsset(storage, 'whole');
    await storage.close();
    t.false(existsSync(join(place, 'cluster.unfinished')));
});
//# sourceMappingURL=durability.test.js.map