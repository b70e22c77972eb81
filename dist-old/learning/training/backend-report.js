/** What each backend says for itself on this machine, for `parley doctor`. */
import { backendNames } from './backends.js';
import { endWorker, startTrainingWorker } from './worker-host.js';
/** Starts each backend in a worker of its own, one after another, the fastest first. */
export async function backendReport(insisted) {
    const entries = [];
    let chosen;
    for (const name of backendNames) {
        const entry = await tryBackend(name);
        if (entry.state === 'available' && insisted === undefined)
            chosen ??= name;
        if (entry.state !== 'unavailable' && insisted === name)
            chosen = name;
        entries.push(chosen === name ? { ...entry, state: 'chosen' } : entry);
    }
    return entries;
}
/** Whether a backend can be used here, as a worker finds that insists on it. */
export async function tryBackend(name) {
    const worker = startTrainingWorker({ backend: name });
    const entry = await new Promise(resolve => {
        const refuse = (detail) => resolve({ name, state: 'unavailable', detail });
        worker.on('message', (message) => {
            if (message.kind === 'not-started')
                refuse(message.reason);
            if (message.kind !== 'started')
                return;
            resolve({
                name,
                state: message.isSoftwareRenderer ? 'on-request' : 'available',
                detail: message.detail,
            });
        });
        worker.on('error', ({ message }) => refuse(message));
        worker.on('exit', code => refuse(`its worker exited with code ${code}`));
    });
    await endWorker(worker);
    return entry;
}
//# sourceMappingURL=backend-report.js.map