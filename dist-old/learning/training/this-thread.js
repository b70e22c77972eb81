/** Training and evaluation in the thread that asks, for threads that do nothing else. */
import { WorkerError } from '../errors.js';
import { count, evaluate } from '../evaluation/evaluate.js';
import { startBackend } from './backends.js';
import { trainLocally } from './train-locally.js';
/**
 * Starts a backend in this thread and computes on it: the event loop stands still meanwhile. Rejects with `BackendError`.
 * Aborting is seen between steps.
 */
export async function computeInThisThread(wanted) {
    const backend = await startBackend(wanted);
    const isAborted = (signal) => () => signal?.aborted === true;
    const finished = (result, signal) => {
        if (result !== undefined)
            return result;
        throw signal?.reason ?? new WorkerError('closed', 'it was given up');
    };
    const close = async () => undefined;
    return {
        backend,
        trainer: {
            train: async ({ dataset, ...settings }, onProgress = () => undefined, signal) => {
                const hooks = { onProgress, isCancelled: isAborted(signal), nowMs: () => performance.now() };
                return finished(await trainLocally(settings, dataset, hooks), signal);
            },
            close,
        },
        evaluator: {
            evaluate: async (spec, parameters, dataset, signal) => finished(await evaluate(spec, parameters, dataset, isAborted(signal)), signal),
            count: async (spec, parameters, dataset, form, signal) => finished(await count(spec, parameters, dataset, form, isAborted(signal)), signal),
            close,
        },
    };
}
//# sourceMappingURL=this-thread.js.map