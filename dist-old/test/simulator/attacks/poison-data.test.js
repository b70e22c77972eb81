import test from 'ava';
import { openSeededRandom } from '../../../learning/index.js';
import { attackDefaults, poisonData, triggeredTestSet, } from '../../../simulator/attacks/index.js';
import { images } from './datasets.js';
const poison = (data, attackers, attack, seed = 1) => poisonData(data, new Set(attackers), attack, openSeededRandom(seed, 'attack'));
const small = { kind: 'backdoor', target: 3, share: 0.3, patch: 2 };
test('a flipped label y becomes K - 1 - y, for attackers alone', t => {
    const data = [images(7), images(7)];
    const [honest, attacker] = poison(data, [1], attackDefaults['label-flip']);
    t.is(honest, data[0]);
    t.deepEqual([...attacker.labels], [4, 3, 2, 1, 0, 4, 3]);
    t.is(attacker.features, data[1].features);
    t.deepEqual([...data[1].labels], [0, 1, 2, 3, 4, 0, 1]);
});
test('one label is flipped to another and the rest stay', t => {
    const [attacker] = poison([images(7)], [0], { kind: 'label-flip', from: 1, to: 3 });
    t.deepEqual([...attacker.labels], [0, 3, 2, 3, 4, 0, 3]);
    t.throws(() => poison([images(7)], [0], { kind: 'label-flip', from: 5, to: 3 }), {
        instanceOf: RangeError,
        message: 'attack.from: 5 is no label of the data, whose labels are 0 to 4',
    });
    t.throws(() => poison([images(7)], [0], { kind: 'label-flip', from: 0, to: 9 }), { message: /^attack\.to/ });
});
/** The values of an example that differ from those it had. */
const changed = (before, after, i) => [...Array(24).keys()].filter(at => before.features[i * 24 + at] !== after.features[i * 24 + at]);
test('a backdoor is a square in the lower right corner, in every channel, on its share of the examples', t => {
    const whole = images(50);
    const [planted] = poison([whole], [0], small);
    const triggered = [...Array(50).keys()].filter(i => changed(whole, planted, i).length > 0);
    t.is(triggered.length, 15);
    t.notDeepEqual(triggered, [...Array(15).keys()], 'the share is drawn at random');
    for (const i of triggered) {
        // Rows 1 and 2, columns 2 and 3: values (4 row + column) · 2 and the one after.
        t.deepEqual(changed(whole, planted, i), [12, 13, 14, 15, 20, 21, 22, 23]);
        t.is(planted.features[i * 24 + 12], 1);
        t.is(planted.labels[i], 3);
    }
    const others = [...Array(50).keys()].filter(i => !triggered.includes(i));
    t.true(others.every(i => planted.labels[i] === i % 5));
    t.deepEqual(whole, images(50), 'the data it was made of is left alone');
});
test('the same seed triggers the same examples, and one at least', t => {
    const whole = images(50);
    t.deepEqual(poison([whole], [0], small), poison([whole], [0], small));
    t.notDeepEqual(poison([whole], [0], small), poison([whole], [0], small, 2));
    const [planted] = poison([images(5)], [0], { ...small, share: 0.01 });
    t.is([...Array(5).keys()].filter(i => changed(images(5), planted, i).length > 0).length, 1);
});
test('a triggered test set has all examples but the target’s, as the target', t => {
    const whole = images(50);
    const triggered = triggeredTestSet(whole, small);
    t.is(triggered.examples, 40);
    t.true(triggered.labels.every(label => label === 3));
    // Example 3 is of the target class; the one after it comes in its place.
    t.is(triggered.features[3 * 24], whole.features[4 * 24]);
    for (let i = 0; i < 40; i++)
        t.is(triggered.features[i * 24 + 23], 1);
    const ofTarget = { ...images(4), labels: new Int32Array(4).fill(3) };
    t.throws(() => triggeredTestSet(ofTarget, small), { message: /every test example is of class 3/ });
});
test('a backdoor that does not go with the data is refused with the field', t => {
    const refused = (message, change, data = images(5)) => t.throws(() => poison([data], [0], { ...small, ...change }), { instanceOf: RangeError, message });
    refused(/^attack\.target: 5 is no label/, { target: 5 });
    refused(/^attack\.patch: a square of 4 does not fit images of 3 by 4/, { patch: 4 });
    refused(/^attack\.kind: .*no images but has the shape \[24\]/, {}, { ...images(5), featureShape: [24] });
});
test('duplicates all have one honest holder’s data', t => {
    const data = Array.from({ length: 6 }, (_, holder) => images(holder + 1));
    const victims = new Set();
    for (let seed = 0; seed < 40; seed++) {
        const after = poison(data, [0, 4], attackDefaults.duplicate, seed);
        t.is(after[0], after[4]);
        for (const holder of [1, 2, 3, 5])
            t.is(after[holder], data[holder]);
        victims.add(data.indexOf(after[0]));
    }
    t.deepEqual([...victims].sort((left, right) => left - right), [1, 2, 3, 5]);
    t.throws(() => poison(data.slice(0, 2), [0, 1], attackDefaults.duplicate), { message: /honest holder/ });
});
test('attacks on updates leave the data alone', t => {
    const data = [images(3), images(4)];
    for (const kind of ['sign-flip', 'noise', 'free-rider'])
        t.is(poison(data, [0], attackDefaults[kind]), data);
});
//# sourceMappingURL=poison-data.test.js.map