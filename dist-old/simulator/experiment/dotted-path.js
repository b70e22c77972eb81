/** Values of a nested document by dotted path: `training.learningRate`. Pure. */
export function isSection(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
/** The value at a path; undefined where there is none. */
export function valueAt(document, path) {
    return path.reduce((value, key) => typeof value === 'object' && value !== null ? value[key] : undefined, document);
}
/** The document with the value at that path, sections made as needed; null leaves the field out. */
export function withValue(document, path, value) {
    const [key, ...rest] = path;
    const { [key]: before, ...others } = document;
    if (rest.length > 0)
        return { ...document, [key]: withValue(isSection(before) ? before : {}, rest, value) };
    return value === null ? others : { ...document, [key]: value };
}
//# sourceMappingURL=dotted-path.js.map