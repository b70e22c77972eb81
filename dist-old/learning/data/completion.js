/** Raw records and the schema that was completed from the holders' sums: whether it is one, and what the records become. */
import { isDeepStrictEqual } from 'node:util';
import { DataError } from '../errors.js';
import { allocateDataset } from './dataset.js';
import { imputedValue, scaleOf } from './feature-schema.js';
import { dataShapeOf, isFederated } from './schema.js';
import { modelEncoder } from './table/feature-encoder.js';
/**
 * Whether `completed` is `schema` with the statistics that it left open: a mean for every number and date, a median where
 * one is imputed, a deviation unless the column is constant. Whatever the schema states must stand there unchanged, and
 * nothing else may. The numbers must be ones that records in the column's range can have, up to the rounding in which
 * they are written: a scale from elsewhere could make the records of one holder overflow, and so ask what they hold.
 * Says nothing more about where the numbers come from. A schema without federated statistics is completed
 * by itself alone.
 */
export function isCompletionOf(schema, completed) {
    if (!isFederated(schema))
        return isDeepStrictEqual(completed, schema);
    const { statistics: _, features, ...rest } = schema;
    const { features: found, ...foundRest } = completed;
    return (isDeepStrictEqual(foundRest, rest) &&
        found.length === features.length &&
        features.every((feature, i) => isCompletedFeature(feature, found[i])));
}
function isCompletedFeature(feature, found) {
    const added = {};
    for (const field of openFields(feature)) {
        const value = found[field];
        if (value !== undefined)
            added[field] = value;
        else if (field !== 'deviation')
            return false;
    }
    return isDeepStrictEqual(found, { ...feature, ...added }) && isPossible(feature, found);
}
/** Records of one table have a deviation of a step of their rounding over this, or more; see `statistics.ts`. */
const rootOfMostRecords = 2 ** 16;
function isPossible(feature, found) {
    const open = openFields(feature);
    if ((found.kind !== 'number' && found.kind !== 'date') || open.length === 0)
        return true;
    const { minimum, maximum, mean, median = mean, deviation } = scaleOf(found);
    if (minimum === undefined || maximum === undefined || mean === undefined)
        return false;
    const span = maximum - minimum;
    // What is written is rounded, a date to a whole day.
    const slack = span / 100 + (found.kind === 'date' ? 1 : 0);
    const made = [open.includes('mean') ? mean : undefined, open.includes('median') ? median : undefined];
    const isInside = made.every(value => value === undefined || (value >= minimum - slack && value <= maximum + slack));
    if (deviation === undefined || !open.includes('deviation'))
        return isInside;
    const least = span / (2 ** 16 - 1) / rootOfMostRecords / 2;
    return isInside && deviation >= least && deviation <= span / 2 + slack;
}
function openFields(feature) {
    if (feature.kind !== 'number' && feature.kind !== 'date')
        return [];
    const fields = ['mean', 'deviation', ...(feature.impute === 'median' ? ['median'] : [])];
    return fields.filter(field => feature[field] === undefined);
}
/**
 * The records as a model takes them: each as if it had been read with the completed schema, but for the rounding of a raw
 * value to 32 bits. Throws `DataError` for a schema that does not complete the records' own, and for a value that its
 * mean and deviation make too large.
 */
export function completeDataset(raw, completed) {
    if (!isCompletionOf(raw.schema, completed)) {
        throw new DataError('the completed data schema', 'it does not complete the schema that the records were read with; only statistics left open may be added');
    }
    const { records } = raw;
    const { featureShape, classes } = dataShapeOf(completed);
    const dataset = allocateDataset(records.examples, featureShape, classes);
    const encoders = completed.features.map(modelEncoder);
    encodeRecords(raw, encoders, dataset);
    dataset.labels.set(records.labels);
    return dataset;
}
function encodeRecords({ schema, records }, encoders, { features: encoded, featureShape }) {
    const { features, examples } = records;
    const [columns, width] = [encoders.length, featureShape[0]];
    for (let record = 0; record < examples; record++) {
        let offset = record * width;
        for (let column = 0; column < columns; column++) {
            const encoder = encoders[column];
            const value = features[record * columns + column];
            if (Number.isNaN(value))
                encoder.writeMissing(encoded, offset);
            else if (encoder.holds(value))
                encoder.write(value, encoded, offset);
            else
                throw tooLarge(schema, column, record, value);
            offset += encoder.width;
        }
    }
}
function tooLarge({ features }, column, record, value) {
    const fault = `${value} is no number of 32 bits once it is standardised by the completed schema`;
    return new DataError('the records', fault, { row: record + 1, column: features[column].name });
}
/** What was imputed in the records, column by column in the schema's order. `completed` is a completion of their schema. */
export function imputationOf(raw, completed) {
    const { features, examples } = raw.records;
    const missing = completed.features.map(() => 0);
    for (let i = 0; i < features.length; i++)
        if (Number.isNaN(features[i]))
            missing[i % missing.length] += 1;
    return completed.features.map((feature, column) => ({
        name: feature.name,
        missing: missing[column],
        records: examples,
        how: feature.impute,
        value: imputedValue(feature),
    }));
}
//# sourceMappingURL=completion.js.map