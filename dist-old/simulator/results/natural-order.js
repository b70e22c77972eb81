/** Names with numbers in them, as a person would order them: `run-2` before `run-10`. The same on every machine. */
export function compareNaturally(left, right) {
    const [lefts, rights] = [partsOf(left), partsOf(right)];
    for (const [i, part] of lefts.entries()) {
        const order = compareParts(part, rights[i] ?? '');
        if (order !== 0)
            return order;
    }
    // Equal as numbers, as 01 and 1 are, or one is the beginning of the other.
    return left === right ? 0 : left.length - right.length || (left < right ? -1 : 1);
}
function partsOf(name) {
    return name.match(/\d+|\D+/g) ?? [];
}
function compareParts(left, right) {
    if (/^\d/.test(left) && /^\d/.test(right))
        return Number(left) - Number(right);
    return left < right ? -1 : left > right ? 1 : 0;
}
//# sourceMappingURL=natural-order.js.map