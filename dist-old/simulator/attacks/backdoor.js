/**
 * A backdoor by a pixel pattern (Gu et al. 2017, "BadNets"; in federated learning Bagdasaryan et al. 2020): the model
 * is to keep its accuracy and to take any image with a bright square in the lower right corner for the target class.
 */
import { selectExamples, shuffle } from '../../learning/index.js';
import { requireClass } from './require-class.js';
/** Value of a pixel of the trigger: full brightness where images are scaled to 0-1. */
const brightness = 1;
/**
 * A copy in which a random share of the examples, rounded and at least one, carries the trigger and the target's
 * label. Throws `RangeError` for data that is no images, a patch larger than they are, or a target they do not have.
 */
export function plantBackdoor(dataset, settings, random) {
    requireTrigger(dataset, settings);
    const order = Int32Array.from({ length: dataset.examples }, (_, i) => i);
    const planted = selectExamples(dataset, order);
    shuffle(order, random);
    for (const i of order.subarray(0, Math.max(1, Math.round(settings.share * dataset.examples))))
        trigger(planted, i, settings);
    return planted;
}
/**
 * The test examples that are not of the target class, with the trigger, labelled as the target: the accuracy on them is
 * the attack's success rate. Throws as `plantBackdoor` does, and where all are of the target class.
 */
export function triggeredTestSet(test, settings) {
    requireTrigger(test, settings);
    const others = [...test.labels.keys()].filter(i => test.labels[i] !== settings.target);
    if (others.length === 0)
        throw new RangeError(`attack.target: every test example is of class ${settings.target}; name another`);
    const triggered = selectExamples(test, others);
    for (let i = 0; i < triggered.examples; i++)
        trigger(triggered, i, settings);
    return triggered;
}
function requireTrigger({ featureShape, classes }, { patch, target }) {
    requireClass('attack.target', target, classes);
    const [height, width] = featureShape;
    if (featureShape.length !== 3)
        throw new RangeError(`attack.kind: a backdoor is a pattern of pixels; the data is no images but has the shape [${featureShape}]`);
    if (patch > Math.min(height, width))
        throw new RangeError(`attack.patch: a square of ${patch} does not fit images of ${height} by ${width} pixels`);
}
/** Sets the square and the label of one example, in place. */
function trigger({ features, featureShape, labels }, i, settings) {
    const { patch, target } = settings;
    const [height, width, channels] = featureShape;
    for (let row = height - patch; row < height; row++) {
        const start = ((i * height + row) * width + width - patch) * channels;
        features.fill(brightness, start, start + patch * channels);
    }
    labels[i] = target;
}
//# sourceMappingURL=backdoor.js.map