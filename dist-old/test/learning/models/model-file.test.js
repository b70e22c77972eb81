import test from 'ava';
import { fromHex, parameterVector, toHex } from '../../../aggregation/index.js';
import { initialParameters, ModelError, modelFileHash, modelHash, readModel, readNamedVectors, writeModel, writeNamedVectors, writeSafetensors, } from '../../../learning/index.js';
const spec = { family: 'logistic', inputShape: [2], classes: 3 };
const parameters = parameterVector(Float32Array.from({ length: 9 }, (_, i) => i / 4 - 1), initialParameters(spec, 1).layout);
const control = Float32Array.from({ length: 9 }, (_, i) => i / 2);
const anchor = new Float32Array(9).fill(1.5);
const data = { kind: 'table' };
test('what is told with a model comes back beside it, in whatever order it was given', t => {
    const bytes = writeModel(spec, parameters, { round: '2' }, data, { control, anchor });
    const model = readModel(bytes);
    t.deepEqual(model, { spec, parameters, data, broadcast: { anchor, control }, metadata: { round: '2' } });
    t.deepEqual(writeModel(spec, parameters, { round: '2' }, data, { anchor, control }), bytes);
    t.deepEqual(writeModel(spec, parameters, {}, undefined, {}), writeModel(spec, parameters));
});
/** A file with tensors of these names and lengths before or after those of the model. */
function fileWith(places, isBefore = false) {
    const added = places.map(([name, length]) => ({ name, shape: [length] }));
    const layout = isBefore ? [...added, ...parameters.layout] : [...parameters.layout, ...added];
    const length = 9 + places.reduce((sum, [, own]) => sum + own, 0);
    return writeSafetensors({ values: new Float32Array(length), layout }, { format: 'parley-model/v1', spec: JSON.stringify(spec) });
}
const malformed = [
    ['a value too few', fileWith([['broadcast:control', 8]]), /beside the tensors is not as long as they are/],
    ['a value too many', fileWith([['broadcast:control', 10]]), /is not as long as they are/],
    ['none', fileWith([['broadcast:control', 0]]), /is not as long as they are/],
    ['its place before the tensors', fileWith([['broadcast:control', 9]], true), /come before them/],
    ['a name without the prefix', fileWith([['control', 9]]), /tensors are not those of the specification/],
];
for (const [what, bytes, message] of malformed) {
    test(`a model beside which lies a vector with ${what} is refused`, t => {
        t.throws(() => readModel(bytes), { instanceOf: ModelError, message });
    });
}
test('the hash of a model is the one it always was, and binds what is told with it', t => {
    t.is(toHex(modelHash(spec, parameters)), '7dcaf3c125e0875b03938533d44e06cbf41ad7d91aa874b2da81fb64bf85a4c6');
    t.is(toHex(modelHash(spec, parameters, undefined, { control, anchor })), '9ebf6a54b4420607f61dcb3920cf8c4eaf4b6dc78b11f42a89015b7cbd1c7285');
    t.is(toHex(modelHash(spec, parameters, data, { control })), 'dcefba12bc2d94996d4dfc6da7520bba42a8769c59639180a235b1b993388672');
    t.deepEqual(modelHash(spec, parameters, undefined, {}), modelHash(spec, parameters));
    const changed = control.slice();
    changed[4] += 2 ** -20;
    const hashes = [
        modelHash(spec, parameters),
        modelHash(spec, parameters, data),
        modelHash(spec, parameters, undefined, { control }),
        modelHash(spec, parameters, data, { control }),
        modelHash(spec, parameters, undefined, { control: changed }),
        modelHash(spec, parameters, undefined, { anchor: control }),
        modelHash(spec, parameters, undefined, { control, anchor }),
        modelHash(spec, parameters, undefined, { control: anchor, anchor: control }),
    ].map(toHex);
    t.is(new Set(hashes).size, hashes.length);
});
test('the hash of a file is that of all that it holds', t => {
    const file = readModel(writeModel(spec, parameters, { round: '2' }, data, { control }));
    t.deepEqual(modelFileHash(file), modelHash(spec, parameters, data, { control }));
    t.deepEqual(modelFileHash({ spec, parameters, broadcast: {} }), modelHash(spec, parameters));
});
test('named vectors come back by name, and anything else is refused', t => {
    const vectors = { second: Float32Array.of(2, 3), first: Float32Array.of(-1), none: new Float32Array(0) };
    t.deepEqual(readNamedVectors(writeNamedVectors(vectors)), vectors);
    t.deepEqual(readNamedVectors(writeNamedVectors({})), {});
    t.throws(() => readNamedVectors(fromHex('00')), { instanceOf: ModelError });
});
//# sourceMappingURL=model-file.test.js.map