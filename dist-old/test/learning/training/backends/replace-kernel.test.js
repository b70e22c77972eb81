import * as tf from '@tensorflow/tfjs-core';
import test from 'ava';
import { replaceKernel } from '../../../../learning/training/backends/replace-kernel.js';
test('a kernel is replaced once, by what is given the one before', t => {
    const [kernelName, backendName] = ['Doubled', 'none'];
    const answer = (value) => ({ dataId: {}, shape: [value], dtype: 'float32' });
    tf.registerKernel({ kernelName, backendName, kernelFunc: () => answer(2) });
    for (const factor of [3, 100]) {
        replaceKernel(kernelName, backendName, original => params => {
            const { shape } = original(params);
            return answer(factor * shape[0]);
        });
    }
    const { kernelFunc } = tf.getKernel(kernelName, backendName);
    t.like(kernelFunc({ inputs: {}, backend: {} }), { shape: [6] });
});
test('a kernel that the backend lacks is registered', t => {
    replaceKernel('Lacking', 'none', original => () => {
        t.is(original, undefined);
        return [];
    });
    t.deepEqual(tf.getKernel('Lacking', 'none').kernelFunc({ inputs: {}, backend: {} }), []);
});
//# sourceMappingURL=replace-kernel.test.js.map