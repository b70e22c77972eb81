/** A thread that trains by the plain loops, as the trainer's own worker trains by ours. */
import { parentPort, workerData } from 'node:worker_threads';
import { startBackend } from '../../learning/index.js';
if (parentPort === null)
    throw new Error('this module runs in a worker that openPlainTrainer starts');
const port = parentPort;
const { stop } = await startBackend(workerData.backend);
// The library is loaded after its backend, as the trainer's worker does it.
const { openPlainLoop } = await import('./plain-loops.js');
const loops = new Map();
port.on('message', async (request) => {
    if (request.kind === 'end') {
        stop();
        port.close();
        return;
    }
    const { network, dataset, batchSize } = request;
    const loop = loops.get(network) ?? openPlainLoop(network);
    loops.set(network, loop);
    const startedAt = performance.now();
    const loss = await loop.epoch(dataset, batchSize);
    port.postMessage({ seconds: (performance.now() - startedAt) / 1000, loss });
});
//# sourceMappingURL=plain-worker.js.map