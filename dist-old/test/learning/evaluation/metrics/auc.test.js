import test from 'ava';
import fc from 'fast-check';
import { aucOf, macroAucOf, standardErrorOf } from '../../../../learning/evaluation/metrics/auc.js';
import { delongFigure } from '../../../../learning/evaluation/metrics/intervals.js';
import { openSeededRandom } from '../../../../learning/seeded-random.js';
/** AUC and DeLong's variance pair by pair, from the definitions. */
function slowAuc(scores, positives) {
    const above = scores.filter((_, i) => positives[i] === 1);
    const below = scores.filter((_, i) => positives[i] !== 1);
    const wins = (x, y) => (x > y ? 1 : x === y ? 1 / 2 : 0);
    const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = (values) => values.length < 2
        ? 0
        : values.reduce((sum, value) => sum + (value - mean(values)) ** 2, 0) / (values.length - 1);
    const ofPositives = above.map(x => mean(below.map(y => wins(x, y))));
    const ofNegatives = below.map(y => mean(above.map(x => wins(x, y))));
    return {
        value: mean(ofPositives),
        error: Math.sqrt(variance(ofPositives) / above.length + variance(ofNegatives) / below.length),
    };
}
test('the AUC and its error by ranks are those pair by pair, ties included', t => {
    const example = fc.tuple(fc.integer({ min: -3, max: 3 }), fc.integer({ min: 0, max: 1 }));
    fc.assert(fc.property(fc.array(example, { minLength: 2, maxLength: 25 }), examples => {
        const scores = examples.map(([score]) => score / 3);
        const positives = examples.map(([, positive]) => positive);
        const found = aucOf(scores, positives);
        if (new Set(positives).size === 1)
            return found === undefined;
        const expected = slowAuc(scores, positives);
        const isSame = (left, right) => Math.abs(left - right) < 1e-9;
        return isSame(found.value, expected.value) && isSame(standardErrorOf(found), expected.error);
    }));
    t.pass();
});
test('the mean of several curves over the same examples keeps what they share', t => {
    const scores = [0.1, 0.4, 0.35, 0.8, 0.6, 0.2];
    const positives = [0, 0, 1, 1, 1, 0];
    const one = aucOf(scores, positives);
    const twice = macroAucOf([one, undefined, one]);
    t.is(twice.value, one.value);
    // Two curves that are one vary as one does; were they independent, the error would be smaller by a root of two.
    t.true(Math.abs(standardErrorOf(twice) - standardErrorOf(one)) < 1e-12);
    const turned = { value: 1 - one.value, deviations: one.deviations.map(deviation => -deviation) };
    t.is(standardErrorOf(macroAucOf([one, turned])), 0);
    t.is(macroAucOf([undefined]), undefined);
});
test('DeLong’s interval holds the true AUC in about nineteen of twenty samples', t => {
    const random = openSeededRandom(12, 'auc coverage');
    // Two normal distributions one deviation apart: Φ(1 / √2).
    const truth = 0.7602499389065233;
    let held = 0;
    for (let sample = 0; sample < 400; sample++) {
        const positives = Array.from({ length: 120 }, (_, i) => (i < 45 ? 1 : 0));
        const figure = delongFigure(aucOf(positives.map(positive => positive + random.normal()), positives));
        if (figure.low <= truth && truth <= figure.high)
            held += 1;
    }
    t.true(held > 365 && held < 395, `${held} of 400`);
});
//# sourceMappingURL=auc.test.js.map