/** Medians of work that is measured in turns, so that a busy moment of the machine falls on everything compared. */
/** Runs every work once a turn, in order; each answers its own seconds. The median of each, by its name. */
export async function interleaved(turns, works) {
    const names = Object.keys(works);
    const seconds = new Map(names.map(name => [name, []]));
    for (let turn = 0; turn < turns; turn++) {
        for (const name of names)
            seconds.get(name).push(await works[name]());
    }
    return Object.fromEntries(names.map(name => [name, median(seconds.get(name))]));
}
/** The seconds of each run of a work that is repeated for so many milliseconds; of one run at least. */
export async function repeated(forMs, work, nowMs = () => performance.now()) {
    const seconds = [];
    const endMs = nowMs() + forMs;
    do
        seconds.push(await work());
    while (nowMs() < endMs);
    return seconds;
}
/** The middle value; the mean of the two middle ones when they are even in number. Throws for none. */
export function median(values) {
    if (values.length === 0)
        throw new RangeError('nothing has no median');
    const sorted = [...values].sort((left, right) => left - right);
    const middle = Math.floor(sorted.length / 2);
    return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
/** Seconds that `work` takes. */
export function timed(work) {
    const startedAt = performance.now();
    work();
    return (performance.now() - startedAt) / 1000;
}
/** Seconds that `work` takes until its promise is kept. */
export async function timedAsync(work) {
    const startedAt = performance.now();
    await work();
    return (performance.now() - startedAt) / 1000;
}
//# sourceMappingURL=measure.js.map