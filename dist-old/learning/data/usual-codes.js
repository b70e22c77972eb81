/** What exports like to write where nothing is known. Guesses and hints are made from it, never a reading. */
/** Numbers for nothing. */
export const usualCodes = new Set([
    ...[0, -1, -9, -99, -999, -9999],
    ...[9, 99, 999, 9999, 99_999],
]);
/** Words for nothing, in lower case. */
export const usualWords = new Set('? - . na n/a #n/a n.a. k.a. nan null none missing unknown'.split(' '));
/** Words for nothing that are as often an answer. */
export const ambiguousWords = new Set(['none', 'unknown', '-', '.']);
/** A remedy that names the code, where a value looks like one. */
export function codeFix(value, otherwise) {
    const isUsual = usualWords.has(String(value).toLowerCase()) || usualCodes.has(Number(value));
    if (!isUsual || value === '')
        return otherwise;
    const code = typeof value === 'number' ? value : JSON.stringify(value);
    const rest = otherwise === '' ? '' : `; else ${otherwise}`;
    return `if ${code} means missing, name it under missing in the site's format${rest}`;
}
//# sourceMappingURL=usual-codes.js.map