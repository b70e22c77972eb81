/**
 * Every holder has examples of k labels alone (NIID-Bench "#C=k", Li et al. 2022, section 4.1): holder i has label
 * i mod K and k - 1 other labels drawn at random, and the examples of a label are divided equally among those that have
 * it. A label that nobody has stays out, which takes fewer holders than labels.
 */
import { countingOrder, shuffle } from '../../seeded-random.js';
import { give, noParts, shuffled } from './cut.js';
import { requireWhole } from './partition-error.js';
export function labelsCut(demand, labelsPerHolder) {
    const { length: classes } = demand.byLabel;
    const field = 'partition.labelsPerHolder';
    requireWhole(field, labelsPerHolder, 1, classes, `; the data has ${classes} classes`);
    return {
        draw: random => drawLabels(demand, labelsPerHolder, random),
        isChancy: labelsPerHolder > 1 && labelsPerHolder < classes,
        lever: {
            field,
            value: labelsPerHolder,
            others: Array.from({ length: classes - labelsPerHolder }, (_, i) => labelsPerHolder + 1 + i),
            change: value => ({ kind: 'labels', labelsPerHolder: value }),
        },
    };
}
function drawLabels({ byLabel, holders }, labelsPerHolder, random) {
    const owners = byLabel.map(() => []);
    for (let holder = 0; holder < holders; holder++)
        for (const label of labelsOf(holder, byLabel.length, labelsPerHolder, random))
            owners[label].push(holder);
    const parts = noParts(holders);
    for (const [label, members] of byLabel.entries()) {
        const order = shuffled(members, random);
        const edge = (place) => Math.floor((place * order.length) / owners[label].length);
        for (const [place, holder] of owners[label].entries())
            give(parts[holder], order, edge(place), edge(place + 1));
    }
    return parts;
}
/** The holder's own label, and distinct others: the first of a random order of the rest. */
function labelsOf(holder, classes, labelsPerHolder, random) {
    const own = holder % classes;
    const others = countingOrder(classes).filter(label => label !== own);
    shuffle(others, random);
    return [own, ...others.subarray(0, labelsPerHolder - 1)];
}
//# sourceMappingURL=labels.js.map