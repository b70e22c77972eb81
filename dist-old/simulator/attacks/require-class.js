/** Refuses a label that the data has not. */
export function requireClass(field, label, classes) {
    if (label < classes)
        return;
    throw new RangeError(`${field}: ${label} is no label of the data, whose labels are 0 to ${classes - 1}`);
}
//# sourceMappingURL=require-class.js.map