/** A thread that plays runs, one after the other: training and evaluation happen in it. */
import { parentPort } from 'node:worker_threads';
import { checkRun } from '../engine/index.js';
import { loadModules } from './load-modules.js';
import { playToDisk } from './play-to-disk.js';
const port = parentPort;
const controller = new AbortController();
const send = (message) => port.postMessage(message);
port.on('message', async (order) => {
    if (order.kind === 'stop')
        return controller.abort();
    const startedMs = performance.now();
    const seconds = () => (performance.now() - startedMs) / 1000;
    try {
        await loadModules(order.run.experiment.modules);
        send(await carryOut(order, seconds));
    }
    catch (error) {
        send(controller.signal.aborted
            ? { kind: 'interrupted', seconds: seconds() }
            : { kind: 'failed', failure: failureOf(error), seconds: seconds() });
    }
});
async function carryOut(order, seconds) {
    if (order.kind === 'check') {
        await checkRun(order.run);
        return { kind: 'checked' };
    }
    const { run, folder, backend } = order;
    const isFinished = await playToDisk(run, {
        folder,
        signal: controller.signal,
        nowMs: () => performance.now(),
        report: send,
        ...(backend === undefined ? {} : { backend }),
    });
    return { kind: isFinished ? 'finished' : 'interrupted', seconds: seconds() };
}
/** Errors cross threads without their class. */
function failureOf(error) {
    const { name, message, field } = (error instanceof Error ? error : new Error(String(error)));
    return { name, message, ...(typeof field === 'string' ? { field } : {}) };
}
//# sourceMappingURL=run-worker.js.map