import test from 'ava';
import { countingOrder, openSeededRandom, openWords, shuffle } from '../../learning/seeded-random.js';
test('the words are those of xoshiro128** from the state 1, 2, 3, 4', t => {
    const word = openWords(Uint32Array.of(1, 2, 3, 4));
    t.deepEqual(Array.from({ length: 10 }, word), [11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804]);
});
test('a seed gives one stream for each label', t => {
    const words = (seed, label) => {
        const random = openSeededRandom(seed, label);
        return Array.from({ length: 4 }, random.word).join(' ');
    };
    t.is(words(3, 'a'), words(3, 'a'));
    const streams = [words(3, 'a'), words(3, 'b'), words(4, 'a'), words(3 + 2 ** 32, 'a'), words(3, 'aa')];
    t.is(new Set(streams).size, streams.length);
    t.throws(() => openSeededRandom(-1, 'a'), { instanceOf: RangeError });
});
test('numbers fill the unit interval evenly and deviates are standard normal', t => {
    const random = openSeededRandom(1, 'moments');
    const count = 40_000;
    const moments = (draw) => {
        let [sum, squares] = [0, 0];
        for (let i = 0; i < count; i++) {
            const drawn = draw();
            sum += drawn;
            squares += drawn * drawn;
        }
        return { mean: sum / count, variance: squares / count - (sum / count) ** 2 };
    };
    const unit = moments(random.unit);
    t.true(Math.abs(unit.mean - 0.5) < 0.01 && Math.abs(unit.variance - 1 / 12) < 0.002);
    const normal = moments(random.normal);
    t.true(Math.abs(normal.mean) < 0.02 && Math.abs(normal.variance - 1) < 0.03);
});
test('integers below a bound are all met about equally often', t => {
    const random = openSeededRandom(2, 'below');
    const counts = Array(7).fill(0);
    for (let i = 0; i < 70_000; i++)
        counts[random.below(7)] += 1;
    t.true(counts.every(count => Math.abs(count - 10_000) < 400), counts.join(' '));
    t.throws(() => random.below(0), { instanceOf: RangeError });
});
test('a shuffle is a permutation, and every place is as likely for the first item', t => {
    const random = openSeededRandom(3, 'shuffle');
    const places = Array(5).fill(0);
    for (let i = 0; i < 20_000; i++) {
        const items = countingOrder(5);
        shuffle(items, random);
        places[items.indexOf(0)] += 1;
        if (i < 20)
            t.deepEqual([...items].sort(), [0, 1, 2, 3, 4]);
    }
    t.true(places.every(count => Math.abs(count - 4000) < 300), places.join(' '));
});
//# sourceMappingURL=seeded-random.test.js.map