/**
 * Files named by their SHA-256: models and held-out test sets. Written to a temporary name, synced, then renamed;
 * checked again when read. The same bytes are stored once.
 */
import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { openSha256, sha256, toHex } from '../../aggregation/index.js';
const hexPattern = /^[0-9a-f]{64}$/;
const chunkBytes = 512 * 1024;
export async function openBlobStore(folder) {
    await mkdir(join(folder, 'incoming'), { recursive: true, mode: 0o700 });
    let writers = 0;
    const pathOf = (name) => {
        if (!hexPattern.test(name))
            throw new RangeError(`${JSON.stringify(name)} is not a SHA-256`);
        return join(folder, name.slice(0, 2), name);
    };
    const has = async (name) => {
        const found = await stat(pathOf(name)).catch(() => undefined);
        return found !== undefined;
    };
    const openWriter = async () => {
        writers += 1;
        const temporary = join(folder, 'incoming', `${process.pid}-${writers}`);
        const handle = await open(temporary, 'w', 0o600);
        const hash = openSha256();
        const abandon = async () => {
            await handle.close().catch(() => undefined);
            await rm(temporary, { force: true });
        };
        return {
            async write(data) {
                hash.update(data);
                // writeFile goes on from where the last one ended, and writes everything or fails.
                await handle.writeFile(data);
            },
            async finish(expected) {
                const found = toHex(hash.digest());
                if (found !== expected) {
                    await abandon();
                    return 'mismatch';
                }
                await handle.sync();
                await handle.close();
                await mkdir(join(folder, found.slice(0, 2)), { recursive: true, mode: 0o700 });
                await rename(temporary, pathOf(found));
                await syncFolder(join(folder, found.slice(0, 2)));
                return 'stored';
            },
            abandon,
        };
    };
    return {
        openWriter,
        has,
        async put(bytes) {
            const name = toHex(sha256(bytes));
            if (await has(name))
                return name;
            const writer = await openWriter();
            await writer.write(bytes);
            await writer.finish(name);
            return name;
        },
        async get(name) {
            if (!(await has(name)))
                return undefined;
            const bytes = await readFile(pathOf(name));
            if (toHex(sha256(bytes)) !== name)
                throw new Error(`the stored file ${name} is damaged: its hash differs`);
            return bytes;
        },
        stream: name => createReadStream(pathOf(name), { highWaterMark: chunkBytes }),
    };
}
async function syncFolder(folder) {
    const handle = await open(folder, 'r');
    await handle.sync().finally(() => handle.close());
}
//# sourceMappingURL=blob-store.js.map