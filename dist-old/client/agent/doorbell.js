/**
 * Listens to the events of the coordinator while somebody waits and `signal` lasts. The bell only saves time: a stream
 * that breaks is opened again at the next wait, and whoever waits looks for itself.
 */
export function openDoorbell(port, clock, signal) {
    let after = 0;
    let listening;
    let ring = () => undefined;
    const listen = async (ears) => {
        try {
            const events = port.watch({ bountyId: '', after }, AbortSignal.any([signal, ears.signal]));
            for await (const event of events) {
                after = event.sequence;
                if (event.kind === 'bounty-posted')
                    ring();
            }
        }
        finally {
            if (listening === ears)
                listening = undefined;
        }
    };
    return {
        async wait(longestMs) {
            const waking = new AbortController();
            ring = () => waking.abort();
            if (listening === undefined) {
                listening = new AbortController();
                listen(listening).catch(() => undefined);
            }
            await clock.sleep(longestMs, AbortSignal.any([signal, waking.signal]));
            ring = () => undefined;
        },
        rest() {
            listening?.abort();
            listening = undefined;
        },
    };
}
//# sourceMappingURL=doorbell.js.map