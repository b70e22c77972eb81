import { isRawDataset } from '../raw-dataset.js';
import { noParts } from './cut.js';
import { PartitionError } from './partition-error.js';
/** The distinct values, numbers by size before texts by code unit: holder i has the i-th. */
export function columnValues(keys) {
    return [...new Set(Array.from(keys))].sort(byKind);
}
function byKind(left, right) {
    if (typeof left === 'number')
        return typeof right === 'number' ? left - right : -1;
    if (typeof right === 'number')
        return 1;
    return left < right ? -1 : Number(left > right);
}
export function columnCut({ holders }, keys) {
    const places = new Map(columnValues(keys).map((key, place) => [key, place]));
    return {
        draw: () => {
            const parts = noParts(holders);
            for (let i = 0; i < keys.length; i++)
                parts[places.get(keys[i])].push(i);
            return parts;
        },
        isChancy: false,
    };
}
/** The keys of a column, one for each example; refuses none, or a number that is not the examples'. */
export function requireKeys(column, keys, examples) {
    if (keys === undefined) {
        const reason = `the values of "${column}" are not given; images have no columns, and a table is to be read raw`;
        throw new PartitionError('partition.column', reason);
    }
    if (keys.length === examples)
        return keys;
    throw new PartitionError('partition.column', `${keys.length} values of "${column}" for ${examples} examples`);
}
/**
 * The value of a column for each record: a category by its name, a number as it is, a day as days since 1970-01-01,
 * a missing value as "missing". Throws `PartitionError` for data without columns or another column's name. A column
 * that the holders are told apart by stays a feature of the model unless the schema leaves it out.
 */
export function columnKeys(data, column) {
    if (!isRawDataset(data)) {
        const reason = `there is no column "${column}" in images or in records that are scaled already; read a table raw`;
        throw new PartitionError('partition.column', reason);
    }
    const { features } = data.schema;
    const place = features.findIndex(({ name }) => name === column);
    if (place < 0) {
        const names = features.slice(0, namesTold).map(({ name }) => name);
        const more = features.length > namesTold ? ', …' : '';
        throw new PartitionError('partition.column', `there is no "${column}"; the table has ${names.join(', ')}${more}`);
    }
    const values = data.records.features;
    return Array.from({ length: data.records.examples }, (_, record) => keyOf(features[place], values[record * features.length + place]));
}
const namesTold = 8;
function keyOf(feature, value) {
    if (Number.isNaN(value))
        return 'missing';
    const isNamed = feature.kind === 'category' || feature.kind === 'ordinal';
    return isNamed ? (feature.values[value] ?? 'other') : value;
}
//# sourceMappingURL=column.js.map