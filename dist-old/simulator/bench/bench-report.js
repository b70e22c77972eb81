/** The report of `parley bench secure-aggregation`, and the goals it is held against. Times in milliseconds, medians. */
/** What the project sets itself. */
export const benchTargets = [
    { field: 'client.k20.ratioToOpenssl', least: 0.45 },
    { field: 'client.b16SpeedUp', least: 1.7 },
    { field: 'client.twoWorkerSpeedUp', least: 1.5 },
    { field: 'peers.flower.clientRatio', least: 3 },
    { field: 'peers.flower.unmaskRatioN21', least: 15 },
    { field: 'peers.flower.unmaskRatioN101', least: 40 },
    { field: 'peers.pythonAes.clientRatio', least: 1 },
    { field: 'shamir.splitMs', most: 1 },
    { field: 'shamir.combineMs', most: 0.1 },
    { field: 'signatures.secondsFor40000', most: 10 },
    { field: 'wire.ratioToFloat32', most: 0.76 },
    { field: 'server.memoryRatioN200toN5', most: 1.1 },
];
/** Every target with the figure that a report has for it. */
export function goalsOf(report, targets = benchTargets) {
    return targets.map(target => {
        const value = figureAt(report, target.field);
        const { least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY } = target;
        return { ...target, value, holds: value === null ? null : value >= least && value <= most };
    });
}
function figureAt(report, field) {
    const value = field
        .split('.')
        .reduce((part, name) => part[name], report);
    if (value === null || typeof value === 'number')
        return value;
    throw new Error(`the report has no figure "${field}"`);
}
//# sourceMappingURL=bench-report.js.map