import { fc, testProp } from '@fast-check/ava';
import test from 'ava';
import { classCounts, holdOut } from '../../../learning/index.js';
/** Each example's only feature is its place, so that it can be told again. */
function places(examples) {
    return Float32Array.from({ length: examples }, (_, i) => i);
}
function classified(labels, classes = 6) {
    return {
        features: places(labels.length),
        examples: labels.length,
        featureShape: [1],
        labels: Int32Array.from(labels),
        classes,
    };
}
function evenly(examples) {
    return classified(Array.from({ length: examples }, (_, i) => i % 6));
}
const labels = fc.array(fc.nat(5), { maxLength: 80 });
const permille = fc.oneof(fc.constantFrom(1, 100, 500, 999), fc.integer({ min: 1, max: 999 }));
const seed = fc.oneof(fc.string(), fc.uint8Array({ maxLength: 32 }));
testProp('every example is on one side, in the order of the whole and with its own label', [labels, permille, seed], (t, all, share, salt) => {
    const dataset = classified(all);
    const { training, heldOut } = holdOut(dataset, share, salt);
    const sides = [training, ...(heldOut === undefined ? [] : [heldOut])];
    for (const side of sides) {
        t.deepEqual([...side.features].sort((left, right) => left - right), [...side.features]);
        t.deepEqual([...side.labels], Array.from(side.features, place => all[place]));
    }
    const together = sides.flatMap(({ features }) => [...features]).sort((left, right) => left - right);
    t.deepEqual(together, [...all.keys()]);
});
testProp('of each class the share is held out to the nearest whole number, and one at least is on either side', [labels, permille, seed], (t, all, share, salt) => {
    const dataset = classified(all);
    const { training, heldOut } = holdOut(dataset, share, salt);
    if (dataset.examples < 2)
        return t.is(heldOut, undefined);
    t.true(training.examples > 0 && heldOut.examples > 0);
    const held = classCounts(heldOut);
    for (const [label, count] of classCounts(dataset).entries()) {
        if (count < 2)
            continue;
        const nearest = Math.round((count * share) / 1000);
        t.is(held[label], Math.min(count - 1, Math.max(1, nearest)));
    }
});
testProp('the same seed holds out the same examples', [labels, permille, seed], (t, all, share, salt) => {
    const [first, second] = [holdOut(classified(all), share, salt), holdOut(classified(all), share, salt)];
    t.deepEqual(first, second);
});
test('other seeds hold out others, and each example about as often as the share says', t => {
    const times = new Float64Array(60);
    const seen = new Set();
    for (let bounty = 0; bounty < 500; bounty++) {
        const { heldOut } = holdOut(evenly(60), 200, `bounty-${bounty}`);
        for (const place of heldOut.features)
            times[place] += 1;
        seen.add(heldOut.features.join());
    }
    t.is(seen.size, 500);
    // 100 times of 500, with a deviation of 9.
    t.true(Math.min(...times) > 60 && Math.max(...times) < 140, `${Math.min(...times)} ${Math.max(...times)}`);
});
test('a seed of bytes is that of their hexadecimal text', t => {
    const bytes = holdOut(evenly(60), 200, Uint8Array.of(0x0a, 0xff));
    t.deepEqual(bytes, holdOut(evenly(60), 200, '0aff'));
    t.notDeepEqual(bytes, holdOut(evenly(60), 200, Uint8Array.of(0xff, 0x0a)));
});
test('the cut of a seed stays what it was, since records once held out must not be trained on', t => {
    const { heldOut } = holdOut(evenly(24), 250, 'b7c1');
    t.deepEqual([...heldOut.features], [2, 4, 7, 15, 18, 23]);
});
test('classes of one example each are cut together, with one on either side', t => {
    for (const [share, held] of [
        [1, 1],
        [500, 2],
        [999, 3],
    ]) {
        const { training, heldOut } = holdOut(classified([0, 1, 2, 3]), share, 'x');
        t.is(heldOut.examples, held);
        t.is(training.examples, 4 - held);
    }
    // Beside a class that is on both sides they need not be.
    t.is(holdOut(classified([0, 1, 2, 2]), 100, 'x').heldOut.examples, 1);
});
test('other tasks are cut as a whole, with their targets', t => {
    const common = { features: places(8), examples: 8, featureShape: [1] };
    const numbers = {
        ...common,
        task: 'regression',
        targets: Float32Array.from({ length: 16 }, (_, i) => i),
        outputs: 2,
    };
    const cut = holdOut(numbers, 250, 'x');
    t.is(cut.heldOut.examples, 2);
    for (const { features, targets } of [cut.training, cut.heldOut]) {
        t.deepEqual([...targets], [...features].flatMap(place => [2 * place, 2 * place + 1]));
    }
    const many = { ...common, task: 'multi-label', labels: new Int32Array(24), classes: 3 };
    t.is(holdOut(many, 900, 'x').training.examples, 1);
});
test('one example is trained on, and a share of nothing or all is refused', t => {
    const one = classified([3]);
    const { training, heldOut } = holdOut(one, 500, 'x');
    t.is(training, one);
    t.is(heldOut, undefined);
    for (const share of [0, 1000, 0.5, Number.NaN])
        t.throws(() => holdOut(one, share, 'x'), { instanceOf: RangeError, message: /1 to 999 thousandths, not/ });
});
//# sourceMappingURL=hold-out.test.js.map