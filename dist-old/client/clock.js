export const systemClock = {
    nowMs: () => Date.now(),
    sleep: (durationMs, signal) => new Promise(resolve => {
        if (signal?.aborted === true) {
            resolve();
            return;
        }
        const finish = () => {
            clearTimeout(timer);
            signal?.removeEventListener('abort', finish);
            resolve();
        };
        const timer = setTimeout(finish, durationMs);
        signal?.addEventListener('abort', finish);
    }),
};
//# sourceMappingURL=clock.js.map