import { openWorkerHost } from '../training/worker-host.js';
/** An evaluator with a worker thread of its own, started by the first request. */
export function openEvaluator(options = {}) {
    const { startWorker, ...workerOptions } = options;
    const host = openWorkerHost(workerOptions, startWorker);
    return {
        evaluate: async (spec, parameters, dataset, signal) => {
            const done = await host.run({ kind: 'evaluate', spec, parameters, dataset }, undefined, signal);
            if (done.kind !== 'evaluate')
                throw new Error(`the worker answered an evaluation with ${done.kind}`);
            return done.result;
        },
        count: async (spec, parameters, dataset, form, signal) => {
            const done = await host.run({ kind: 'count', spec, parameters, dataset, form }, undefined, signal);
            if (done.kind !== 'count')
                throw new Error(`the worker answered a count with ${done.kind}`);
            return done.result;
        },
        close: host.close,
    };
}
//# sourceMappingURL=evaluator.js.map