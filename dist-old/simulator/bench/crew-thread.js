/** One worker thread of clients as something that can be asked: orders go out at once, replies come back in their order. */
import { Worker } from 'node:worker_threads';
export function openCrewThread(setup, clients) {
    const worker = new Worker(new URL('./large-round-worker.js', import.meta.url), { workerData: setup });
    const waiting = [];
    const failAll = (error) => {
        for (const one of waiting.splice(0))
            one.reject(error);
    };
    worker.on('message', (reply) => waiting.shift()?.resolve(reply));
    worker.on('error', failAll);
    worker.on('exit', code => failAll(new Error(`a thread of clients ended with ${code}`)));
    return {
        clients,
        ask: order => new Promise((resolve, reject) => {
            waiting.push({ resolve, reject });
            worker.postMessage(order);
        }),
        close: async () => {
            await worker.terminate();
        },
    };
}
//# sourceMappingURL=crew-thread.js.map