/** The settings of an experiment, flat: what all runs share, and what they differ in. Pure. */
import { canonicalJson } from '../../../aggregation/crypto/index.js';
import { valueText } from '../variants.js';
/** Every setting of the runs, by the order of fields. */
export function settingsOf(runs) {
    const values = new Map();
    for (const { run } of runs)
        for (const [field, value] of flattened('', run.settings))
            values.set(field, (values.get(field) ?? new Set()).add(value));
    return [...values]
        .map(([field, set]) => ({ field, values: [...set] }))
        .sort((left, right) => (left.field < right.field ? -1 : 1));
}
/** Lists stay whole: `[10, 20]` says more than two fields with numbers. */
function flattened(path, value) {
    if (value === null || typeof value !== 'object' || Array.isArray(value))
        return [[path, Array.isArray(value) ? canonicalJson(value) : valueText(value)]];
    return Object.entries(value).flatMap(([field, inner]) => flattened(path === '' ? field : `${path}.${field}`, inner));
}
//# sourceMappingURL=settings-table.js.map