/** Worker threads that expand masks off the event loop, over shared memory. */
import { Worker } from 'node:worker_threads';
import { addMaskStreams } from './engine.js';
import { requireStreams } from './streams.js';
/** Coordinates of one task: long enough that opening the ciphers is nothing, short enough to share work evenly. */
const taskCoordinates = 1 << 18;
/** Integers in memory that threads can share; use it for vectors that will be masked by workers. */
export function sharedVector(length) {
    return new Int32Array(new SharedArrayBuffer(4 * length));
}
/** Words below which work stays on this thread: a few milliseconds, less than it takes to start a thread. */
const wordsWorthAThread = 1 << 22;
/**
 * Opens `workers` threads, when there is first enough work for them; with 0 the work is done here, one task at a time
 * with the event loop in between.
 */
export function openExpansionWorkers({ workers }) {
    let lanes;
    let isClosed = false;
    const openLanes = () => {
        lanes ??= workers === 0 ? [hereLane()] : Array.from({ length: workers }, openLane);
        return lanes;
    };
    return {
        addMaskStreams: async (residues, streams, bits) => {
            if (isClosed)
                throw new Error('the mask expansion threads are closed');
            requireStreams(streams, bits, 0);
            if (residues.length * streams.length < wordsWorthAThread) {
                addMaskStreams(residues, streams, bits);
                return;
            }
            const shared = inSharedMemory(residues);
            const tasks = tasksFor(shared, streams, bits);
            // Every lane is waited for, also when one failed: nobody may write into the vector afterwards.
            const ends = await Promise.allSettled(openLanes().map(lane => drain(lane, tasks)));
            for (const { keys } of tasks.all)
                keys.fill(0);
            const failed = ends.find(end => end.status === 'rejected');
            if (failed !== undefined)
                throw failed.reason;
            if (shared !== residues)
                residues.set(shared);
        },
        close: async () => {
            isClosed = true;
            await Promise.all((lanes ?? []).map(lane => lane.close()));
        },
    };
}
function inSharedMemory(residues) {
    if (residues.buffer instanceof SharedArrayBuffer)
        return residues;
    const shared = new Uint32Array(new SharedArrayBuffer(residues.byteLength));
    shared.set(residues);
    return shared;
}
function tasksFor(residues, streams, bits) {
    const keys = new Uint8Array(new SharedArrayBuffer(32 * streams.length));
    streams.forEach(({ key }, i) => {
        keys.set(key, 32 * i);
    });
    const signs = Int8Array.from(streams, ({ sign }) => sign);
    const count = Math.ceil(residues.length / taskCoordinates);
    const all = Array.from({ length: count }, (_, i) => {
        const firstCoordinate = i * taskCoordinates;
        return {
            shared: residues.buffer,
            byteOffset: residues.byteOffset + 4 * firstCoordinate,
            length: Math.min(taskCoordinates, residues.length - firstCoordinate),
            firstCoordinate,
            keys,
            signs,
            bits,
        };
    });
    return { all, next: 0 };
}
async function drain(lane, tasks) {
    while (tasks.next < tasks.all.length)
        await lane.run(tasks.all[tasks.next++]);
}
function hereLane() {
    return {
        run: async (task) => {
            runExpansionTask(task);
            await new Promise(resolve => setImmediate(resolve));
        },
        close: async () => { },
    };
}
function openLane() {
    let ended;
    const waiting = [];
    const worker = new Worker(new URL('./expansion-worker.js', import.meta.url));
    const endWith = (error) => {
        ended ??= error;
        for (const one of waiting.splice(0))
            one.reject(ended);
    };
    // A pool that nobody uses keeps no process alive.
    worker.unref();
    worker.on('message', ({ fault }) => {
        const one = waiting.shift();
        if (waiting.length === 0)
            worker.unref();
        if (fault === undefined)
            one?.resolve();
        else
            one?.reject(new Error(fault));
    });
    worker.on('error', error => endWith(new Error(`a mask expansion thread failed: ${error.message}`)));
    worker.on('exit', code => endWith(new Error(`a mask expansion thread ended with ${code}`)));
    return {
        run: task => new Promise((resolve, reject) => {
            if (ended !== undefined)
                return reject(ended);
            waiting.push({ resolve, reject });
            worker.ref();
            worker.postMessage(task);
        }),
        close: async () => {
            await worker.terminate();
        },
    };
}
/** What a thread does with a task. */
export function runExpansionTask(task) {
    const { shared, byteOffset, length, firstCoordinate, keys, signs, bits } = task;
    const streams = Array.from(signs, (sign, i) => ({
        key: keys.slice(32 * i, 32 * i + 32),
        sign: sign === 1 ? 1 : -1,
    }));
    addMaskStreams(new Uint32Array(shared, byteOffset, length), streams, bits, firstCoordinate);
    for (const { key } of streams)
        key.fill(0);
}
//# sourceMappingURL=workers.js.map