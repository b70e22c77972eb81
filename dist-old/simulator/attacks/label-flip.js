import { requireClass } from './require-class.js';
/**
 * The same examples with false labels: y becomes K - 1 - y for K classes (Fang et al. 2020), which leaves the middle one
 * of an odd number alone, or `from` becomes `to` and all others stay (Tolpegin et al. 2020). Throws `RangeError` for a label that the data has not.
 */
export function flipLabels(dataset, { from, to }) {
    const { classes, labels } = dataset;
    if (from === undefined || to === undefined)
        return { ...dataset, labels: labels.map(label => classes - 1 - label) };
    requireClass('attack.from', from, classes);
    requireClass('attack.to', to, classes);
    return { ...dataset, labels: labels.map(label => (label === from ? to : label)) };
}
//# sourceMappingURL=label-flip.js.map