/**
 * What is written down of a column's value, or of a missing one: the numbers that a model sees, or the value itself. A
 * value is what a feature reader made of a cell: a number in the column's own units, the days of a date since
 * 1970-01-01, 0 or 1, or the place of a category, "other" being the last.
 */
import { featureWidth, scaleOf, } from '../feature-schema.js';
/** A column as a model sees it: standardised, imputed, spread out. The feature's statistics must be complete. */
export function modelEncoder(feature) {
    switch (feature.kind) {
        case 'number':
        case 'date':
            return scaleEncoder(feature);
        case 'boolean':
            return booleanEncoder(feature);
        case 'category':
        case 'ordinal':
            return choiceEncoder(feature);
    }
}
/** Any column as it was read, one number a value, NaN where it is missing. */
export function rawEncoder() {
    return {
        width: 1,
        holds: isFloat,
        write: (value, row, offset) => {
            row[offset] = value;
        },
        writeMissing: (row, offset) => {
            row[offset] = Number.NaN;
        },
    };
}
function isFloat(value) {
    return Number.isFinite(Math.fround(value));
}
function scaleEncoder(feature) {
    const scale = scaleOf(feature);
    const [mean, deviation] = [scale.mean ?? 0, scale.deviation ?? 1];
    const standardised = (value) => (value - mean) / deviation;
    const stand = feature.impute === undefined ? undefined : standIn(feature);
    return {
        width: featureWidth(feature),
        holds: value => isFloat(standardised(value)),
        write: (value, row, offset) => {
            row[offset] = standardised(value);
        },
        writeMissing: (row, offset) => {
            if (stand === undefined)
                row[offset + 1] = 1;
            else
                row[offset] = standardised(stand);
        },
    };
}
/**
 * What stands for a missing number, in its own units; undefined under an indicator, whose coordinate is 1 while the
 * value's is 0. No other number is needed there: a first layer is affine, and the indicator's weight makes up for any.
 */
function standIn(feature) {
    const scale = scaleOf(feature);
    if (feature.impute === 'mean' || feature.impute === 'median' || feature.impute === 'constant')
        return scale[feature.impute];
    return undefined;
}
function booleanEncoder(feature) {
    return {
        width: featureWidth(feature),
        holds: isFloat,
        write: (value, row, offset) => {
            row[offset] = value;
        },
        writeMissing: (row, offset) => {
            if (feature.impute === 'indicator')
                row[offset + 1] = 1;
            else
                row[offset] = feature.constant === true ? 1 : 0;
        },
    };
}
function choiceEncoder(feature) {
    const write = choiceWriter(feature);
    const width = featureWidth(feature);
    const stand = Math.max(0, feature.values.indexOf(feature.constant ?? ''));
    return {
        width,
        holds: isFloat,
        write,
        writeMissing: (row, offset) => {
            if (feature.impute === 'indicator')
                row[offset + width - 1] = 1;
            else
                write(stand, row, offset);
        },
    };
}
function choiceWriter(feature) {
    const last = feature.values.length - 1;
    return feature.kind === 'ordinal'
        ? (value, row, offset) => {
            row[offset] = value / last;
        }
        : (value, row, offset) => {
            row[offset + value] = 1;
        };
}
//# sourceMappingURL=feature-encoder.js.map