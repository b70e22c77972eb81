import { give, noParts, shuffled } from './cut.js';
import { PartitionError, requireWhole } from './partition-error.js';
const leastBase = 5;
export function powerLawCut(demand, scheme) {
    const { labelsPerHolder = 2, sigma = 2 } = scheme;
    const { length: classes } = demand.byLabel;
    requireWhole('partition.labelsPerHolder', labelsPerHolder, 1, classes, `; the data has ${classes} classes`);
    if (!(sigma >= 0 && Number.isFinite(sigma)))
        throw new PartitionError('partition.sigma', `zero or a positive number, not ${sigma}`, 0);
    const base = Math.max(leastBase, Math.ceil(demand.minimumExamples / labelsPerHolder));
    requireBase(demand, labelsPerHolder, base);
    return { draw: random => drawPowerLaw(demand, labelsPerHolder, base, sigma, random), isChancy: false };
}
function requireBase({ byLabel, holders }, labelsPerHolder, base) {
    const isEnough = (count) => byLabel.every(({ length }, label) => base * countOwners(label, byLabel.length, count, labelsPerHolder) <= length);
    if (isEnough(holders))
        return;
    // More holders never need less of any label, so that the first count from below that fails ends the search.
    let nearest = 0;
    while (isEnough(nearest + 1))
        nearest++;
    throw new PartitionError('holders', `${holders} holders need ${base} examples of each of their ${labelsPerHolder} labels; ` +
        (nearest > 0 ? `at most ${nearest}` : 'there is not enough for one'), nearest > 0 ? nearest : undefined);
}
/** How many of the first `holders` have a label: those at its place in the cycle, and at the places before it. */
function countOwners(label, classes, holders, labelsPerHolder) {
    let count = 0;
    for (let j = 0; j < labelsPerHolder; j++)
        count += Math.ceil(Math.max(0, holders - ((label - j + classes) % classes)) / classes);
    return count;
}
/** The holders that have a label, ascending. */
function ownersOf(label, classes, holders, labelsPerHolder) {
    const owners = [];
    for (let holder = 0; holder < holders; holder++)
        if ((label - (holder % classes) + classes) % classes < labelsPerHolder)
            owners.push(holder);
    return owners;
}
function drawPowerLaw({ byLabel, holders }, labelsPerHolder, base, sigma, random) {
    const parts = noParts(holders);
    for (const [label, members] of byLabel.entries()) {
        const order = shuffled(members, random);
        const owners = ownersOf(label, byLabel.length, holders, labelsPerHolder);
        const weights = owners.map(() => Math.exp(sigma * random.normal()));
        const sum = weights.reduce((total, weight) => total + weight, 0);
        const left = order.length - base * owners.length;
        let start = 0;
        for (const [place, holder] of owners.entries()) {
            const end = start + base + Math.floor((left * weights[place]) / sum);
            give(parts[holder], order, start, end);
            start = end;
        }
    }
    return parts;
}
//# sourceMappingURL=power-law.js.map