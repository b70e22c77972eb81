/** One field of a table: text as a file has it, or a number where the format has numbers. Blank text is no value. */
import { dayOf } from '../feature-schema.js';
const escaped = (sign) => (sign === ' ' ? '[ \u00a0\u202f]' : `\\${sign}`);
/** The parser of numbers written in a format: strict, so that 1.234 is never read as 1,234 by mistake. */
export function numberParser({ decimal = '.', thousands }) {
    const point = escaped(decimal);
    const grouped = thousands === undefined ? '' : `\\d{1,3}(?:${escaped(thousands)}\\d{3})+|`;
    const pattern = new RegExp(`^[+-]?(?:(?:${grouped}\\d+)(?:${point}\\d*)?|${point}\\d+)(?:[eE][+-]?\\d+)?$`);
    const separators = thousands === undefined ? undefined : new RegExp(escaped(thousands), 'g');
    return text => {
        if (!pattern.test(text))
            return undefined;
        const joined = separators === undefined ? text : text.replace(separators, '');
        return Number(decimal === '.' ? joined : joined.replace(decimal, '.'));
    };
}
/** Formats that are tried when a number cannot be read, with the words that say how to declare them. */
const alternatives = [
    [{ decimal: '.' }, 'decimal: "."'],
    [{ decimal: ',' }, 'decimal: ","'],
    [{ decimal: '.', thousands: ',' }, 'thousands: ","'],
    [{ decimal: ',', thousands: '.' }, 'decimal: "," and thousands: "."'],
    [{ decimal: '.', thousands: "'" }, 'thousands: "\'"'],
    [{ decimal: '.', thousands: ' ' }, 'thousands: " "'],
    [{ decimal: ',', thousands: ' ' }, 'decimal: "," and thousands: " "'],
];
/** What to do about a number when nothing more is known. */
export const anyNumberFix = 'write one such as 3.5, or remove the line';
/** How a number that cannot be read may be mended. */
export function numberFix(text) {
    const found = alternatives.find(([format]) => numberParser(format)(text) !== undefined);
    if (found !== undefined)
        return `if that is how this file writes numbers, declare ${found[1]} in the site's format or the data schema`;
    const unit = /^[+-]?\d+(?:[.,]\d+)?\s*([^\d\s]+)$/.exec(text)?.[1];
    if (unit !== undefined)
        return `write the number alone, without "${unit}"`;
    return anyNumberFix;
}
/** Reads a date as days since 1970-01-01; undefined when the text is none in that order or no day of the calendar. */
export function dateParser(format) {
    const pattern = datePatterns[format ?? 'YYYY-MM-DD'];
    return text => {
        const parts = pattern.exec(text)?.groups;
        return parts === undefined ? undefined : dayOf(Number(parts.y), Number(parts.m), Number(parts.d));
    };
}
const timeOfDay = '(?:[T ]\\d{2}:\\d{2}(?::\\d{2}(?:[.,]\\d+)?)?(?:Z|[+-]\\d{2}:?\\d{2})?)?';
const datePatterns = {
    'YYYY-MM-DD': new RegExp(`^(?<y>\\d{4})-(?<m>\\d{2})-(?<d>\\d{2})${timeOfDay}$`),
    YYYYMMDD: /^(?<y>\d{4})(?<m>\d{2})(?<d>\d{2})$/,
    'DD.MM.YYYY': /^(?<d>\d{1,2})\.(?<m>\d{1,2})\.(?<y>\d{4})$/,
    'DD/MM/YYYY': /^(?<d>\d{1,2})\/(?<m>\d{1,2})\/(?<y>\d{4})$/,
    'MM/DD/YYYY': /^(?<m>\d{1,2})\/(?<d>\d{1,2})\/(?<y>\d{4})$/,
};
/** Names for a message: the first ten, and how many there are. */
export function listed(names) {
    const shown = names.slice(0, 10).join(', ');
    return names.length > 10 ? `${shown}, … (${names.length} in all)` : shown;
}
/** A cell for a message, cut to what a line can hold. */
export function shown(cell) {
    const text = String(cell);
    return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
//# sourceMappingURL=cell.js.map