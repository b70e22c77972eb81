/**
 * JSON with keys in code-unit order and no white space: one text for one value, whatever order its keys were
 * written in. For objects and arrays of text, finite numbers, booleans and null it is the form of RFC 8785.
 */
/**
 * The canonical text of `value`. Fields that are `undefined` are left out.
 *
 * @throws TypeError for what JSON cannot say exactly: numbers that are not finite, bigints (amounts are text),
 * functions, symbols, and `undefined` outside an object's field.
 */
export function canonicalJson(value) {
    if (Array.isArray(value))
        return `[${value.map(canonicalJson).join(',')}]`;
    if (value !== null && typeof value === 'object')
        return canonicalObject(value);
    if (typeof value === 'number' && !Number.isFinite(value))
        throw new TypeError('canonical JSON holds finite numbers only');
    if (typeof value === 'bigint')
        throw new TypeError('canonical JSON holds amounts as text');
    const text = JSON.stringify(value);
    if (text === undefined)
        throw new TypeError(`canonical JSON cannot hold a value of type ${typeof value}`);
    return text;
}
function canonicalObject(value) {
    const fields = Object.entries(value).filter(([, field]) => field !== undefined);
    fields.sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0));
    return `{${fields.map(([key, field]) => `${JSON.stringify(key)}:${canonicalJson(field)}`).join(',')}}`;
}
/** Whether lists and objects lie at most so many levels in one another: what reads a value calls itself for each. */
export function isNestedWithin(value, levels) {
    if (value === null || typeof value !== 'object')
        return true;
    return levels > 0 && Object.values(value).every(inner => isNestedWithin(inner, levels - 1));
}
//# sourceMappingURL=canonical-json.js.map