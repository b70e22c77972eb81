import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
/** A worker thread that trains by the plain loops on a backend. One request at a time. */
export function openPlainTrainer(backend) {
    const worker = new Worker(new URL('./plain-worker.js', import.meta.url), {
        workerData: { backend },
    });
    const say = (request) => worker.postMessage(request);
    return {
        epoch: async (network, dataset, batchSize) => {
            // Rejects with the thread's error instead, if there is one.
            const answered = once(worker, 'message');
            say({ kind: 'epoch', network, dataset, batchSize });
            const [answer] = await answered;
            return answer;
        },
        close: async () => {
            const ended = once(worker, 'exit');
            say({ kind: 'end' });
            await ended;
        },
    };
}
//# sourceMappingURL=plain-trainer.js.map