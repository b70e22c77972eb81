/** Timers that run out when a test says so, and never by themselves. */
export function openManualTimers() {
    const running = new Map();
    const awaited = new Map();
    return {
        startTimer: (delayMs, fire) => {
            running.set(fire, delayMs);
            awaited.get(delayMs)?.();
            return () => void running.delete(fire);
        },
        runOut: async (delayMs) => {
            const find = () => [...running].find(([, length]) => length === delayMs)?.[0];
            if (find() === undefined)
                await new Promise(resolve => awaited.set(delayMs, resolve));
            awaited.delete(delayMs);
            const fire = find();
            running.delete(fire);
            fire();
        },
    };
}
//# sourceMappingURL=manual-timers.js.map