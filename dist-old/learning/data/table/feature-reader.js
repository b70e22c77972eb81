import { booleanWords, scaleOf, } from '../feature-schema.js';
import { codeFix } from '../usual-codes.js';
import { anyNumberFix, dateParser, listed, numberFix, numberParser, shown } from './cell.js';
/** Codes that a report shows for what has no code in the file. */
export const blankCode = '(blank)';
export const outOfRangeCode = '(out of range)';
/**
 * The reader of a feature. A number that `encoder` does not hold is refused; `siteCodes` are the missing codes of this
 * holder's file alone.
 */
export function openFeatureReader(feature, format, encoder, siteCodes = []) {
    switch (feature.kind) {
        case 'number':
        case 'date':
            return scaleReader(feature, format, encoder, siteCodes);
        case 'boolean':
            return booleanReader(feature, siteCodes);
        case 'category':
        case 'ordinal':
            return choiceReader(feature, siteCodes);
    }
}
const fault = (kind, found, fix) => ({
    kind: 'fault',
    fault: kind,
    found,
    fix,
});
function missingTest(feature, siteCodes, blank) {
    const codes = [...(feature.missing ?? []), ...siteCodes];
    const isImputed = feature.impute !== undefined;
    const answerFor = (code) => isImputed
        ? { kind: 'missing', code }
        : fault('not-imputed', `"${code}" means missing here`, 'the data schema must say what to impute');
    const texts = new Map(codes.map(code => [String(code), answerFor(String(code))]));
    const numbers = new Map();
    for (const code of codes) {
        const number = typeof code === 'number' ? code : Number(code === '' ? Number.NaN : code);
        if (!Number.isNaN(number))
            numbers.set(number, answerFor(String(code)));
    }
    const blankAnswer = isImputed ? { kind: 'missing', code: blankCode } : blank;
    return cell => {
        if (typeof cell === 'number')
            return Number.isNaN(cell) ? blankAnswer : numbers.get(cell);
        return cell === '' ? blankAnswer : texts.get(cell);
    };
}
function scaleReader(feature, format, encoder, siteCodes) {
    const parse = feature.kind === 'number' ? numberParser(format) : dateParser(feature.format);
    const isMissing = missingTest(feature, siteCodes, blankFault(feature));
    const check = rangeCheck(feature);
    return cell => {
        const missing = isMissing(cell);
        if (missing !== undefined)
            return missing;
        const value = typeof cell === 'number' ? numberCell(feature, cell) : parse(cell);
        if (value === undefined || !encoder.holds(value))
            return notReadable(feature, cell, value === undefined ? numberFix(String(cell)) : anyNumberFix);
        // A code such as -9 is the same code when it is written -9.0.
        return (feature.kind === 'number' ? isMissing(value) : undefined) ?? check(value);
    };
}
/** A number in a column of dates is the days of a format that stores dates, made text by its reader; else no date. */
function numberCell(feature, cell) {
    if (feature.kind === 'number')
        return cell;
    return dateParser(feature.format)(String(cell));
}
function blankFault(feature) {
    const fix = feature.kind === 'number'
        ? anyNumberFix
        : `write one as ${feature.format ?? 'YYYY-MM-DD'}, or remove the line`;
    return fault('blank', 'the field is empty', fix);
}
function notReadable(feature, cell, fix) {
    if (feature.kind === 'number')
        return fault('not-a-number', `${shown(cell)} is not a number`, codeFix(cell, fix));
    const format = feature.format ?? 'YYYY-MM-DD';
    return fault('not-a-date', `${shown(cell)} is not a date`, `write days that the calendar has as ${format}, or correct the format in the data schema`);
}
function rangeCheck(feature) {
    const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = scaleOf(feature);
    const isInteger = feature.kind === 'number' && feature.integer === true;
    const isMissing = feature.outOfRange === 'missing';
    const text = rangeText(feature);
    const written = (value) => feature.kind === 'number' ? String(value) : new Date(value * 86_400_000).toISOString().slice(0, 10);
    return value => {
        if (isInteger && !Number.isInteger(value))
            return fault('not-an-integer', `${value} is not a whole number`, 'correct it');
        if (value >= minimum && value <= maximum)
            return value;
        if (isMissing)
            return { kind: 'missing', code: outOfRangeCode };
        const fix = codeFix(feature.kind === 'number' ? value : '', 'correct it, or remove the line');
        return fault('out-of-range', `${written(value)} is ${text}`, fix);
    };
}
function rangeText({ minimum, maximum }) {
    if (minimum === undefined)
        return `above the maximum, ${maximum}`;
    if (maximum === undefined)
        return `below the minimum, ${minimum}`;
    return `outside ${minimum} to ${maximum}`;
}
function booleanReader(feature, siteCodes) {
    const { yes, no } = booleanWords(feature);
    const words = new Map([...yes.map(word => [word, 1]), ...no.map(word => [word, 0])]);
    const fix = `write one of ${listed([...yes, ...no])}`;
    const isMissing = missingTest(feature, siteCodes, fault('blank', 'the field is empty', fix));
    return cell => isMissing(cell) ??
        words.get(String(cell).toLowerCase()) ??
        fault('not-a-boolean', `${shown(cell)} is neither yes nor no`, codeFix(cell, fix));
}
function choiceReader(feature, siteCodes) {
    const places = new Map(feature.values.map((value, place) => [value, place]));
    const hasOther = feature.kind === 'category' && feature.other === true;
    const unknown = (cell) => fault('unknown-category', categoryText(String(cell), feature.values), codeFix(cell, ''));
    const isMissing = missingTest(feature, siteCodes, unknown(''));
    // A listed value is a value, even one that is blank or looks like a code.
    return cell => places.get(String(cell)) ?? isMissing(cell) ?? (hasOther ? feature.values.length : unknown(cell));
}
function categoryText(text, values) {
    return `${shown(text)} is not among its values: ${listed(values)}${spelling(text, values)}`;
}
/** A hint when only capitals, blanks or a trailing ".0" are different. */
export function spelling(text, values) {
    const plain = (word) => word.toLowerCase().replace(/\s+/g, ' ').replace(/\.0+$/, '');
    const near = values.find(value => plain(value) === plain(text));
    return near === undefined ? '' : `; the data schema writes "${near}": map it in the site's format`;
}
//# sourceMappingURL=feature-reader.js.map