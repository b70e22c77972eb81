import { valueText } from '../variants.js';
/**
 * The label of each variant, in which swept fields are called by the end of their path where that is theirs alone:
 * `kind=shards, learningRate=0.1`. A variant without changes keeps its own.
 */
export function shortLabels(summaries) {
    const fields = [...new Set(summaries.flatMap(({ changes }) => Object.keys(changes)))];
    const names = new Map(fields.map(field => [field, shortName(field, fields)]));
    return summaries.map(({ label, changes }) => {
        const parts = Object.keys(changes).sort();
        if (parts.length === 0)
            return label;
        return parts.map(field => `${names.get(field)}=${valueText(changes[field])}`).join(', ');
    });
}
function shortName(field, fields) {
    const parts = field.split('.');
    for (let kept = 1; kept < parts.length; kept++) {
        const name = parts.slice(-kept).join('.');
        if (fields.every(other => other === field || (other !== name && !other.endsWith(`.${name}`))))
            return name;
    }
    return field;
}
//# sourceMappingURL=short-labels.js.map