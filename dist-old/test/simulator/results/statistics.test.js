import test from 'ava';
import { meanFigure, medianOf, studentQuantile975 } from '../../../simulator/results/statistics.js';
/** Slow twin: the density of Student's t (unnormalised) summed by Simpson's rule, the share below `x`. */
function studentShareBelow(x, n) {
    const density = (s) => (1 + (s * s) / n) ** (-(n + 1) / 2);
    // From s = tan(u): the whole line becomes a finite interval.
    const simpson = (from, to) => {
        const steps = 20_000;
        const width = (to - from) / steps;
        let sum = 0;
        for (let i = 0; i <= steps; i++) {
            const u = from + i * width;
            const weight = i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2;
            sum += weight * density(Math.tan(u)) * (1 + Math.tan(u) ** 2);
        }
        return (sum * width) / 3;
    };
    const end = Math.PI / 2 - 1e-9;
    return simpson(-end, Math.atan(x)) / simpson(-end, end);
}
test("the points of Student's t leave 2.5 % above them, inside the table and beyond it", t => {
    for (const n of [1, 2, 3, 4, 5, 9, 10, 15, 20, 21, 30, 100])
        t.true(Math.abs(studentShareBelow(studentQuantile975(n), n) - 0.975) < 1e-7, `${n} degrees of freedom`);
    for (let n = 2; n < 60; n++)
        t.true(studentQuantile975(n) < studentQuantile975(n - 1));
});
test('a mean has the interval of its sample: one value has none', t => {
    // Standard deviation 2 (of the sample; 1.63 of the whole), of three values: 4.3027 · 2 / √3.
    const figure = meanFigure([3, 5, 7]);
    t.is(figure.mean, 5);
    t.true(Math.abs(figure.interval[1] - (5 + 4.968275)) < 1e-5);
    t.true(Math.abs(figure.interval[0] - (5 - 4.968275)) < 1e-5);
    t.deepEqual(meanFigure([4]), { mean: 4, interval: undefined, count: 1 });
    t.is(meanFigure([]), undefined);
});
test('the median is the middle in the order of numbers, and takes infinity for a value', t => {
    t.is(medianOf([100, 9, 10]), 10);
    t.is(medianOf([1, 4, 100, 2]), 3);
    t.is(medianOf([Number.POSITIVE_INFINITY, 5, 6]), 6);
    t.is(medianOf([Number.POSITIVE_INFINITY, 5]), Number.POSITIVE_INFINITY);
    t.is(medianOf([]), undefined);
});
//# sourceMappingURL=statistics.test.js.map