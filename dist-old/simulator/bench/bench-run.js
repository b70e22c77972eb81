export const fullSizes = {
    turns: 5,
    maskingMs: 700,
    dimension: 1_000_000,
    longDimension: 10_000_000,
    few: { members: 21, dropped: 2 },
    many: { members: 101, dropped: 10 },
    memoryMembers: [5, 200],
    rounds: [
        { clients: 20, dimension: 1_000_000, dropouts: 2, lostBefore: 'input' },
        { clients: 10, dimension: 100_000, dropouts: 1, lostBefore: 'input' },
        { clients: 10, dimension: 100_000, dropouts: 1, lostBefore: 'share' },
    ],
};
export const quickSizes = {
    turns: 1,
    maskingMs: 1,
    dimension: 20_000,
    longDimension: 50_000,
    few: { members: 5, dropped: 1 },
    many: { members: 8, dropped: 1 },
    memoryMembers: [5, 20],
    rounds: [
        { clients: 5, dimension: 1000, dropouts: 1, lostBefore: 'input' },
        { clients: 5, dimension: 1000, dropouts: 1, lostBefore: 'share' },
    ],
};
/** The ring of the comparisons on time, and of the comparison on the wire. */
export const timedBits = 32;
export const wireBits = 24;
export function say(options, progress) {
    options.report?.(progress);
}
/** The value, or null with its reason noted once. */
export function noted(bench, what, attempted) {
    if (attempted.kind === 'measured')
        return attempted.value;
    if (!bench.missing.some(one => one.what === what))
        bench.missing.push({ what, reason: attempted.reason });
    return null;
}
export function ratio(numerator, denominator) {
    return numerator === null || denominator === null ? null : numerator / denominator;
}
export function milliseconds(seconds) {
    return 1000 * seconds;
}
export function memberOf(group) {
    return { state: group.members[0], signer: group.signers[0] };
}
export function neighboursIn(group) {
    return group.members.length - 1;
}
//# sourceMappingURL=bench-run.js.map