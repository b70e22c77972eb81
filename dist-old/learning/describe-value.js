const longest = 60;
/** A value from outside as a few words for a message: of bounded length whatever it is, and never looked into. */
export function describeValue(value) {
    if (value === undefined)
        return 'missing';
    if (typeof value === 'string') {
        return value.length > longest ? `${JSON.stringify(value.slice(0, longest))}…` : JSON.stringify(value);
    }
    if (Array.isArray(value))
        return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
    return value !== null && typeof value === 'object' ? 'an object' : String(value);
}
//# sourceMappingURL=describe-value.js.map