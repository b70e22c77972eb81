import * as tf from '@tensorflow/tfjs-core';
import * as tfLayers from '@tensorflow/tfjs-layers';
import test from 'ava';
import { importLayersModel, ModelError, modelFromPreset, parseModelSpec, taskOf, writeTfjsModel, } from '../../../../learning/index.js';
import { layoutOf } from '../../../../learning/models/parameters.js';
import { startBackend } from '../../../../learning/training/backends.js';
import { examples, expectedOutputs, plainNetworks, someFeatures, someParameters } from './networks.js';
test.before(async () => {
    await startBackend('cpu');
});
for (const [what, spec] of Object.entries(plainNetworks)) {
    test.serial(`TensorFlow.js loads ${what} and puts out the same`, async (t) => {
        const files = writeTfjsModel(spec, someParameters(spec));
        const json = JSON.parse(new TextDecoder().decode(files.get('model.json')));
        const { modelTopology, weightsManifest } = json;
        const weightData = Uint8Array.from(files.get('weights.bin')).buffer;
        const artifacts = { modelTopology, weightSpecs: weightsManifest[0].weights, weightData };
        const model = await tfLayers.loadLayersModel(tf.io.fromMemory(artifacts));
        const features = tf.tensor(someFeatures(spec), [examples, ...spec.inputShape]);
        const found = await model.predict(features).data();
        const expected = await expectedOutputs(spec);
        t.is(found.length, expected.length);
        for (const [i, value] of expected.entries())
            t.true(Math.abs(found[i] - value) < 1e-5, `output ${i}: ${found[i]} for ${value}`);
        model.dispose();
    });
    test(`${what} comes back from the file as the layers it is`, t => {
        const files = writeTfjsModel(spec, someParameters(spec));
        const task = taskOf(spec);
        const read = importLayersModel(new TextDecoder().decode(files.get('model.json')), { task });
        t.deepEqual(layoutOf(read), layoutOf(spec));
        t.deepEqual(parseModelSpec(JSON.parse(JSON.stringify(read))), JSON.parse(JSON.stringify(read)));
    });
}
test('a model with group normalisation is refused with the format that has it', t => {
    const spec = modelFromPreset('small-resnet', { featureShape: [8, 8, 1], classes: 2 });
    t.throws(() => writeTfjsModel(spec, someParameters(spec)), {
        instanceOf: ModelError,
        message: /no group normalisation, which layer "stem-norm" is: export the model as ONNX/,
    });
});
test('parameters of another model are refused', t => {
    const [first, second] = Object.values(plainNetworks);
    t.throws(() => writeTfjsModel(first, someParameters(second)), {
        instanceOf: ModelError,
        message: /laid out as/,
    });
});
//# sourceMappingURL=tfjs-files.test.js.map