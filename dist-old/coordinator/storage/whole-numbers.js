/** Type ids of PostgreSQL's `int8` and `numeric`: the two that a JavaScript number cannot carry. */
export const int8TypeId = 20;
export const numericTypeId = 1700;
/**
 * The text form of an `int8` or `numeric` as a bigint. Both drivers use it for every such column, so a count, a time
 * in milliseconds and an amount always arrive as bigint. Throws on a fraction: the schema has none.
 */
export function parseWholeNumber(text) {
    if (!/^-?\d+$/.test(text)) {
        throw new TypeError(`the database returned ${text} where only whole numbers are stored`);
    }
    return BigInt(text);
}
//# sourceMappingURL=whole-numbers.js.map