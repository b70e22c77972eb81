/** Values in one example. */
export function featureSizeOf(featureShape) {
    return featureShape.reduce((product, extent) => product * extent, 1);
}
/** Targets of one example: class numbers, yes or no, or numbers. */
export function targetSizeOf(shape) {
    switch (shape.task) {
        case 'multi-label':
            return shape.classes;
        case 'segmentation':
            return featureSizeOf(shape.featureShape.slice(0, -1));
        case 'regression':
            return shape.outputs;
        default:
            return 1;
    }
}
/** The targets of all examples, whatever they are. */
export function targetsOf(dataset) {
    return dataset.task === 'regression' ? dataset.targets : dataset.labels;
}
/** A classification of zeros to be filled, in memory that workers can read without a copy. */
export function allocateDataset(examples, featureShape, classes) {
    return allocateFor({ featureShape, classes }, examples);
}
/** A dataset of zeros to be filled, of any shape, in memory that workers can read without a copy. */
export function allocateFor(shape, examples) {
    const { featureShape } = shape;
    const features = new Float32Array(new SharedArrayBuffer(4 * examples * featureSizeOf(featureShape)));
    const targets = new SharedArrayBuffer(4 * examples * targetSizeOf(shape));
    const common = { features, examples, featureShape };
    if (shape.task === 'regression') {
        return { ...common, task: shape.task, targets: new Float32Array(targets), outputs: shape.outputs };
    }
    const { classes } = shape;
    const labelled = { ...common, labels: new Int32Array(targets), classes };
    const isPlain = shape.task === undefined || shape.task === 'classification';
    return isPlain ? labelled : { ...labelled, task: shape.task };
}
/** The dataset itself if workers can read its memory, else a copy that they can. */
export function shareDataset(dataset) {
    if (isShared(dataset.features) && isShared(targetsOf(dataset)))
        return dataset;
    const shared = allocateFor(dataset, dataset.examples);
    shared.features.set(dataset.features);
    targetsOf(shared).set(targetsOf(dataset));
    return shared;
}
function isShared(values) {
    return values.buffer instanceof SharedArrayBuffer;
}
/** A new dataset of the examples at `indices`, in that order. Throws for an index the dataset does not have. */
export function selectExamples(dataset, indices) {
    const [size, targetSize] = [featureSizeOf(dataset.featureShape), targetSizeOf(dataset)];
    const selected = allocateFor(dataset, indices.length);
    const [from, to] = [targetsOf(dataset), targetsOf(selected)];
    for (let i = 0; i < indices.length; i++) {
        const index = indices[i];
        if (!(index >= 0 && index < dataset.examples)) {
            throw new RangeError(`example ${index} is not among the dataset's ${dataset.examples}`);
        }
        selected.features.set(dataset.features.subarray(index * size, (index + 1) * size), i * size);
        to.set(from.subarray(index * targetSize, (index + 1) * targetSize), i * targetSize);
    }
    return selected;
}
/** How many examples each class has. */
export function classCounts(dataset) {
    const counts = new Int32Array(dataset.classes);
    for (const label of dataset.labels)
        counts[label] += 1;
    return counts;
}
//# sourceMappingURL=dataset.js.map