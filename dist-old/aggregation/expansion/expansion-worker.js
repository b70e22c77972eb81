/** A thread of `openExpansionWorkers`: one task after another. */
import { parentPort } from 'node:worker_threads';
import { runExpansionTask } from './workers.js';
parentPort.on('message', (task) => {
    const answer = outcomeOf(task);
    parentPort.postMessage(answer);
});
function outcomeOf(task) {
    try {
        runExpansionTask(task);
        return {};
    }
    catch (error) {
        return { fault: error.message };
    }
}
//# sourceMappingURL=expansion-worker.js.map