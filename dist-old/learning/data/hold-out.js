/**
 * Keeps some of a holder's records out of training, to evaluate on. Which ones follows from the seed, the sizes and the
 * classes alone, so that a holder that starts again holds out the same records as before: none that is evaluated on is
 * ever trained on. That needs the records in the same order, as a reader gives them from the same files; a record that
 * is there twice may be on both sides.
 */
import { toHex } from '../../aggregation/crypto/index.js';
import { countingOrder, openSeededRandom, shuffle } from '../seeded-random.js';
import { selectExamples } from './dataset.js';
/**
 * Cuts a dataset in two, each in the order of the whole. `permille` (1 to 999) of the examples are held out, to the nearest
 * whole number but at least one on either side. Under classification this holds class by class, so that a rare class
 * with two examples is on both sides, and more may be held out of many rare classes; classes of one example are cut
 * together. Throws `RangeError` for another share. The seed is public, such as the id of a bounty; other seeds give
 * other cuts.
 */
export function holdOut(dataset, permille, seed) {
    if (!Number.isInteger(permille) || permille < 1 || permille > 999)
        throw new RangeError(`the share held out is 1 to 999 thousandths, not ${permille}`);
    if (dataset.examples < 2)
        return { training: dataset, heldOut: undefined };
    const random = openSeededRandom(0, `hold out ${typeof seed === 'string' ? seed : toHex(seed)}`);
    const isHeldOut = new Uint8Array(dataset.examples);
    const { classes, singles } = strataOf(dataset);
    const cut = (stratum, count) => {
        shuffle(stratum, random);
        for (const i of stratum.subarray(0, count))
            isHeldOut[i] = 1;
    };
    for (const stratum of classes)
        cut(stratum, bothSides(stratum.length, permille));
    cut(singles, classes.length > 0 ? share(singles.length, permille) : bothSides(singles.length, permille));
    const all = countingOrder(dataset.examples);
    return {
        training: selectExamples(dataset, all.filter(i => isHeldOut[i] === 0)),
        heldOut: selectExamples(dataset, all.filter(i => isHeldOut[i] === 1)),
    };
}
function share(count, permille) {
    return Math.round((count * permille) / 1000);
}
/** The same of two or more, with one at least on either side. */
function bothSides(count, permille) {
    return Math.min(count - 1, Math.max(1, share(count, permille)));
}
/** What is cut by itself: classes of two examples or more, and those of one together; other tasks as a whole. */
function strataOf(dataset) {
    if (dataset.task !== undefined && dataset.task !== 'classification')
        return { classes: [countingOrder(dataset.examples)], singles: new Int32Array(0) };
    const members = Array.from({ length: dataset.classes }, () => []);
    for (const [i, label] of dataset.labels.entries())
        members[label].push(i);
    return {
        classes: members.filter(({ length }) => length > 1).map(found => Int32Array.from(found)),
        singles: Int32Array.from(members.filter(({ length }) => length === 1).flat()),
    };
}
//# sourceMappingURL=hold-out.js.map