import test from 'ava';
import { initialParameters } from '../../../learning/models/parameters.js';
import { startBackend } from '../../../learning/training/backends.js';
import { trainLocally } from '../../../learning/training/train-locally.js';
test('the mean loss of a first step is that of the model before it, whatever the widths', async (t) => {
    await startBackend('wasm');
    const spec = { family: 'logistic', inputShape: [4], classes: 10 };
    const { layout, values } = initialParameters(spec, 1);
    const examples = 10;
    const dataset = {
        features: Float32Array.from({ length: 40 }, (_, i) => (i % 7) / 7),
        labels: Int32Array.from({ length: examples }, (_, i) => i % 10),
        examples,
        featureShape: [4],
        classes: 10,
    };
    // All logits are zero, so that every class is as likely as any other.
    const parameters = { layout, values: values.map(() => 0) };
    const settings = { spec, parameters, epochs: 1, batchSize: examples, learningRate: 0.1, seed: 1 };
    const hooks = { onProgress: () => undefined, isCancelled: () => false, nowMs: () => 0 };
    const result = await trainLocally(settings, dataset, hooks);
    t.true(Math.abs(result.meanLoss - Math.log(10)) < 1e-6, `${result.meanLoss}`);
});
//# sourceMappingURL=mean-loss.test.js.map