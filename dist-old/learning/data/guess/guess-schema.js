/**
 * A data schema to start from, guessed from one file: kinds of columns, ranges, words for nothing. A guess is for a person
 * to correct, and says where it is unsure. It is made from records: what it says of their ranges and means must not leave
 * the holder's machine unread.
 */
import { DataError } from '../../errors.js';
import { booleanWords } from '../feature-schema.js';
import { openTable } from '../open-table.js';
import { isSuspicious } from '../report/running-summary.js';
import { parseDataSchema } from '../schema.js';
import { ambiguousWords } from '../usual-codes.js';
import { openColumnProfiler, } from './column-profile.js';
import { guessTextFormat } from './text-format.js';
/** Reads the whole file and guesses. Throws `DataError` where there is nothing to go by, such as no column of classes. */
export async function guessTableSchema(file, options = {}) {
    const textFormat = /\.(csv|txt|tsv)$/i.test(file) ? await guessTextFormat(file) : {};
    const profiles = await profileColumns(file, textFormat);
    const label = chooseLabel(file, profiles, options.label);
    const guesses = profiles.filter(profile => profile !== label).map(profile => guessFeature(profile, options));
    const kept = guesses.filter(guess => guess.kind === 'feature');
    if (kept.length === 0)
        throw new DataError(file, 'no column of it looks like a feature');
    const format = { ...textFormat, ...commonFormat(profiles, kept) };
    const schema = {
        kind: 'table',
        ...format,
        ...(options.isFederated === true ? { statistics: 'federated' } : {}),
        features: kept.map(guess => guess.feature),
        label: labelOf(label),
    };
    return {
        schema: parseDataSchema(schema, file),
        notes: new Map(kept.flatMap(({ feature, note }) => (note === undefined ? [] : [[feature.name, note]]))),
        leftOut: guesses.filter(guess => guess.kind === 'left-out'),
    };
}
async function profileColumns(file, format) {
    const { source } = openTable(file, format);
    let profilers = [];
    const everything = (header) => {
        const repeated = header.find((name, place) => header.indexOf(name) < place);
        if (repeated !== undefined)
            throw new DataError(file, 'the header names it twice; rename or remove one', { column: repeated });
        profilers = header.map(openColumnProfiler);
        return new Set(header.keys());
    };
    let rows = 0;
    for await (const part of source.open(everything)) {
        if (part.kind === 'header')
            continue;
        for (let i = 0; i < part.count; i++) {
            const row = part.row(i);
            for (const [place, profiler] of profilers.entries())
                profiler.add(row[place] ?? '');
        }
        rows += part.count;
    }
    if (rows === 0)
        throw new DataError(file, 'it holds no examples');
    return profilers.map(profiler => profiler.profile());
}
const labelNames = /^(label|outcome|target|class|diagnosis|result|y)$/i;
const mostClasses = 20;
function chooseLabel(file, profiles, wanted) {
    const couldBe = ({ distinct }) => distinct !== undefined && distinct.size >= 2 && distinct.size <= mostClasses;
    const chosen = wanted === undefined
        ? (profiles.find(profile => labelNames.test(profile.name) && couldBe(profile)) ??
            profiles.findLast(couldBe))
        : profiles.find(({ name }) => name === wanted);
    if (chosen === undefined) {
        const names = profiles.map(({ name }) => name).join(', ');
        const fault = wanted === undefined
            ? `no column looks like one of classes; name it with --label. The columns are ${names}`
            : `it has no column "${wanted}"; the columns are ${names}`;
        throw new DataError(file, fault);
    }
    if (!couldBe(chosen))
        throw new DataError(file, 'it has fewer than two values or too many to be classes', {
            column: chosen.name,
        });
    return chosen;
}
function labelOf({ name, distinct, missingWords, blanks }) {
    const codes = [...missingWords, ...(blanks > 0 ? [''] : [])];
    return { name, classes: sortedNames(distinct.keys()), ...(codes.length === 0 ? {} : { missing: codes }) };
}
function sortedNames(names) {
    return [...names].sort((left, right) => left.localeCompare(right, 'en', { numeric: true }));
}
const identifierNames = /(^|_|\b)(id|mrn|ssn|nhs|name|surname|patient|email|phone|address|zip|postcode)($|_|\b)/i;
const mostCategories = 50;
const mostCodes = 6;
function guessFeature(profile, options) {
    const { name, present, distinct, numbers, dates, isUnique } = profile;
    const leaveOut = (reason) => ({ kind: 'left-out', name, reason });
    if (name === '' || name.length > 200)
        return leaveOut('it has no name that a schema can use');
    if (present === 0)
        return leaveOut('it is empty');
    if (distinct?.size === 1)
        return leaveOut(`it is ${[...distinct.keys()][0]} wherever it is anything`);
    if (identifierNames.test(name))
        return leaveOut('its name is that of an identifier');
    if (isUnique && numbers === undefined && dates === undefined)
        return leaveOut('every value occurs once, as identifiers and free text do');
    if (dates !== undefined && (numbers === undefined || dates.format !== 'YYYYMMDD'))
        return { kind: 'feature', feature: dateFeature(profile, dates, options) };
    if (isBoolean(profile))
        return { kind: 'feature', feature: booleanFeature(profile) };
    if (numbers !== undefined && !isCoded(profile, numbers))
        return numberGuess(profile, numbers, options);
    if (distinct === undefined || distinct.size > mostCategories)
        return leaveOut('it has too many different texts to be categories');
    const note = numbers === undefined ? undefined : 'numbers with few values: codes of categories, or counts?';
    return { kind: 'feature', feature: categoryFeature(profile), ...(note === undefined ? {} : { note }) };
}
/** Few whole numbers, each often: rather codes than counts. */
function isCoded({ distinct, present }, { areIntegers }) {
    return areIntegers && distinct !== undefined && distinct.size <= mostCodes && present >= 4 * distinct.size;
}
function isBoolean({ name, distinct }) {
    if (distinct === undefined || distinct.size > 2)
        return false;
    const { yes, no } = booleanWords({ name, kind: 'boolean' });
    const words = [...distinct.keys()].map(word => word.toLowerCase());
    return words.every(word => yes.includes(word) || no.includes(word));
}
/** Codes beside blanks, and what to do about missing values; nothing where none is missing. */
function missingParts({ blanks, missingWords }, codes = []) {
    const missing = [...missingWords, ...codes];
    return {
        isImputed: blanks > 0 || missing.length > 0,
        missing: missing.length > 0 ? { missing } : {},
    };
}
function booleanFeature(profile) {
    const { isImputed, missing } = missingParts(profile);
    return { name: profile.name, kind: 'boolean', ...missing, ...(isImputed ? { impute: 'indicator' } : {}) };
}
/** Among texts, a word such as "none" is rather an answer. */
function categoryFeature(profile) {
    const isAnswer = (word) => ambiguousWords.has(word.toLowerCase());
    const missingWords = profile.missingWords.filter(word => !isAnswer(word));
    const { isImputed, missing } = missingParts({ ...profile, missingWords });
    const impute = isImputed ? { impute: 'indicator' } : {};
    const values = sortedNames([...profile.distinct.keys(), ...profile.missingWords.filter(isAnswer)]);
    return { name: profile.name, kind: 'category', values, ...missing, ...impute };
}
function dateFeature(profile, { format, summary }, options) {
    const { isImputed, missing } = missingParts(profile);
    const yearOf = (day) => new Date(day * 86_400_000).getUTCFullYear();
    const startOf = (year) => `${String(year).padStart(4, '0')}-01-01`;
    const spread = summary.deviation > 0 ? { deviation: twoDigits(summary.deviation) } : {};
    return {
        name: profile.name,
        kind: 'date',
        ...(format === 'YYYY-MM-DD' ? {} : { format }),
        ...(options.isFederated === true ? {} : { mean: startOf(yearOf(summary.mean)), ...spread }),
        minimum: startOf(yearOf(summary.minimum.value)),
        maximum: startOf(yearOf(summary.maximum.value) + 1),
        ...missing,
        ...(isImputed ? { impute: 'indicator' } : {}),
    };
}
function numberGuess(profile, numbers, options) {
    const { summary, areIntegers } = numbers;
    const code = suspiciousCode(summary);
    const { isImputed, missing } = missingParts(profile, code === undefined ? [] : [code]);
    const [low, high] = rangeBeside(summary, code);
    const scale = options.isFederated === true
        ? {}
        : {
            mean: twoDigits(summary.mean),
            ...(summary.deviation > 0 ? { deviation: twoDigits(summary.deviation) } : {}),
        };
    const feature = {
        name: profile.name,
        kind: 'number',
        ...scale,
        ...(areIntegers ? { integer: true } : {}),
        ...niceRange(low, high),
        ...missing,
        ...(isImputed ? { impute: 'mean' } : {}),
    };
    const note = code === undefined ? undefined : `${code} stands apart from all other values: taken for a code`;
    return { kind: 'feature', feature, ...(note === undefined ? {} : { note }) };
}
/** An end of the range that looks like a code for nothing: see the same guess in reports. */
function suspiciousCode(summary) {
    const spread = summary.quantile(0.75) - summary.quantile(0.25);
    return [summary.minimum, summary.maximum].find(extreme => isSuspicious(extreme, spread))?.value;
}
function rangeBeside({ minimum, maximum }, code) {
    return [
        minimum.value === code ? minimum.next : minimum.value,
        maximum.value === code ? maximum.next : maximum.value,
    ];
}
function twoDigits(value) {
    return Number(value.toPrecision(2));
}
/** The range, widened by a tenth to round numbers, so that it says less of single records and refuses fewer of others. */
function niceRange(low, high) {
    const span = high > low ? high - low : Math.max(1, Math.abs(high));
    const unit = 10 ** Math.floor(Math.log10(span / 2));
    const margin = span / 10;
    const minimum = Math.floor((low - margin) / unit) * unit;
    const maximum = Math.ceil((high + margin) / unit) * unit;
    const plain = (value) => Number(value.toPrecision(12));
    // A quantity that is never negative stays so.
    return { minimum: plain(low >= 0 ? Math.max(0, minimum) : minimum), maximum: plain(maximum) };
}
/** The decimal sign and the separator of thousands that the number columns need, where they agree. */
function commonFormat(profiles, kept) {
    const names = new Set(kept.map(guess => (guess.kind === 'feature' ? guess.feature.name : '')));
    const formats = profiles.filter(({ name }) => names.has(name)).map(({ numbers }) => numbers?.format ?? {});
    const merged = Object.assign({}, ...formats);
    return merged;
}
//# sourceMappingURL=guess-schema.js.map