import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'ava';
import { BackendError, backendNames, backendReport, insistedBackend, openTrainer, tryBackend, } from '../../../learning/index.js';
import { importOptional } from '../../../learning/training/backends/optional-package.js';
import { restoreUtilities } from '../../../learning/training/backends/tfjs-node.js';
import { vulkanManifests } from '../../../learning/training/backends/vulkan.js';
import { startBackend } from '../../../learning/training/backends.js';
import { cloudsRequest } from './clouds.js';
test.serial('the report has every backend, the fastest first, and the first that works is chosen', async (t) => {
    const report = await backendReport();
    t.deepEqual(report.map(({ name }) => name), [...backendNames]);
    t.true(report.every(({ detail }) => detail.length > 10));
    const works = report.filter(({ state }) => state === 'chosen' || state === 'available');
    t.is(works[0].state, 'chosen');
    t.deepEqual(new Set(works.slice(1).map(({ state }) => state)), new Set(['available']));
    t.deepEqual(works.slice(-2).map(({ name }) => name), ['wasm', 'cpu']);
});
test.serial('all backends that work here reach nearly the same update', async (t) => {
    const report = await backendReport();
    const works = report.filter(({ state }) => state === 'chosen' || state === 'available');
    t.true(works.length >= 2);
    const updates = [];
    for (const { name } of works) {
        const trainer = openTrainer({ backend: name });
        updates.push((await trainer.train(cloudsRequest)).update.values);
        await trainer.close();
    }
    t.true(updates[0].some(value => Math.abs(value) > 0.05));
    for (const values of updates) {
        for (const [i, value] of values.entries())
            t.true(Math.abs(value - updates[0][i]) < 1e-4);
    }
});
test.serial('a package that is not installed is told with the command that installs it', async (t) => {
    const missing = await t.throwsAsync(importOptional('@tensorflow/tfjs-tpu', '1.2.3'));
    t.is(missing.message, 'it is not installed; npm install --no-save @tensorflow/tfjs-tpu@1.2.3');
    const { state, detail } = await tryBackend('tfjs-node');
    if (state === 'unavailable')
        t.regex(detail, /npm install --no-save @tensorflow\/tfjs-node@4\.22\.0$|cannot be loaded/);
});
test('what a package says when it cannot be loaded is told in one line', async (t) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'parley-backend-'));
    const broken = path.join(folder, 'broken.mjs');
    await writeFile(broken, 'throw new Error("libtensorflow.so.2: no such file\\nsee the manual")');
    const error = await t.throwsAsync(importOptional(broken, '1.0.0'));
    t.true(error.message.endsWith('cannot be loaded: libtensorflow.so.2: no such file'), error.message);
});
test.serial('in its own thread a backend that is insisted on starts, or says why not', async (t) => {
    t.is((await startBackend('wasm')).name, 'wasm');
    const isHere = (await tryBackend('tfjs-node-gpu')).state !== 'unavailable';
    if (isHere)
        return t.pass();
    const error = await t.throwsAsync(startBackend('tfjs-node-gpu'), { instanceOf: BackendError });
    t.is(error.message, `the backend tfjs-node-gpu cannot be used here: ${error.reason}`);
});
test('an option comes before the environment, and a name that is no backend is refused with those that are', t => {
    t.is(insistedBackend(undefined, {}), undefined);
    t.is(insistedBackend(undefined, { PARLEY_BACKEND: '' }), undefined);
    t.is(insistedBackend(undefined, { PARLEY_BACKEND: 'cpu' }), 'cpu');
    t.is(insistedBackend('wasm', { PARLEY_BACKEND: 'cpu' }), 'wasm');
    const error = t.throws(() => insistedBackend('tpu', {}), { instanceOf: BackendError });
    t.is(error.message, 'there is no backend "tpu"; the backends are tfjs-node-gpu, webgpu, tfjs-node, wasm, cpu');
});
test('what newer versions of Node took out of util is put back', t => {
    const util = { inspect: 'left alone' };
    restoreUtilities(util);
    const isNullOrUndefined = util.isNullOrUndefined;
    t.deepEqual([null, undefined, 0, '', false].map(isNullOrUndefined), [true, true, false, false, false]);
    t.true(util.isArray([]));
    t.is(util.inspect, 'left alone');
});
test('Vulkan drivers are looked for where their loader looks', async (t) => {
    const home = await mkdtemp(path.join(tmpdir(), 'parley-vulkan-'));
    const nowhere = { HOME: home, XDG_CONFIG_DIRS: home, XDG_DATA_DIRS: home, XDG_CONFIG_HOME: home };
    const manifest = path.join(home, 'driver.json');
    await writeFile(manifest, '{}');
    t.deepEqual(vulkanManifests({ ...nowhere, VK_DRIVER_FILES: `${manifest}:${home}/none.json` }), [manifest]);
    t.deepEqual(vulkanManifests({ ...nowhere, VK_ICD_FILENAMES: manifest }), [manifest]);
    t.true(vulkanManifests({ ...nowhere, VK_ADD_DRIVER_FILES: manifest }).includes(manifest));
    t.deepEqual(vulkanManifests({ VK_DRIVER_FILES: `${home}/none.json` }), []);
});
//# sourceMappingURL=backends.test.js.map