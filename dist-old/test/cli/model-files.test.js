import { readdir, readFile } from 'node:fs/promises';
import test from 'ava';
import { writeModelFiles } from '../../cli/model-files.js';
import { initialParameters, ModelError, mnist2nn, modelFromPreset, writeModel, writeOnnx, writeTfjsModel, } from '../../learning/index.js';
import { openWorkplace } from './parley.js';
const parameters = initialParameters(mnist2nn, 1);
const model = { blob: writeModel(mnist2nn, parameters), spec: mnist2nn, parameters };
test('a model is written as it was sent, as ONNX, or as a folder of two files', async (t) => {
    const { at } = await openWorkplace(t);
    t.is(await writeModelFiles('safetensors', at('a'), model), model.blob.length);
    t.true((await readFile(at('a'))).equals(model.blob));
    const onnx = writeOnnx(mnist2nn, parameters);
    t.is(await writeModelFiles('onnx', at('b'), model), onnx.length);
    t.true((await readFile(at('b'))).equals(onnx));
    const files = writeTfjsModel(mnist2nn, parameters);
    const bytes = [...files.values()].reduce((sum, file) => sum + file.length, 0);
    t.is(await writeModelFiles('tfjs', at('c'), model), bytes);
    t.deepEqual((await readdir(at('c'))).sort(), ['model.json', 'weights.bin']);
    t.deepEqual(new Uint8Array(await readFile(at('c', 'weights.bin'))), files.get('weights.bin'));
});
test('a format that cannot hold the model writes nothing', async (t) => {
    const { at } = await openWorkplace(t);
    const spec = modelFromPreset('small-resnet', { featureShape: [8, 8, 1], classes: 2 });
    const resnet = { blob: new Uint8Array(0), spec, parameters: initialParameters(spec, 1) };
    await t.throwsAsync(writeModelFiles('tfjs', at('c'), resnet), { instanceOf: ModelError });
    await t.throwsAsync(readdir(at('c')), { code: 'ENOENT' });
});
//# sourceMappingURL=model-files.test.js.map