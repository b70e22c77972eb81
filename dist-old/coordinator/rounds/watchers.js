export function openWatchers(after) {
    const watching = new Set();
    return {
        notify() {
            for (const watcher of [...watching])
                watcher();
        },
        async wait(isReady, waitMs) {
            if (isReady())
                return true;
            return new Promise(resolve => {
                const finish = (answer) => {
                    cancel();
                    watching.delete(look);
                    resolve(answer);
                };
                const look = () => {
                    if (isReady())
                        finish(true);
                };
                const cancel = after(waitMs, () => finish(isReady()));
                watching.add(look);
            });
        },
    };
}
//# sourceMappingURL=watchers.js.map