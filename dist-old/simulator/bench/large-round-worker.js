/** A thread of virtual clients: takes orders of `large-round.ts` one after another and answers each. */
import { parentPort, workerData } from 'node:worker_threads';
import { openCrew } from './virtual-client.js';
const crew = openCrew(workerData);
parentPort.on('message', ({ stage, clients, downlink }) => {
    const uplink = clients.map((client, i) => crew.answer(stage, client, downlink[i] ?? new Uint8Array(0)));
    const reply = { uplink };
    parentPort.postMessage(reply);
});
//# sourceMappingURL=large-round-worker.js.map