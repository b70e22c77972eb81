/**
 * What a data schema says about one column. Whatever becomes a number a model sees is decided here and is the same for
 * every holder: the place of a category, the mean a number is standardised by, what stands for a missing value. A
 * holder's own mean never does, since the same missing value would then mean another number at each site.
 */
import { z } from 'zod';
import { missingCodes } from './file-format.js';
const name = z.string().min(1).max(200);
export const distinct = (values) => new Set(values).size === values.length;
export const distinctNames = z.array(name).refine(distinct, 'names one value twice');
/** A way to impute, out of those that a kind of column has. */
function imputeBy(ways) {
    const error = (issue) => typeof issue.input === 'string' && /own|site|local/i.test(issue.input)
        ? `"${issue.input}" would give one missing value another meaning at each holder; use ${ways.join(', ')}, with public numbers in the schema`
        : `is not a way to fill in a missing value here; use ${ways.join(', ')}`;
    return z.enum(ways, { error }).optional();
}
/** How a value outside `minimum` and `maximum` is taken; refused if not given. */
const outOfRange = z.enum(['refused', 'missing']).optional();
const numberFeature = z
    .strictObject({
    name,
    kind: z.literal('number'),
    /** Standardised as (value - mean) / deviation; 0 and 1 if not given. */
    mean: z.number().optional(),
    deviation: z.number().positive().optional(),
    integer: z.boolean().optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    outOfRange,
    missing: missingCodes.optional(),
    impute: imputeBy(['mean', 'median', 'constant', 'indicator']),
    median: z.number().optional(),
    constant: z.number().optional(),
})
    .readonly();
/** Days since 1970-01-01 of a real day of the calendar written YYYY-MM-DD; undefined for anything else. */
export function dayOfIsoDate(text) {
    const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
    return match === null ? undefined : dayOf(Number(match[1]), Number(match[2]), Number(match[3]));
}
/** Days since 1970-01-01; undefined for a day that the calendar does not have. */
export function dayOf(year, month, day) {
    const date = new Date(0);
    date.setUTCFullYear(year, month - 1, day);
    const isReal = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
    return isReal ? date.getTime() / 86_400_000 : undefined;
}
const isoDate = z
    .string()
    .refine(text => dayOfIsoDate(text) !== undefined, 'is not a day of the calendar written YYYY-MM-DD');
/** Orders of a date in a file. Whatever separates the parts must do so twice. */
export const dateFormats = ['YYYY-MM-DD', 'YYYYMMDD', 'DD.MM.YYYY', 'DD/MM/YYYY', 'MM/DD/YYYY'];
const dateFeature = z
    .strictObject({
    name,
    kind: z.literal('date'),
    /** YYYY-MM-DD if not given, a time of day after it left alone. */
    format: z.enum(dateFormats).optional(),
    /** Days from `mean`, divided by `deviation` in days; 1970-01-01 and 1 if not given. */
    mean: isoDate.optional(),
    deviation: z.number().positive().optional(),
    minimum: isoDate.optional(),
    maximum: isoDate.optional(),
    outOfRange,
    missing: missingCodes.optional(),
    impute: imputeBy(['mean', 'median', 'constant', 'indicator']),
    median: isoDate.optional(),
    constant: isoDate.optional(),
})
    .readonly();
const words = distinctNames.min(1).max(100).readonly();
const booleanFeature = z
    .strictObject({
    name,
    kind: z.literal('boolean'),
    /** What is read as 1 and as 0; true, yes, 1 and false, no, 0 if not given. */
    yes: words.optional(),
    no: words.optional(),
    missing: missingCodes.optional(),
    impute: imputeBy(['constant', 'indicator']),
    constant: z.boolean().optional(),
})
    .readonly();
const categoryFeature = z
    .strictObject({
    name,
    kind: z.literal('category'),
    values: distinctNames.min(1).max(10_000).readonly(),
    /** Whether a value that is not listed counts as "other", with a place of its own; refused if not. */
    other: z.boolean().optional(),
    missing: missingCodes.optional(),
    impute: imputeBy(['constant', 'indicator']),
    constant: name.optional(),
})
    .readonly();
const ordinalFeature = z
    .strictObject({
    name,
    kind: z.literal('ordinal'),
    /** From the least to the most; the place of a value, divided so that it runs from 0 to 1, is what a model sees. */
    values: distinctNames.min(2).max(10_000).readonly(),
    missing: missingCodes.optional(),
    impute: imputeBy(['constant', 'indicator']),
    constant: name.optional(),
})
    .readonly();
