import { shareDataset } from '../data/dataset.js';
import { openWorkerHost } from './worker-host.js';
/** Makes a dataset ready for trainers and evaluators. One that a reader made is used as it is; another is copied once. */
export function loadDataset(dataset) {
    return shareDataset(dataset);
}
/** A trainer with a worker thread of its own, started by the first request. */
export function openTrainer(options = {}) {
    const { startWorker, ...workerOptions } = options;
    const host = openWorkerHost(workerOptions, startWorker);
    return {
        train: async ({ dataset, ...settings }, onProgress, signal) => {
            const done = await host.run({ kind: 'train', settings, dataset }, onProgress, signal);
            if (done.kind !== 'train')
                throw new Error(`the worker answered a training with ${done.kind}`);
            return done.result;
        },
        close: host.close,
    };
}
//# sourceMappingURL=trainer.js.map