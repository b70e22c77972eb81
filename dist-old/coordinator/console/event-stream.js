import { consoleEvent } from './view.js';
const heartbeatMs = 15_000;
const mostStreams = 32;
export function createEventStreams(view, onError) {
    const running = new Set();
    return {
        open(response, headers, after) {
            if (running.size >= mostStreams)
                return false;
            const controller = new AbortController();
            running.add(controller);
            void pump(view, response, headers, after, controller)
                .catch(onError)
                .finally(() => running.delete(controller));
            return true;
        },
        close() {
            for (const controller of running)
                controller.abort();
        },
    };
}
/** Copies events to the response until the reader leaves, the view ends or the console closes. */
async function pump(view, response, headers, after, controller) {
    const { signal } = controller;
    response.once('close', () => controller.abort());
    response.writeHead(200, { ...headers, 'content-type': 'text/event-stream; charset=utf-8' });
    response.write(': open\n\n');
    const heartbeat = setInterval(() => response.write(': heartbeat\n\n'), heartbeatMs);
    try {
        for await (const event of view.events(after, signal)) {
            if (signal.aborted)
                break;
            const isRoomLeft = response.write(`id: ${event.sequence}\ndata: ${JSON.stringify(consoleEvent(event))}\n\n`);
            if (!isRoomLeft)
                await drained(response, signal);
        }
    }
    finally {
        clearInterval(heartbeat);
        response.end();
    }
}
/** Resolves when the response takes more, or when nobody wants more. */
function drained(response, signal) {
    return new Promise(resolve => {
        const done = () => {
            response.off('drain', done);
            signal.removeEventListener('abort', done);
            resolve();
        };
        response.once('drain', done);
        signal.addEventListener('abort', done, { once: true });
        if (signal.aborted)
            done();
    });
}
//# sourceMappingURL=event-stream.js.map