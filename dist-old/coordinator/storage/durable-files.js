/**
 * Durability for the embedded database. PGlite's file layer for Node has no `fsync`, so as shipped PostgreSQL's own
 * calls to it do nothing and a power cut can lose acknowledged commits. This layer gives them a real one.
 */
import { closeSync, fsyncSync, openSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { NodeFS } from '@electric-sql/pglite/nodefs';
/** WASI's number for an input or output error; PostgreSQL answers a failed sync by stopping, as it must. */
const ioErrorNumber = 29;
/** PGlite's Node file layer with a working `fsync`. `onSync` is told of each one, after it succeeded. */
export class DurableNodeFiles extends NodeFS {
    #onSync;
    constructor(folder, onSync) {
        super(folder);
        this.#onSync = onSync;
    }
    async init(database, options) {
        const prepared = await super.init(database, options);
        const giveRealSync = (module) => {
            const engine = module;
            engine.NODEFS.stream_ops.fsync = file => this.#sync(engine, file);
        };
        const { preRun } = prepared.emscriptenOpts;
        const emscriptenOpts = { ...prepared.emscriptenOpts, preRun: [...(preRun ?? []), giveRealSync] };
        return { emscriptenOpts };
    }
    #sync(engine, file) {
        try {
            if (file.nfd === undefined)
                syncPath(engine.NODEFS.realPath(file.node));
            else
                fsyncSync(file.nfd);
        }
        catch {
            throw new engine.FS.ErrnoError(ioErrorNumber);
        }
        this.#onSync();
        return 0;
    }
}
/** Forces one file or folder to the disk. */
export function syncPath(path) {
    const descriptor = openSync(path, 'r');
    try {
        fsyncSync(descriptor);
    }
    finally {
        closeSync(descriptor);
    }
}
/** Forces a folder and everything below it to the disk, leaves first. */
export function syncTree(folder) {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
        const path = join(folder, entry.name);
        if (entry.isDirectory())
            syncTree(path);
        else if (entry.isFile())
            syncPath(path);
    }
    syncPath(folder);
}
//# sourceMappingURL=durable-files.js.map