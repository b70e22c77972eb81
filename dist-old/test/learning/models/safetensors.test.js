import { fc, testProp } from '@fast-check/ava';
import test from 'ava';
import { initialParameters, layoutOf, ModelError, mnist2nn, readModel, readSafetensors, safetensorsLimits, writeModel, writeSafetensors, } from '../../../learning/index.js';
const spec = { family: 'logistic', inputShape: [2], classes: 3 };
const parameters = initialParameters(spec, 3);
function file(header, dataBytes) {
    const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
    const bytes = new Uint8Array(8 + text.length + dataBytes);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
    bytes.set(text, 8);
    return bytes;
}
testProp('a vector of any shapes and values comes back bit for bit', [fc.array(fc.array(fc.nat(4), { maxLength: 3 }), { maxLength: 6 }), fc.nat(2 ** 32 - 1), fc.string()], (t, shapes, bits, note) => {
    const layout = shapes.map((shape, i) => ({ name: `t${i}/ä "quoted"`, shape }));
    const count = shapes.reduce((sum, shape) => sum + shape.reduce((product, extent) => product * extent, 1), 0);
    const words = Uint32Array.from({ length: count }, (_, i) => (bits + i * 2654435761) >>> 0);
    const values = new Float32Array(words.buffer);
    const back = readSafetensors(writeSafetensors({ values, layout }, { note }));
    t.deepEqual(back.parameters.layout, layout);
    t.deepEqual(new Uint32Array(back.parameters.values.buffer), words);
    t.deepEqual(back.metadata, { note });
});
test('a model comes back with its specification and notes', t => {
    const bytes = writeModel(spec, parameters, { round: '4' });
    t.deepEqual(readModel(bytes), { spec, parameters, broadcast: {}, metadata: { round: '4' } });
});
test('a model is read from the middle of a larger buffer, whatever its alignment', t => {
    const bytes = writeModel(spec, parameters);
    const larger = new Uint8Array(bytes.length + 3);
    larger.set(bytes, 3);
    t.deepEqual(readModel(larger.subarray(3)).parameters, parameters);
});
test('the same model always gives the same bytes, data aligned to eight', t => {
    const bytes = writeModel(spec, parameters);
    t.deepEqual(bytes, writeModel(spec, parameters));
    t.is(Number(new DataView(bytes.buffer).getBigUint64(0, true)) % 8, 0);
});
test('parameters of another model are not written under this specification', t => {
    t.throws(() => writeModel(mnist2nn, parameters), { instanceOf: RangeError });
    t.throws(() => writeModel(spec, parameters, { spec: '{}' }), { message: /"spec" is taken/ });
});
const entry = { dtype: 'F32', shape: [2], data_offsets: [0, 8] };
const huge = new Uint8Array(16).fill(255);
const malformed = [
    ['of five bytes', new Uint8Array(5), /has 5 bytes, fewer than the 8/],
    ['with a header of 2^64-1 bytes', huge, /claims 18446744073709551615 bytes; the limit is 1048576/],
    ['that ends inside its header', file({}, 0).subarray(0, 9), /the file ends before/],
    ['whose header is no JSON', file('{"a":', 0), /the header is not JSON/],
    ['whose header is a list', file('[]', 0), /does not start with "\{"/],
    ['whose header is not UTF-8', file('{}', 0).fill(0xff, 8), /not UTF-8/],
    ['of half-precision floats', file({ a: { ...entry, dtype: 'F16' } }, 8), /dtype of tensor "a"/],
    ['with a negative extent', file({ a: { ...entry, shape: [-2] } }, 8), /shape\.0 of tensor "a"/],
    ['with a field nobody knows', file({ a: { ...entry, code: 1 } }, 8), /entry of tensor "a"/],
    ['whose shape needs more bytes', file({ a: { ...entry, shape: [3] } }, 8), /needs 12 bytes and is given 8/],
    [
        'that claims 2^52 values',
        file({ a: { ...entry, shape: [2 ** 26, 2 ** 26] } }, 8),
        /the limit is 50000000/,
    ],
    [
        'with a hole',
        file({ a: { ...entry, data_offsets: [4, 12] } }, 12),
        /"a" starts at byte 4 of the data, not 0/,
    ],
    [
        'whose tensors overlap',
        file({ a: entry, b: { ...entry, data_offsets: [4, 12] } }, 12),
        /"b" starts at byte 4 of the data, not 8/,
    ],
    ['with bytes nobody owns', file({ a: entry }, 9), /take 8 bytes and the file holds 9/],
    ['that ends inside its values', file({ a: entry }, 7), /take 8 bytes and the file holds 7/],
    [
        'that names a tensor twice',
        file(`{"a":${JSON.stringify(entry)},"a":${JSON.stringify(entry)}}`, 8),
        /names a tensor twice/,
    ],
    ['whose metadata is a number', file({ __metadata__: 5 }, 0), /metadata is not an object of texts/],
    [
        'with too many tensors',
        file(Object.fromEntries(Array.from({ length: safetensorsLimits.tensors + 1 }, (_, i) => [i, { ...entry, shape: [0] }])), 0),
        /has 1025 tensors; the limit is 1024/,
    ],
];
for (const [what, bytes, message] of malformed) {
    test(`a file ${what} is refused`, t => {
        t.throws(() => readSafetensors(bytes), { instanceOf: ModelError, message });
    });
}
test('a file whose tensors are not those of its specification is no model', t => {
    const layout = [{ name: 'dense-1/kernel', shape: [3, 2] }, layoutOf(spec)[1]];
    const metadata = { format: 'parley-model/v1', spec: JSON.stringify(spec) };
    const bytes = writeSafetensors({ values: new Float32Array(9), layout }, metadata);
    t.throws(() => readModel(bytes), { instanceOf: ModelError, message: /tensors are not those/ });
});
test('a file without a specification, or with a forbidden one, is no model', t => {
    const vector = { values: new Float32Array(0), layout: [] };
    t.throws(() => readModel(writeSafetensors(vector, {})), { message: /no format "parley-model\/v1"/ });
    const metadata = { format: 'parley-model/v1', spec: '{"family":"pickle"}' };
    t.throws(() => readModel(writeSafetensors(vector, metadata)), { message: /model\.family is "pickle"/ });
});
test('a file that lies in a Buffer of a larger pool reads the same', t => {
    const bytes = writeModel(spec, parameters);
    const pooled = Buffer.from(bytes);
    t.true(pooled.buffer.byteLength > pooled.length, 'a small Buffer lies in a pool');
    t.deepEqual(readModel(pooled).parameters.values, parameters.values);
});
test('the schema that completes a model comes back with it, and in no other spelling', t => {
    const data = { kind: 'table', features: [{ name: 'age', mean: 54.25 }] };
    t.deepEqual(readModel(writeModel(spec, parameters, {}, data)).data, data);
    t.is(readModel(writeModel(spec, parameters)).data, undefined);
    t.throws(() => writeModel(spec, parameters, { data: '{}' }), { message: /"data" is taken/ });
    const withData = (text) => writeSafetensors(parameters, { format: 'parley-model/v1', spec: JSON.stringify(spec), data: text });
    for (const text of [
        '[]',
        'null',
        '{"b":1,"a":2}',
        '{"a": 1}',
        `{"a":${'['.repeat(5000)}${']'.repeat(5000)}}`,
    ]) {
        t.throws(() => readModel(withData(text)), { instanceOf: ModelError, message: /"data"/ });
    }
});
//# sourceMappingURL=safetensors.test.js.map