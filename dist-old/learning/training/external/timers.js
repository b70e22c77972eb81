export const systemTimer = (delayMs, fire) => {
    const timer = setTimeout(fire, delayMs);
    return () => clearTimeout(timer);
};
export const defaultWaits = {
    helloMs: 60_000,
    silenceMs: 120_000,
    jobMs: 3_600_000,
    graceMs: 5_000,
};
//# sourceMappingURL=timers.js.map