/** The zod form of `TableFeature`. */
export const tableFeatureSchema = z.discriminatedUnion('kind', [
    numberFeature,
    dateFeature,
    booleanFeature,
    categoryFeature,
    ordinalFeature,
]);
/** What does not go together in a feature. With federated statistics a mean or a median may still be to come. */
export function featureFaults(feature, isFederated) {
    return [
        ...imputationFaults(feature, isFederated),
        ...rangeFaults(feature, isFederated),
        ...wordFaults(feature),
    ];
}
function imputationFaults(feature, isFederated) {
    const { impute, missing } = feature;
    if (impute === undefined)
        return missing === undefined
            ? []
            : [{ field: 'missing', message: 'says what is missing and not what to put there; add impute' }];
    const isLeft = isFederated && (impute === 'mean' || impute === 'median');
    if (impute === 'indicator' || isLeft || feature[impute] !== undefined)
        return [];
    return [
        {
            field: 'impute',
            message: `"${impute}" needs the public number it puts there; add ${impute} to the column`,
        },
    ];
}
function rangeFaults(feature, isFederated) {
    if (feature.kind !== 'number' && feature.kind !== 'date')
        return [];
    const { minimum, maximum } = feature;
    const scale = scaleOf(feature);
    const span = (scale.maximum ?? 1) - (scale.minimum ?? 0);
    const faults = [];
    if (minimum !== undefined && maximum !== undefined && !(span > 0 && Number.isFinite(span)))
        faults.push({ field: 'maximum', message: `must be above the minimum, which is ${minimum}` });
    if (feature.outOfRange !== undefined && minimum === undefined && maximum === undefined)
        faults.push({ field: 'outOfRange', message: 'needs a minimum or a maximum to be out of' });
    if (feature.outOfRange === 'missing' && feature.impute === undefined)
        faults.push({
            field: 'outOfRange',
            message: 'says what is missing and not what to put there; add impute',
        });
    if (isFederated && (minimum === undefined || maximum === undefined))
        faults.push({
            field: minimum === undefined ? 'minimum' : 'maximum',
            message: 'is needed for federated statistics, whose sums it bounds',
        });
    return faults;
}
function wordFaults(feature) {
    if (feature.kind === 'boolean') {
        const { yes, no } = booleanWords(feature);
        const both = yes.find(word => no.includes(word));
        return both === undefined ? [] : [{ field: 'no', message: `has "${both}", and so has yes` }];
    }
    if (feature.kind !== 'category' && feature.kind !== 'ordinal')
        return [];
    const { constant, values } = feature;
    if (constant === undefined || values.includes(constant))
        return [];
    return [{ field: 'constant', message: `"${constant}" is not among the values` }];
}
/** What a boolean column reads as 1 and as 0, in lower case. */
export function booleanWords({ yes, no }) {
    const lower = (words) => words.map(word => word.toLowerCase());
    return { yes: lower(yes ?? ['true', 'yes', '1']), no: lower(no ?? ['false', 'no', '0']) };
}
/** Values one column takes in an example. */
export function featureWidth(feature) {
    const indicator = feature.impute === 'indicator' ? 1 : 0;
    if (feature.kind !== 'category')
        return 1 + indicator;
    return feature.values.length + (feature.other === true ? 1 : 0) + indicator;
}
/** Names of the places that a value may be, as a feature reader numbers them. */
export function placeNames(feature) {
    switch (feature.kind) {
        case 'boolean':
            return ['no', 'yes'];
        case 'ordinal':
            return feature.values;
        case 'category':
            return feature.other === true ? [...feature.values, '(other)'] : feature.values;
        default:
            return [];
    }
}
/** The public value that is put where one is missing; undefined under an indicator, and for one still to be made. */
export function imputedValue(feature) {
    const { impute } = feature;
    if (impute === undefined || impute === 'indicator')
        return undefined;
    return feature[impute];
}
/** The public numbers of a number or a date column, as numbers. */
export function scaleOf(feature) {
    const { deviation } = feature;
    const number = (value) => typeof value === 'string' ? dayOfIsoDate(value) : value;
    return {
        mean: number(feature.mean),
        deviation,
        minimum: number(feature.minimum),
        maximum: number(feature.maximum),
        median: number(feature.median),
        constant: number(feature.constant),
    };
}
//# sourceMappingURL=feature-schema.js.map