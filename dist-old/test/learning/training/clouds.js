/** Three clouds of points, one a class, and a network to tell them apart: enough to see that a backend trains. */
import { initialParameters, loadDataset, } from '../../../learning/index.js';
import { openSeededRandom } from '../../../learning/seeded-random.js';
const spec = { family: 'mlp', inputShape: [4], hidden: [8], classes: 3, activation: 'relu' };
function clouds(examples) {
    const random = openSeededRandom(4, 'clouds');
    const labels = Int32Array.from({ length: examples }, (_, i) => i % 3);
    const features = Float32Array.from({ length: 4 * examples }, (_, i) => {
        const label = labels[Math.floor(i / 4)];
        return random.normal() / 2 + (i % 4 === label ? 2 : 0);
    });
    return loadDataset({ features, labels, examples, featureShape: [4], classes: 3 });
}
export const cloudsRequest = {
    spec,
    parameters: initialParameters(spec, 1),
    epochs: 2,
    batchSize: 10,
    learningRate: 0.2,
    seed: 5,
    dataset: clouds(60),
};
//# sourceMappingURL=clouds.js.map