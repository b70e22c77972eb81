/**
 * What a bounty says about the data it wants: the holder's files are read against it. Classes and categories are
 * listed, so that every holder numbers them alike; the mean and deviation that a number is standardised by and what
 * stands for a missing value are public and the same for all.
 *
 * Fields are added and never given a default: a document means what it meant and its canonical text stays.
 */
import { z } from 'zod';
import { describeIssues } from '../describe-issues.js';
import { DataError } from '../errors.js';
import { modelLimits } from '../models/model-spec.js';
import { distinct, distinctNames, featureFaults, featureWidth, tableFeatureSchema } from './feature-schema.js';
import { fileFormatFields, formatClash, missingCodes } from './file-format.js';
const name = z.string().min(1).max(200);
const classes = distinctNames.min(2).max(modelLimits.classes).readonly();
const imageLabel = z.strictObject({ name, classes }).readonly();
/** `missing`: codes of records that have no label; they are left out, and so are blank ones. */
const tableLabel = z.strictObject({ name, classes, missing: missingCodes.optional() }).readonly();
const imageSchema = z
    .strictObject({
    kind: z.literal('image'),
    height: z.int().min(1).max(4096),
    width: z.int().min(1).max(4096),
    channels: z.union([z.literal(1), z.literal(3)]),
    scale: z.literal('0-1'),
    /** Whether a picture of another size or colour is fitted to the declared one; refused if not. */
    resize: z.boolean().optional(),
    label: imageLabel,
})
    .readonly();
const tableSchema = z
    .strictObject({
    kind: z.literal('table'),
    ...fileFormatFields,
    /** `federated`: means, deviations and medians not given here are made from sums over all holders, before training. */
    statistics: z.literal('federated').optional(),
    features: z.array(tableFeatureSchema).min(1).max(10_000).readonly(),
    label: tableLabel,
})
    .readonly()
    .superRefine((schema, context) => {
    const names = [...schema.features.map(feature => feature.name), schema.label.name];
    if (!distinct(names)) {
        context.addIssue({ code: 'custom', message: 'names one column twice', path: ['features'] });
    }
    const clash = formatClash(schema);
    if (clash !== undefined)
        context.addIssue({ code: 'custom', message: clash, path: ['decimal'] });
    for (const [i, feature] of schema.features.entries()) {
        for (const { field, message } of featureFaults(feature, schema.statistics === 'federated'))
            context.addIssue({ code: 'custom', message, path: ['features', i, field] });
    }
});
/** The zod form of `DataSchema`. */
export const dataSchemaSchema = z.union([imageSchema, tableSchema]);
/** A checked schema from untrusted JSON or YAML; `file` says where it came from. Throws `DataError` naming each bad field. */
export function parseDataSchema(value, file) {
    const kind = value?.kind;
    if (kind !== 'image' && kind !== 'table') {
        const found = JSON.stringify(kind) ?? 'missing';
        throw new DataError(file, `the data schema's kind is ${found}; use "image" or "table"`);
    }
    const parsed = (kind === 'image' ? imageSchema : tableSchema).safeParse(value);
    if (!parsed.success) {
        throw new DataError(file, `the data schema is not acceptable: ${describeIssues(parsed.error)}`);
    }
    return parsed.data;
}
/** Shape of one example under the schema: [height, width, channels], or [columns] with categories spread out. */
export function featureShapeOf(schema) {
    if (schema.kind === 'image')
        return [schema.height, schema.width, schema.channels];
    return [schema.features.reduce((sum, feature) => sum + featureWidth(feature), 0)];
}
/** Shape and classes of the data the schema describes, as a model must have them. */
export function dataShapeOf(schema) {
    return { featureShape: featureShapeOf(schema), classes: schema.label.classes.length };
}
/** Whether statistics are to be made from the holders' sums; until then the data is there as raw records. */
export function isFederated(schema) {
    return schema.kind === 'table' && schema.statistics === 'federated';
}
/** Columns whose mean, deviation or median is still to be made from the holders' sums; none in a complete schema. */
export function columnsWithoutStatistics(schema) {
    if (!isFederated(schema))
        return [];
    return schema.features
        .filter(feature => feature.kind === 'number' || feature.kind === 'date')
        .filter(({ mean, median, impute }) => mean === undefined || (impute === 'median' && median === undefined))
        .map(feature => feature.name);
}
//# sourceMappingURL=schema.js.map