const samplesInGroup = 5;
/** Groups of one column; a file with more kinds of faults than this has one. */
const groupsInColumn = 20;
export function openFaultCollection() {
    const groups = new Map();
    const inColumn = new Map();
    let count = 0;
    const openGroup = ({ kind, place: { column }, fix }) => {
        const key = JSON.stringify([kind, column, fix]);
        const found = groups.get(key);
        if (found !== undefined)
            return found;
        const opened = inColumn.get(column) ?? 0;
        if (opened >= groupsInColumn)
            return lastOf(groups, column);
        const group = { kind, column, fix, count: 0, samples: [] };
        groups.set(key, group);
        inColumn.set(column, opened + 1);
        return group;
    };
    return {
        add: fault => {
            count += 1;
            const group = openGroup(fault);
            group.count += 1;
            const { column: _, ...place } = fault.place;
            if (group.samples.length < samplesInGroup)
                group.samples.push({ file: fault.file, ...place, found: fault.found });
        },
        count: () => count,
        groups: () => [...groups.values()].sort((left, right) => right.count - left.count),
    };
}
function lastOf(groups, column) {
    return [...groups.values()].filter(group => group.column === column).at(-1);
}
//# sourceMappingURL=fault-groups.js.map