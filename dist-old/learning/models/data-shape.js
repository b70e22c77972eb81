/** What data of this shape is for. */
export function taskOfData(shape) {
    return shape.task ?? 'classification';
}
/** Values that a model of this data puts out, for an example or for each position of one. */
export function outputsOfData(shape) {
    return shape.task === 'regression' ? shape.outputs : shape.classes;
}
//# sourceMappingURL=data-shape.js.map