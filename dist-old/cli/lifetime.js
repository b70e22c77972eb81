/** Ends on SIGINT and SIGTERM; a second signal ends the process at once. */
export function openLifetime() {
    const controller = new AbortController();
    const onSignal = () => {
        if (controller.signal.aborted)
            process.exit(130);
        controller.abort();
    };
    process.on('SIGINT', onSignal);
    process.on('SIGTERM', onSignal);
    return { stop: controller.signal, end: () => controller.abort() };
}
/**
 * Ends the command when stdin is closed, which the system does when the process at its other end dies, however it dies.
 */
export function followParent(world) {
    const { stdin, endLifetime } = world;
    stdin.on('end', endLifetime);
    stdin.on('close', endLifetime);
    stdin.on('error', endLifetime);
    stdin.resume();
}
export function untilStopped({ stop }) {
    return new Promise(resolve => {
        if (stop.aborted)
            return resolve();
        // Timers keep the process alive; a signal's listener does not.
        const beat = setInterval(() => undefined, 60_000);
        stop.addEventListener('abort', () => {
            clearInterval(beat);
            resolve();
        });
    });
}
//# sourceMappingURL=lifetime.js.map