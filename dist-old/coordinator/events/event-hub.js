const keptEvents = 20_000;
const queuedForOneReader = 5_000;
export function createEventHub(nowMs) {
    const kept = [];
    const readers = new Set();
    let sequence = nowMs() * 1000;
    return {
        publish(news) {
            sequence += 1;
            const event = { ...news, sequence, atMs: nowMs() };
            kept.push(event);
            if (kept.length > keptEvents)
                kept.splice(0, keptEvents / 4);
            for (const reader of readers)
                reader(event);
        },
        watch: (after, signal) => read(kept, readers, after, signal),
        lastSequence: () => sequence,
        close() {
            for (const reader of readers)
                reader(null);
        },
    };
}
async function* read(kept, readers, after, signal) {
    const queue = kept.filter(event => event.sequence > after);
    let isOver = signal.aborted;
    let wake = () => undefined;
    const reader = (event) => {
        if (event === null)
            isOver = true;
        else
            queue.push(event);
        if (queue.length > queuedForOneReader)
            queue.shift();
        wake();
    };
    const stop = () => reader(null);
    readers.add(reader);
    signal.addEventListener('abort', stop, { once: true });
    try {
        while (!isOver) {
            const event = queue.shift();
            if (event !== undefined)
                yield event;
            else
                await new Promise(resolve => (wake = resolve));
        }
    }
    finally {
        readers.delete(reader);
        signal.removeEventListener('abort', stop);
    }
}
//# sourceMappingURL=event-hub.js.map