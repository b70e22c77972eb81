import test from 'ava';
import { interleaved, median, repeated } from '../../../simulator/bench/measure.js';
test('the median is the middle value in numerical order, or the mean of the two middle ones', t => {
    t.is(median([10, 9, 100]), 10);
    t.is(median([1, 100, 4, 2]), 3);
    t.throws(() => median([]), { message: /no median/ });
});
test('what is compared is measured in turns, and each work has its own median', async (t) => {
    const order = [];
    const secondsOf = (name, seconds) => () => {
        order.push(name);
        return seconds.shift();
    };
    const medians = await interleaved(3, {
        fast: secondsOf('fast', [1, 9, 2]),
        slow: secondsOf('slow', [5, 50, 7]),
    });
    t.deepEqual(order, ['fast', 'slow', 'fast', 'slow', 'fast', 'slow']);
    t.deepEqual(medians, { fast: 2, slow: 7 });
});
test('a work is repeated while its time lasts, and runs once when there is none', async (t) => {
    let nowMs = 100;
    const work = () => {
        nowMs += 30;
        return nowMs;
    };
    t.deepEqual(await repeated(0, work, () => nowMs), [130]);
    t.deepEqual(await repeated(61, work, () => nowMs), [160, 190, 220]);
});
//# sourceMappingURL=measure.test.js.map