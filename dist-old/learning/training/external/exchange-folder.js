/**
 * The folder through which weights and records pass to a trainer: made for one trainer, readable by its user alone,
 * removed at the end. Where it lies decides what disk the records are written to.
 */
import { constants, mkdtempSync, rmSync } from 'node:fs';
import { open, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { UnusableWeights } from './faults.js';
import { whenProcessEnds } from './process-end.js';
/** `parent` is where the folder is made; the system's folder for temporary files where it is left out. */
export function openExchangeFolder(parent = tmpdir()) {
    const folder = mkdtempSync(path.join(parent, 'parley-trainer-'));
    const removeAll = () => rmSync(folder, { recursive: true, force: true });
    const forget = whenProcessEnds(removeAll);
    const at = (name) => path.join(folder, name);
    return {
        path: folder,
        at,
        write: async (name, parts) => {
            const file = await open(at(name), 'wx', 0o600);
            try {
                for (const part of parts)
                    await file.writeFile(part);
            }
            finally {
                await file.close();
            }
        },
        readClaimed: (claimed, mostBytes) => readClaimed(folder, claimed, mostBytes),
        // What lies there may be a folder that the trainer made.
        remove: name => rm(at(name), { recursive: true, force: true }),
        close: () => {
            removeAll();
            forget();
        },
    };
}
async function readClaimed(folder, claimed, mostBytes) {
    const [inside, real] = await Promise.all([realpath(folder), realOf(path.resolve(folder, claimed), claimed)]);
    if (!real.startsWith(inside + path.sep))
        throw new UnusableWeights(`it names a file outside its folder: ${claimed}`);
    // Not waiting: a named pipe in place of the file would never open.
    const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
    const file = await open(real, flags).catch((error) => {
        throw new UnusableWeights(`the file of weights cannot be opened: ${error.message}`);
    });
    try {
        return await readWhole(file, claimed, mostBytes);
    }
    finally {
        await file.close();
    }
}
async function realOf(resolved, claimed) {
    return realpath(resolved).catch(() => {
        throw new UnusableWeights(`it names a file of weights that is not there: ${claimed}`);
    });
}
async function readWhole(file, claimed, mostBytes) {
    const stats = await file.stat();
    if (!stats.isFile())
        throw new UnusableWeights(`what it names as weights is no file: ${claimed}`);
    if (stats.size > mostBytes)
        throw new UnusableWeights(`its file of weights has ${stats.size} bytes; the model needs at most ${mostBytes}`);
    const bytes = new Uint8Array(stats.size);
    const { bytesRead } = await file.read(bytes, 0, bytes.length, 0);
    return bytes.subarray(0, bytesRead);
}
//# sourceMappingURL=exchange-folder.js.map