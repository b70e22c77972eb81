/** What every scheme gives `partition`, and what the schemes share. */
import { countingOrder, shuffle } from '../../seeded-random.js';
export function noParts(holders) {
    return Array.from({ length: holders }, () => []);
}
export function shuffled(items, random) {
    const order = typeof items === 'number' ? countingOrder(items) : items.slice();
    shuffle(order, random);
    return order;
}
/** Adds `items` from `start` to before `end` to a part. */
export function give(part, items, start, end) {
    for (let i = start; i < end; i++)
        part.push(items[i]);
}
/** Cuts the order into holders × runsEach runs of sizes within one, and deals them. */
export function dealRuns(order, holders, runsEach, random) {
    const runs = holders * runsEach;
    const edge = (run) => Math.floor((run * order.length) / runs);
    const parts = noParts(holders);
    for (const [place, run] of shuffled(runs, random).entries())
        give(parts[place % holders], order, edge(run), edge(run + 1));
    return parts;
}
/** Gives each part its share of the items, in the order of the parts; the last takes what rounding leaves. */
export function dealShares(parts, items, shares) {
    let [sum, start] = [0, 0];
    for (const [holder, part] of parts.entries()) {
        sum += shares[holder];
        const end = holder === parts.length - 1 ? items.length : Math.round(sum * items.length);
        give(part, items, start, end);
        start = end;
    }
}
export function examplesByLabel(labels) {
    const found = new Map();
    labels.forEach((label, i) => {
        const members = found.get(label);
        if (members === undefined)
            found.set(label, [i]);
        else
            members.push(i);
    });
    return [...found.entries()]
        .sort(([left], [right]) => left - right)
        .map(([, members]) => Int32Array.from(members));
}
//# sourceMappingURL=cut.js.map