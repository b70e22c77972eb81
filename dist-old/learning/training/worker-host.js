/** Owns the worker thread: starts it for the first job, hands it jobs, and starts another after a crash. */
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { TrainingError, WorkerError } from '../errors.js';
/** The worker file beside this one, compiled or not as this one is. */
export const startTrainingWorker = options => new Worker(new URL(`./training-worker${path.extname(import.meta.url)}`, import.meta.url), {
    workerData: options,
    name: 'parley-training',
});
/** How long a worker may take for the step under way and to give its device back, before it is terminated. */
const endLimitMs = 10_000;
/**
 * Asks a worker to end and waits until it has. Terminating it would be quicker, but a native backend that is cut off
 * inside a call can take the whole process with it, as Dawn does.
 */
export async function endWorker(worker) {
    // What has ended says -1, and will not say so again.
    if (worker.threadId === -1)
        return;
    const ended = new Promise(resolve => worker.once('exit', resolve));
    const timer = setTimeout(() => worker.terminate(), endLimitMs);
    worker.postMessage({ kind: 'end' });
    await ended.finally(() => clearTimeout(timer));
}
export function openWorkerHost(options, startWorker = startTrainingWorker) {
    const pending = new Map();
    let worker;
    let isClosed = false;
    let lastId = 0;
    const settle = (id) => {
        const job = pending.get(id);
        pending.delete(id);
        // An idle worker does not keep the process alive.
        if (pending.size === 0)
            worker?.unref();
        return job;
    };
    const lose = (lost, error) => {
        if (worker !== lost)
            return;
        worker = undefined;
        for (const id of [...pending.keys()])
            settle(id)?.reject(error);
    };
    const start = () => {
        const started = startWorker(options);
        started.on('message', (message) => {
            if (message.kind === 'not-started')
                lose(started, crashed(message.message));
            else
                receive(message, pending, settle);
        });
        started.on('error', cause => lose(started, crashed(cause.message, cause)));
        started.on('exit', code => lose(started, crashed(`it exited with code ${code}`)));
        return started;
    };
    return {
        run: (job, onProgress = () => undefined, signal) => {
            if (isClosed)
                return Promise.reject(closed());
            if (signal?.aborted)
                return Promise.reject(signal.reason);
            worker ??= start();
            worker.ref();
            lastId += 1;
            const id = lastId;
            const cancelled = new Int32Array(new SharedArrayBuffer(4));
            worker.postMessage({ kind: 'job', id, job, cancelled });
            const abort = () => {
                Atomics.store(cancelled, 0, 1);
                settle(id)?.reject(signal?.reason);
            };
            signal?.addEventListener('abort', abort, { once: true });
            const result = new Promise((resolve, reject) => {
                pending.set(id, { cancelled, resolve, reject, onProgress });
            });
            return result.finally(() => signal?.removeEventListener('abort', abort));
        },
        close: async () => {
            isClosed = true;
            const last = worker;
            if (last === undefined)
                return;
            for (const { cancelled } of pending.values())
                Atomics.store(cancelled, 0, 1);
            lose(last, closed());
            await endWorker(last);
        },
    };
}
/** Passes a message to the job it is about; one for a job already settled (aborted) is dropped. */
function receive(message, pending, settle) {
    switch (message.kind) {
        case 'started':
            return;
        case 'progress':
            pending.get(message.id)?.onProgress(message.progress);
            return;
        case 'done':
            settle(message.id)?.resolve(message.result);
            return;
        case 'refused':
            settle(message.id)?.reject(new TrainingError(message.reason, message.message));
            return;
        case 'cancelled':
            settle(message.id);
            return;
        default:
            message;
    }
}
function crashed(what, cause) {
    const message = `the training worker died: ${what}. The next call starts a new one`;
    return new WorkerError('crashed', message, cause && { cause });
}
function closed() {
    return new WorkerError('closed', 'the worker was closed');
}
//# sourceMappingURL=worker-host.js.map