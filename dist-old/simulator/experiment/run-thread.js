/** A thread that plays runs as something that can be asked, one order at a time. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
export function openRunThread() {
    let worker;
    let isStopped = false;
    return {
        ask: async (order, report = () => undefined) => {
            if (isStopped)
                return { kind: 'interrupted', seconds: 0 };
            worker ??= new Worker(new URL('./run-worker.js', import.meta.url));
            const reply = await replyOf(worker, order, report);
            if (reply === undefined)
                worker = undefined;
            return reply ?? deadReply;
        },
        stop: () => {
            isStopped = true;
            worker?.postMessage({ kind: 'stop' });
        },
        close: async () => {
            await worker?.terminate();
        },
    };
}
const deadReply = {
    kind: 'failed',
    seconds: 0,
    failure: {
        name: 'WorkerError',
        message: 'its thread died, as one that runs out of memory does; try fewer --workers or a smaller model',
    },
};
/** Undefined when the thread died over the order. */
async function replyOf(worker, order, report) {
    const ended = new AbortController();
    const exit = once(worker, 'exit', { signal: ended.signal }).then(() => undefined, () => undefined);
    const reply = new Promise(resolve => {
        const onMessage = (message) => {
            if (isReport(message))
                return report(message);
            worker.off('message', onMessage);
            resolve(message);
        };
        worker.on('message', onMessage);
        worker.postMessage(order);
    });
    const first = await Promise.race([reply, exit]);
    ended.abort();
    return first;
}
function isReport(message) {
    return message.kind === 'started' || message.kind === 'round' || message.kind === 'progress';
}
//# sourceMappingURL=run-thread.js.map