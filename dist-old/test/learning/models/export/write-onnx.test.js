import test from 'ava';
import fc from 'fast-check';
import { ModelError, writeOnnx } from '../../../../learning/index.js';
import { permuted } from '../../../../learning/models/export/permute.js';
import { startBackend } from '../../../../learning/training/backends.js';
import { askPython, findPython } from '../../../support/python.js';
import { examples, expectedOutputs, networks, someFeatures, someParameters } from './networks.js';
test.before(async () => {
    await startBackend('cpu');
});
test.serial('ONNX Runtime puts out the same for every kind of layer, and softmax or sigmoid with it', async (t) => {
    const found = findPython(['onnxruntime', 'numpy']);
    if ('missing' in found) {
        t.pass(t.log(`left out: ${found.missing}`));
        return;
    }
    const specs = Object.entries(networks);
    const cases = specs.map(([, spec]) => ({
        model: Buffer.from(writeOnnx(spec, someParameters(spec))).toString('base64'),
        input: [...someFeatures(spec)],
        shape: [examples, ...spec.inputShape],
    }));
    const answers = askPython(found.python, 'test/reference', 'onnx_outputs', cases);
    for (const [k, [what, spec]] of specs.entries()) {
        const expected = await expectedOutputs(spec);
        t.is(answers[k].length, expected.length);
        for (const [i, value] of expected.entries())
            t.true(Math.abs(answers[k][i] - value) < 1e-5, `${what}, output ${i}: ${answers[k][i]} for ${value}`);
    }
});
test('the same model always gives the same bytes, and its specification rides in them', t => {
    for (const spec of Object.values(networks)) {
        const bytes = writeOnnx(spec, someParameters(spec));
        t.deepEqual(bytes, writeOnnx(spec, someParameters(spec)));
        t.true(Buffer.from(bytes).includes(`"family":"${spec.family}"`));
    }
});
test('parameters of another model are refused', t => {
    const [first, second] = Object.values(networks);
    t.throws(() => writeOnnx(first, someParameters(second)), {
        instanceOf: ModelError,
        message: /laid out as/,
    });
});
test('a tensor with its axes in another order has every value where its place says', t => {
    const shapes = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 });
    fc.assert(fc.property(shapes, fc.nat(), (shape, seed) => {
        const size = shape.reduce((product, extent) => product * extent, 1);
        const values = Float32Array.from({ length: size }, (_, i) => i);
        const order = shape
            .map((_, axis) => axis)
            .sort((left, right) => ((seed >> left) & 7) - ((seed >> right) & 7));
        const moved = permuted({ values, shape }, order);
        const placeOf = (index, extents) => extents.map((extent, axis) => {
            const below = extents.slice(axis + 1).reduce((product, other) => product * other, 1);
            return Math.floor(index / below) % extent;
        });
        return [...moved.values].every((value, to) => {
            const [old, now] = [placeOf(value, shape), placeOf(to, moved.shape)];
            return order.every((axis, i) => now[i] === old[axis] && moved.shape[i] === shape[axis]);
        });
    }));
    t.pass();
});
//# sourceMappingURL=write-onnx.test.js.map