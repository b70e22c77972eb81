import * as tf from '@tensorflow/tfjs-core';
// Registers the derivatives of the library's operations.
import '@tensorflow/tfjs-layers';
import test from 'ava';
import { backendReport, openTrainer, WorkerError } from '../../../../learning/index.js';
import { openSeededRandom } from '../../../../learning/seeded-random.js';
import { startBackend } from '../../../../learning/training/backends.js';
import { provideVulkan, withoutVulkan } from '../../../support/vulkan.js';
import { cloudsRequest } from '../clouds.js';
const hasVulkan = provideVulkan();
const withVulkan = hasVulkan ? test.serial : test.serial.skip;
test.before(t => {
    if (!hasVulkan)
        t.log(`skipped: ${withoutVulkan}`);
});
withVulkan('WebGPU trains in a worker, and its update is nearly that of wasm', async (t) => {
    const trainers = ['webgpu', 'wasm'].map(backend => openTrainer({ backend }));
    t.teardown(() => Promise.all(trainers.map(trainer => trainer.close())));
    const [webgpu, wasm] = await Promise.all(trainers.map(trainer => trainer.train(cloudsRequest)));
    t.true(webgpu.meanLoss < 0.9, `${webgpu.meanLoss}`);
    t.true(wasm.update.values.some(value => Math.abs(value) > 0.05));
    for (const [i, value] of wasm.update.values.entries()) {
        t.true(Math.abs(value - webgpu.update.values[i]) < 1e-4);
    }
});
withVulkan('a trainer closed in the middle of its work on WebGPU ends, and the process lives on', async (t) => {
    const trainer = openTrainer({ backend: 'webgpu' });
    let closed;
    const run = trainer.train({ ...cloudsRequest, epochs: 1000 }, () => {
        closed ??= trainer.close();
    });
    await t.throwsAsync(run, { instanceOf: WorkerError, message: /was closed/ });
    await closed;
    const next = openTrainer({ backend: 'webgpu' });
    t.true((await next.train({ ...cloudsRequest, epochs: 1 })).steps > 0);
    await next.close();
});
withVulkan('a software renderer is not chosen, works when it is asked for, and is called by its name', async (t) => {
    const report = await backendReport();
    const entry = report.find(({ name }) => name === 'webgpu');
    if (entry.state === 'available' || entry.state === 'chosen') {
        t.log('a graphics processor computes here');
        t.pass();
        return;
    }
    t.is(entry.state, 'on-request');
    t.regex(entry.detail, /\w+.*, a software renderer$/);
    t.not(report.find(({ state }) => state === 'chosen').name, 'webgpu');
    const insisted = await backendReport('webgpu');
    t.deepEqual(insisted.filter(({ state }) => state === 'chosen').map(({ name }) => name), ['webgpu']);
});
withVulkan('WebGPU starts again in the thread where it was stopped', async (t) => {
    for (const stopFirst of [true, false]) {
        const { stop } = await startBackend('webgpu');
        t.is((await tf.sum(tf.tensor1d([1, 2, 3])).data())[0], 6);
        if (stopFirst)
            stop();
    }
});
withVulkan('WebGPU takes the gradients of a convolutional network as cpu does', async (t) => {
    const random = openSeededRandom(8, 'small network');
    const some = (shape) => Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => random.normal() / 2);
    const shapes = [
        [2, 7, 6, 2],
        [3, 3, 2, 4],
        [3, 3, 4, 1],
        [1, 1, 4, 3],
    ];
    const values = shapes.map(some);
    const network = (x, w, depthwise, pointwise) => {
        const first = tf.maxPool(tf.conv2d(x, w, 1, 'same'), 2, 1, 'same');
        const second = tf.separableConv2d(first, depthwise, pointwise, 2, 'same');
        return tf.sum(tf.square(tf.avgPool(second, 3, 2, 'same')));
    };
    const run = async (backend) => {
        await startBackend(backend);
        const tensors = values.map((value, i) => tf.tensor(value, shapes[i]));
        const gradients = tf.grads(network)(tensors);
        return Promise.all(gradients.map(gradient => gradient.data()));
    };
    const expected = await run('cpu');
    for (const [i, gradient] of (await run('webgpu')).entries()) {
        t.true(gradient.some(value => Math.abs(value) > 1e-3));
        for (const [j, value] of gradient.entries()) {
            t.true(Math.abs(value - expected[i][j]) < 1e-3, `${i}: ${value} for ${expected[i][j]}`);
        }
    }
});
//# sourceMappingURL=webgpu.test.js.map