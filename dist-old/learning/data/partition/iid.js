import { dealRuns, shuffled } from './cut.js';
/** A random deal; sizes differ by one at most, so that nobody is short while there is enough for all. */
export function iidCut({ labels, holders }) {
    return {
        draw: random => dealRuns(shuffled(labels.length, random), holders, 1, random),
        isChancy: false,
    };
}
//# sourceMappingURL=iid.js.map