/** One coordinate of several vectors, in ascending order: the inner loop of the rules that go coordinate by coordinate. */
/** Up to here insertion beats the library's sort, which has a price for every call. */
const insertedAtMost = 32;
/** Fills `column` with coordinate `i` of every vector, ascending; `column` is as long as there are vectors. */
export function fillOrdered(column, vectors, i) {
    if (column.length > insertedAtMost) {
        for (let k = 0; k < column.length; k++)
            column[k] = unsigned(vectors[k][i]);
        column.sort();
        return;
    }
    for (let k = 0; k < column.length; k++) {
        const value = unsigned(vectors[k][i]);
        let at = k;
        for (; at > 0 && column[at - 1] > value; at--)
            column[at] = column[at - 1];
        column[at] = value;
    }
}
/** Minus zero as zero: they compare equal, so that which of them stands in the middle would hang on the order of groups. */
function unsigned(value) {
    return value + 0;
}
//# sourceMappingURL=ordered-columns.js.map