/** Examples that grow while files are read; one that turns out to be faulty is taken back. */
import { DataError } from '../errors.js';
import { allocateDataset, featureSizeOf } from './dataset.js';
/** Most values of a dataset that is built up: 4 GiB as 32-bit floats. */
export const maximumValues = 2 ** 30;
/** Builds examples of a shape; `file` names their source when there are more than memory is given for. */
export function openExampleBuilder(file, featureShape, classes) {
    const width = featureSizeOf(featureShape);
    const most = Math.floor(maximumValues / width);
    let features = new Float32Array(Math.min(256, most) * width);
    let labels = new Int32Array(Math.min(256, most));
    let count = 0;
    const grow = () => {
        const places = Math.min(most, 2 * labels.length);
        const [oldFeatures, oldLabels] = [features, labels];
        features = new Float32Array(places * width);
        labels = new Int32Array(places);
        features.set(oldFeatures);
        labels.set(oldLabels);
    };
    return {
        next: label => {
            if (count === most)
                throw tooMany(file, most, width);
            if (count === labels.length)
                grow();
            labels[count] = label;
            count += 1;
            return features.subarray((count - 1) * width, count * width);
        },
        takeBack: () => {
            count -= 1;
            features.fill(0, count * width, (count + 1) * width);
        },
        count: () => count,
        dataset: () => {
            const dataset = allocateDataset(count, featureShape, classes);
            dataset.features.set(features.subarray(0, count * width));
            dataset.labels.set(labels.subarray(0, count));
            return dataset;
        },
    };
}
function tooMany(file, most, width) {
    return new DataError(file, `it has more than ${most} examples of ${width} values; split it, or take a sample`);
}
//# sourceMappingURL=example-builder.js.map