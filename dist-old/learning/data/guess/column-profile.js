/** What one column of a file looks like, gathered while the file is read once. Guesses are made from it afterwards. */
import { dateFormats } from '../feature-schema.js';
import { openRunningSummary } from '../report/running-summary.js';
import { dateParser, numberParser } from '../table/cell.js';
import { usualWords } from '../usual-codes.js';
/** Formats of numbers that are tried, the usual one first. */
export const numberFormats = [
    {},
    { decimal: ',' },
    { thousands: ',' },
    { decimal: ',', thousands: '.' },
    { decimal: ',', thousands: ' ' },
    { thousands: "'" },
];
const mostDistinct = 200;
const mostWords = 5;
export function openColumnProfiler(name) {
    const numbers = numberFormats.map(openNumberAttempt);
    const dates = dateFormats.map(openDateAttempt);
    const values = openValueCounter();
    const words = new Set();
    let [present, blanks] = [0, 0];
    const addValue = (cell, text) => {
        present += 1;
        values.add(text);
        for (const attempt of [...numbers, ...dates])
            attempt.add(cell);
    };
    return {
        add: cell => {
            const text = typeof cell === 'number' && Number.isNaN(cell) ? '' : String(cell).trim();
            if (text === '')
                blanks += 1;
            else if (usualWords.has(text.toLowerCase()) && words.size < mostWords)
                words.add(text);
            else
                addValue(cell, text);
        },
        profile: () => ({
            name,
            present,
            blanks,
            missingWords: [...words],
            ...values.counted(),
            numbers: firstOf(numbers.map(attempt => attempt.found())),
            dates: firstOf(dates.map(attempt => attempt.found())),
        }),
    };
}
const mostRemembered = 100_000;
/** Counts values while they are few, and notices whether any comes twice among the first hundred thousand. */
function openValueCounter() {
    const counts = new Map();
    const seen = new Set();
    let [isBounded, isUnique, total] = [true, true, 0];
    return {
        add: (text) => {
            total += 1;
            if (counts.has(text) || counts.size < mostDistinct)
                counts.set(text, (counts.get(text) ?? 0) + 1);
            else
                isBounded = false;
            isUnique &&= !seen.has(text);
            if (isUnique && seen.size < mostRemembered)
                seen.add(text);
        },
        counted: () => ({ distinct: isBounded ? counts : undefined, isUnique: isUnique && total > 1 }),
    };
}
function firstOf(found) {
    return found.find(one => one !== undefined);
}
function openNumberAttempt(format) {
    const parse = numberParser(format);
    let areIntegers = true;
    const attempt = openAttempt(cell => {
        const value = typeof cell === 'number' ? cell : parse(cell);
        areIntegers &&= Number.isInteger(value);
        return value;
    });
    const found = () => {
        const summary = attempt.summary();
        return summary === undefined ? undefined : { format, summary, areIntegers };
    };
    return { add: attempt.add, found };
}
function openDateAttempt(format) {
    const parse = dateParser(format);
    const attempt = openAttempt(cell => (typeof cell === 'string' ? parse(cell) : undefined));
    const found = () => {
        const summary = attempt.summary();
        return summary === undefined ? undefined : { format, summary };
    };
    return { add: attempt.add, found };
}
/** Sums up values for as long as every cell is one. */
function openAttempt(parse) {
    const running = openRunningSummary('profile');
    let fits = true;
    return {
        add: (cell) => {
            const value = fits ? parse(cell) : undefined;
            fits &&= value !== undefined && Number.isFinite(value);
            if (fits)
                running.add(value);
        },
        summary: () => (fits ? running.summary() : undefined),
    };
}
//# sourceMappingURL=column-profile.js.map