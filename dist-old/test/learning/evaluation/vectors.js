/** Outputs with the metrics that scikit-learn gives them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../../support/repository.js';
export const vectors = JSON.parse(readFileSync(join(repositoryRoot, 'test', 'vectors', 'metrics.json'), 'utf8'));
const features = new Float32Array(0);
export function classesOf({ labels, classes }) {
    return { features, labels: Int32Array.from(labels), examples: labels.length, featureShape: [1], classes };
}
export const labelled = {
    task: 'multi-label',
    features,
    labels: Int32Array.from(vectors.multiLabel.labels),
    examples: vectors.multiLabel.labels.length / vectors.multiLabel.classes,
    featureShape: [1],
    classes: vectors.multiLabel.classes,
};
export const segmented = {
    task: 'segmentation',
    features,
    labels: Int32Array.from(vectors.segmentation.labels),
    examples: vectors.segmentation.labels.length / vectors.segmentation.positions,
    featureShape: [4, vectors.segmentation.positions / 4, 1],
    classes: vectors.segmentation.classes,
};
export const measured = {
    task: 'regression',
    features,
    targets: Float32Array.from(vectors.regression.targets),
    examples: vectors.regression.targets.length / vectors.regression.outputs,
    featureShape: [1],
    outputs: vectors.regression.outputs,
};
/** Every dataset of the vectors with a model's outputs on it. */
export const answered = [
    ['two classes', classesOf(vectors.binary), Float32Array.from(vectors.binary.logits)],
    ['three uneven classes', classesOf(vectors.skewed), Float32Array.from(vectors.skewed.logits)],
    ['five classes', classesOf(vectors.five), Float32Array.from(vectors.five.logits)],
    ['several labels', labelled, Float32Array.from(vectors.multiLabel.logits)],
    ['segments', segmented, Float32Array.from(vectors.segmentation.logits)],
    ['numbers', measured, Float32Array.from(vectors.regression.predictions)],
];
//# sourceMappingURL=vectors.js.map