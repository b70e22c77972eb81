/** Runs that differ in nothing but their seed. Pure. */
import { canonicalJson } from '../../aggregation/crypto/index.js';
/** The combinations of swept values in the order in which they first appear. The seed may be among the changes of a run. */
export function variantsOf(runs) {
    const variants = new Map();
    for (const run of runs) {
        const { seed: _, ...changes } = run.run.changes;
        const key = canonicalJson([run.run.experiment, changes]);
        const variant = variants.get(key) ?? { changes, runs: [] };
        variant.runs.push(run);
        variants.set(key, variant);
    }
    return [...variants.values()].map(each => ({ label: labelOf(each.changes, each.runs[0]), ...each }));
}
/** Every field that is swept in some run, by name. */
export function sweptFields(runs) {
    const fields = new Set(runs.flatMap(({ run }) => Object.keys(run.changes)));
    fields.delete('seed');
    return [...fields].sort();
}
/** A value of the settings as text; text stands for itself. */
export function valueText(value) {
    return typeof value === 'string' ? value : canonicalJson(value);
}
function labelOf(changes, { run }) {
    const fields = Object.entries(changes).sort(([left], [right]) => (left < right ? -1 : 1));
    if (fields.length === 0)
        return run.experiment;
    // A named variant says by its name what it changes.
    return fields
        .map(([field, value]) => (field === 'variant' ? valueText(value) : `${field}=${valueText(value)}`))
        .join(', ');
}
//# sourceMappingURL=variants.js.map