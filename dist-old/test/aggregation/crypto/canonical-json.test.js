import { fc, testProp } from '@fast-check/ava';
import test from 'ava';
import { canonicalJson } from '../../../aggregation/crypto/index.js';
test('keys are sorted at every depth and no white space is written', t => {
    t.is(canonicalJson({ b: [1, { d: 'x', c: null }], a: true }), '{"a":true,"b":[1,{"c":null,"d":"x"}]}');
});
test('keys are ordered by code unit, not by locale or length', t => {
    t.is(canonicalJson({ é: 1, z: 2, B: 3, a: 4, aa: 5, '10': 6, '9': 7 }), '{"10":6,"9":7,"B":3,"a":4,"aa":5,"z":2,"é":1}');
});
test('fields that are undefined are left out', t => {
    t.is(canonicalJson({ a: undefined, b: 1 }), '{"b":1}');
});
for (const [name, value] of [
    ['a number that is not finite', { a: [Number.NaN] }],
    ['a bigint', { units: 5n }],
    ['undefined in an array', [1, undefined]],
    ['a function', { a: () => 1 }],
]) {
    test(`${name} is refused`, t => {
        t.throws(() => canonicalJson(value), { instanceOf: TypeError });
    });
}
testProp('the text reads back as the value and is the same for every order of keys', [fc.jsonValue()], (t, value) => {
    const text = canonicalJson(value);
    t.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(value)));
    t.is(canonicalJson(reversed(value)), text);
});
function reversed(value) {
    if (Array.isArray(value))
        return value.map(reversed);
    if (value === null || typeof value !== 'object')
        return value;
    return Object.fromEntries(Object.entries(value)
        .reverse()
        .map(([key, field]) => [key, reversed(field)]));
}
//# sourceMappingURL=canonical-json.test.js.map