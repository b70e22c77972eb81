/** The real clock and the system's randomness. */
export function realWorld(random) {
    return {
        nowMs: () => Date.now(),
        after: (delayMs, action) => {
            const timer = setTimeout(action, delayMs);
            timer.unref();
            return () => clearTimeout(timer);
        },
        random,
    };
}
//# sourceMappingURL=world.js.map