import { fc, testProp } from '@fast-check/ava';
import test from 'ava';
import { joinTally, splitTally, tallyLayout } from '../../../../aggregation/index.js';
import { partsOf } from '../../../../learning/evaluation/metrics/counts-form.js';
import { openJudge } from '../../../../learning/evaluation/open-judge.js';
import { addMetricCounts, checkMetricCounts, countMaxima, countsForm, metricCounts, metricCountsLength, metricsOfCounts, openCounter, selectExamples, TrainingError, } from '../../../../learning/index.js';
import { answered } from '../vectors.js';
const empty = { features: new Float32Array(0), featureShape: [1] };
/** The examples of the parts with their outputs. */
function cut(dataset, outputs, parts) {
    const width = outputs.length / dataset.examples;
    const whole = { ...dataset, features: new Float32Array(dataset.examples * 64) };
    return parts.map(part => {
        const own = part.flatMap(i => [...outputs.subarray(i * width, (i + 1) * width)]);
        return [selectExamples(whole, part), Float32Array.from(own)];
    });
}
for (const [what, dataset, outputs] of answered) {
    test(`the counts of holders of ${what} add up to those of their examples together`, t => {
        const form = countsForm(dataset, { scoreBins: 20, errorUnit: 0.01 });
        const pooled = metricCounts(form, dataset, outputs);
        t.is(pooled.length, metricCountsLength(form));
        t.true(pooled.every(count => Number.isSafeInteger(count) && count >= 0));
        fc.assert(fc.property(fc.array(fc.nat(3), { minLength: dataset.examples, maxLength: dataset.examples }), owners => {
            const parts = [0, 1, 2, 3].map(owner => owners.flatMap((own, i) => (own === owner ? [i] : [])));
            const each = cut(dataset, outputs, parts).map(([data, own]) => metricCounts(form, data, own));
            const sum = addMetricCounts(each);
            return sum.every((count, i) => count === pooled[i]);
        }), { numRuns: 20 });
    });
    test(`the metrics of the counts of ${what} are those of the examples`, t => {
        const form = countsForm(dataset, { errorUnit: 1e-4 });
        const { metrics, aucWithin, examples } = metricsOfCounts(form, metricCounts(form, dataset, outputs));
        const judge = openJudge(dataset);
        judge.add(outputs, 0);
        const exact = judge.evaluation().metrics;
        t.is(examples, dataset.examples);
        t.deepEqual(Object.keys(metrics).sort(), Object.keys(exact).sort());
        const within = {
            auc: aucWithin + 1e-9,
            logLoss: 2 ** -17,
            calibrationError: 2 ** -16,
            mae: 1e-4,
            rmse: 1e-4,
        };
        for (const [name, value] of Object.entries(metrics)) {
            const difference = Math.abs(value - exact[name].value);
            t.true(difference <= (within[name] ?? 0), `${name}: ${value} for ${exact[name].value}`);
        }
        t.true(aucWithin < 0.02);
    });
}
test('the AUC of histograms is within its bound for any scores and bins', t => {
    const example = fc.tuple(fc.float({ min: -12, max: 12, noNaN: true }), fc.integer({ min: 0, max: 1 }));
    fc.assert(fc.property(fc.array(example, { minLength: 2, maxLength: 40 }), fc.integer({ min: 2, max: 40 }), (rows, bins) => {
        const labels = Int32Array.from(rows, ([, label]) => label);
        if (new Set(labels).size === 1)
            return true;
        const dataset = { ...empty, task: 'multi-label', labels, examples: rows.length, classes: 1 };
        const outputs = Float32Array.from(rows, ([logit]) => logit);
        const form = countsForm(dataset, { scoreBins: bins });
        const { metrics, aucWithin } = metricsOfCounts(form, metricCounts(form, dataset, outputs));
        const judge = openJudge(dataset);
        judge.add(outputs, 0);
        return Math.abs(metrics.auc - judge.evaluation().metrics.auc.value) <= aucWithin + 1e-12;
    }));
    t.pass();
});
for (const [what, dataset, outputs] of answered) {
    test(`${what} counted in batches are counted as they are at once`, t => {
        const form = countsForm(dataset);
        const counter = openCounter(form, dataset);
        const width = outputs.length / dataset.examples;
        for (const [start, end] of [
            [3, 10],
            [0, 3],
            [10, dataset.examples],
        ])
            counter.add(outputs.subarray(start * width, end * width), start);
        t.deepEqual(counter.counts(), metricCounts(form, dataset, outputs));
    });
    test(`outputs for ${what} that are not finite are refused with their example`, t => {
        const width = outputs.length / dataset.examples;
        for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
            const counter = openCounter(countsForm(dataset), dataset);
            counter.add(outputs.subarray(0, width), 0);
            const rest = outputs.slice(width);
            rest[2 * width - 1] = bad;
            const error = t.throws(() => counter.add(rest, 1), { instanceOf: TrainingError });
            t.is(error.reason, 'diverged');
            t.regex(error.message, /for example 2 is not finite/);
            t.is(counter.counts()[0], 1);
        }
    });
}
/** Values as a model may put them out: ordinary, on the edges of histograms, and as large as they come. */
const output = fc.oneof(fc.float({ min: -10, max: 10, noNaN: true }), fc.constantFrom(0, -8, 8, 3e38, -3e38, 1e-40));
const datasets = fc
    .record({
    task: fc.constantFrom('classification', 'multi-label', 'segmentation', 'regression'),
    examples: fc.integer({ min: 1, max: 6 }),
    width: fc.integer({ min: 2, max: 3 }),
})
    .chain(({ task, examples, width }) => {
    const positions = task === 'segmentation' ? 4 : 1;
    const count = examples * positions;
    const labels = (length, most) => fc.array(fc.nat(most), { minLength: length, maxLength: length }).map(all => Int32Array.from(all));
    const outputs = fc
        .array(output, { minLength: count * width, maxLength: count * width })
        .map(all => Float32Array.from(all));
    const common = { features: new Float32Array(0), examples };
    const targets = task === 'regression'
        ? outputs.map(found => ({ ...common, featureShape: [1], task, targets: found, outputs: width }))
        : labels(task === 'multi-label' ? count * width : count, task === 'multi-label' ? 1 : width - 1).map(found => {
            const labelled = { ...common, featureShape: [2, 2, 1], labels: found, classes: width };
            return task === 'classification' ? labelled : { ...labelled, task };
        });
    return fc.tuple(targets, outputs);
});
const forms = { scoreBins: 4, errorUnit: 0.01 };
testProp('counts never exceed their maxima, and their sums are ones that examples can have', [datasets, fc.integer({ min: 1, max: 5 })], (t, [dataset, outputs], holders) => {
    const form = countsForm(dataset, forms);
    const counts = metricCounts(form, dataset, outputs);
    const maxima = countMaxima(form, dataset.examples);
    t.is(maxima.length, counts.length);
    t.true(counts.every((count, i) => Number.isSafeInteger(count) && count >= 0 && BigInt(count) <= maxima[i]));
    const sum = addMetricCounts(Array.from({ length: holders }, () => counts));
    t.is(checkMetricCounts(form, Array.from(sum, BigInt)), undefined);
    t.true(Object.values(metricsOfCounts(form, sum).metrics).every(Number.isFinite));
}, { numRuns: 500 });
/** The largest of each count over some holders of the form. */
function largestOf(form, holders) {
    const all = holders.map(([dataset, outputs]) => metricCounts(form, dataset, outputs));
    return Array.from(all[0], (_, i) => BigInt(Math.max(...all.map(counts => counts[i]))));
}
const [low, high] = [-3e38, 3e38];
const three = { ...empty, examples: 3 };
const thrice = (values) => Float32Array.from([...values, ...values, ...values]);
/** Log-odds of a confidence just below the upper edge of each bin of calibration. */
const atEdges = Array.from({ length: 15 }, (_, bin) => (bin + 1) / 15 - 1e-7).map(p => Math.log(p / (1 - p)));
test('every maximum of a classification is reached, but for confidences that two classes do not go down to', t => {
    const form = countsForm({ featureShape: [1], classes: 2 }, forms);
    const rows = [[low, high], [high, low], [0, 0], ...atEdges, ...[-5, -1, 1, 5]].map(row => typeof row === 'number' ? [0, row] : row);
    const holders = rows.flatMap(row => [0, 1].map(label => {
        const dataset = { ...three, classes: 2, labels: Int32Array.of(label, label, label) };
        return [dataset, thrice(row)];
    }));
    const maxima = countMaxima(form, 3);
    const missed = largestOf(form, holders).flatMap((count, i) => (count === maxima[i] ? [] : [i]));
    // Three runs of fifteen bins, after the examples, the confusion matrix and the histograms; seven bins are below a half.
    const bins = 1 + 4 + 4 * 4;
    t.deepEqual(missed, [0, 15, 30].flatMap(run => Array.from({ length: 7 }, (_, bin) => bins + run + bin)));
    t.is(maxima.at(-1), 3n * 2n ** 22n);
});
test('every maximum of several labels is reached', t => {
    const form = countsForm({ task: 'multi-label', featureShape: [1], classes: 2 }, forms);
    const holders = [low, -5, -1, 1, 5, high, ...atEdges].flatMap(logit => [0, 1].map(label => {
        const labels = Int32Array.from({ length: 6 }, () => label);
        return [
            { ...three, task: 'multi-label', classes: 2, labels },
            thrice([logit, logit]),
        ];
    }));
    t.deepEqual(largestOf(form, holders), countMaxima(form, 3));
});
test('every maximum of a segmentation and of a regression is reached', t => {
    const segments = countsForm({ task: 'segmentation', featureShape: [2, 2, 1], classes: 2 });
    const images = [0, 1].flatMap(label => [0, 1].map(answer => {
        const labels = Int32Array.from({ length: 12 }, () => label);
        const dataset = { ...three, featureShape: [2, 2, 1], task: 'segmentation', classes: 2, labels };
        return [dataset, Float32Array.from({ length: 24 }, (_, i) => (i % 2 === answer ? high : low))];
    }));
    t.deepEqual(largestOf(segments, images), countMaxima(segments, 3));
    t.is(countMaxima(segments, 3)[1], 12n);
    const numbers = countsForm({ task: 'regression', featureShape: [1], outputs: 1 }, { errorUnit: 1 });
    const dataset = { ...three, task: 'regression', targets: new Float32Array(3), outputs: 1 };
    // The square of the second is one below 2^22.
    const errors = [high, Math.sqrt(2 ** 22 - 1)].map(error => [dataset, thrice([error])]);
    t.deepEqual(largestOf(numbers, errors), countMaxima(numbers, 3));
});
test('squared errors are counted exactly also where their sum is above 2^53', t => {
    const examples = 1000;
    const dataset = {
        ...empty,
        task: 'regression',
        targets: new Float32Array(examples),
        examples,
        outputs: 1,
    };
    const form = countsForm(dataset, { errorUnit: 1 });
    const outputs = Float32Array.from({ length: examples }, (_, i) => 2 ** 22 - 1 - i);
    const [, , squaredHigh, squaredLow] = metricCounts(form, dataset, outputs);
    const expected = Array.from(outputs, error => BigInt(error) ** 2n).reduce((sum, square) => sum + square);
    t.true(expected > 2n ** 53n);
    t.is(2n ** 22n * BigInt(squaredHigh) + BigInt(squaredLow), expected);
});
test('the maxima of more examples than are counted exactly are refused', t => {
    const form = countsForm({ featureShape: [1], classes: 2 });
    t.is(countMaxima(form, 2 ** 31).at(-1), 2n ** 53n);
    t.throws(() => countMaxima(form, 2 ** 31 + 1), { instanceOf: RangeError, message: /too many/ });
    t.throws(() => countMaxima(form, 0.5), { instanceOf: RangeError, message: /from 0 on, not 0.5/ });
    t.true(countMaxima(form, 0).every(maximum => maximum === 0n));
});
/** What the examples bind only roughly, as all of a regression: one more may be theirs too. */
const hasRoom = new Set(['right', 'hits', 'answers', 'binConfidences', 'loss']);
for (const [what, dataset, outputs] of answered) {
    const form = countsForm(dataset, { scoreBins: 8, errorUnit: 0.01 });
    const honest = Array.from(metricCounts(form, dataset, outputs), BigInt);
    const told = (place, count) => checkMetricCounts(form, honest.with(place, count)) ?? '';
    test(`sums of ${what} that no examples can have are told, and so is each count off by one that must add up`, t => {
        t.is(checkMetricCounts(form, honest), undefined);
        t.is(checkMetricCounts(form, honest.map(() => 0n)), undefined);
        t.is(told(1, -1n), 'a count is negative');
        t.regex(told(0, 0n), /more than 0 examples can have/);
        const maxima = countMaxima(form, dataset.examples);
        for (let i = 1; i < maxima.length; i++)
            t.regex(told(i, maxima[i] + 1n), /more than \d+ examples can have/);
        const parts = partsOf(form, (start, end) => honest.slice(start, end).map((_, i) => start + i));
        for (const [name, places] of Object.entries(parts)) {
            if (hasRoom.has(name) || dataset.task === 'regression')
                continue;
            const believed = places.filter(place => told(place, honest[place] + 1n) === '');
            t.deepEqual(believed, [], name);
        }
    });
}
test('what is wrong with a sum is said', t => {
    const numbers = countsForm({ task: 'regression', featureShape: [1], outputs: 1 });
    t.is(checkMetricCounts(numbers, [10n, 100n, 0n, 1000n]), undefined);
    t.is(checkMetricCounts(numbers, [10n, 100n, 0n, 700n]), 'no errors have these sums');
    t.is(checkMetricCounts(numbers, [10n, 0n, 8n, 0n]), 'no errors have these sums');
    const form = countsForm({ featureShape: [1], classes: 2 }, { scoreBins: 2 });
    const dataset = { ...empty, examples: 2, classes: 2, labels: Int32Array.of(0, 1) };
    const honest = Array.from(metricCounts(form, dataset, Float32Array.of(1, 0, 1, 0)), BigInt);
    const changed = (...places) => checkMetricCounts(form, honest.map((count, i) => places.find(([place]) => place === i)?.[1] ?? count));
    t.is(changed([1, 2n]), 'the confusion matrix does not add up to the examples');
    t.is(changed([5, 1n]), 'the histograms of output 0 do not add up to its examples');
    const confident = Math.ceil((1 / (1 + Math.exp(-1))) * 15) - 1;
    t.is(changed([13 + confident, 1n]), 'the bins of calibration do not add up to the examples');
    t.is(changed([13 + 30 + confident, 2n]), 'the hits of calibration do not add up to those of the answers');
    t.regex(changed([13 + 15 + confident, 2n]) ?? '', /^bin 10 of calibration has hits or confidences/);
    t.throws(() => checkMetricCounts(form, honest.slice(1)), { instanceOf: RangeError });
});
test('counts that are added as digits in a ring, by groups, are those of all holders', t => {
    for (const [what, dataset, outputs] of answered) {
        const form = countsForm(dataset, { scoreBins: 8 });
        const counts = metricCounts(form, dataset, outputs);
        const layout = tallyLayout(countMaxima(form, dataset.examples), 16, 5);
        const digits = splitTally(Array.from(counts, BigInt), layout);
        // Five holders in one ring of sixteen bits, and seven such groups.
        const group = digits.map(digit => ((5 * digit) << 16) >> 16);
        const numbers = joinTally(Float64Array.from(group, digit => 7 * digit), layout);
        t.deepEqual(numbers, Array.from(counts, count => 35n * BigInt(count)), what);
        t.is(checkMetricCounts(form, numbers), undefined);
        const [of, alone] = [metricsOfCounts(form, numbers), metricsOfCounts(form, counts)];
        t.is(of.examples, 35 * alone.examples);
        for (const [name, value] of Object.entries(alone.metrics))
            t.true(Math.abs(of.metrics[name] - value) < 1e-12, `${what} ${name}`);
    }
});
test('a sum of whole numbers is read as the counts that it is', t => {
    const [, dataset, outputs] = answered[2];
    const form = countsForm(dataset);
    const counts = metricCounts(form, dataset, outputs);
    t.deepEqual(metricsOfCounts(form, Array.from(counts, BigInt)), metricsOfCounts(form, counts));
});
for (const [what, dataset, outputs] of answered) {
    test(`the intervals of counted ${what} are those of the examples, wider by what is not known`, t => {
        const form = countsForm(dataset);
        const { figures, metrics, aucWithin } = metricsOfCounts(form, metricCounts(form, dataset, outputs));
        const judge = openJudge(dataset);
        judge.add(outputs, 0);
        const exact = judge.evaluation();
        if (exact.task === 'regression' || exact.task === 'segmentation')
            return t.deepEqual(figures, {});
        t.deepEqual(figures.accuracy, exact.metrics.accuracy);
        const [found, known] = [figures.auc, exact.metrics.auc];
        t.is(found.value, metrics.auc);
        t.is(found.interval, 'delong');
        t.true(found.low <= known.low + aucWithin && found.high >= known.high - aucWithin);
        // One curve has DeLong's own deviation; the mean of several at most that of curves that move together.
        const room = what === 'two classes' ? 2 * aucWithin + 1e-3 : known.high - known.low;
        t.true(known.low - found.low <= room && found.high - known.high <= room);
    });
}
test('a third class that nobody has leaves the curves of both others', t => {
    const dataset = { ...empty, examples: 4, classes: 3, labels: Int32Array.of(0, 0, 1, 1) };
    const logits = Float32Array.of(2, 0, 0, 0, 1, 0, 0, 1, 5, 0, 3, 0);
    const form = countsForm(dataset);
    const { metrics, aucWithin } = metricsOfCounts(form, metricCounts(form, dataset, logits));
    const judge = openJudge(dataset);
    judge.add(logits, 0);
    t.is(aucWithin, 0);
    t.is(metrics.auc, judge.evaluation().metrics.auc.value);
});
test('the F1 of labels that nobody has and nothing answers is left out', t => {
    const dataset = {
        ...empty,
        task: 'multi-label',
        examples: 1,
        classes: 2,
        labels: new Int32Array(2),
    };
    const form = countsForm(dataset);
    const { metrics } = metricsOfCounts(form, metricCounts(form, dataset, Float32Array.of(-3, -4)));
    t.deepEqual(Object.keys(metrics).sort(), ['accuracy', 'calibrationError', 'logLoss']);
});
test('data of another shape than is counted is refused', t => {
    const form = countsForm({ featureShape: [1], classes: 3 });
    const dataset = { ...empty, examples: 1, classes: 2, labels: Int32Array.of(1) };
    const error = t.throws(() => openCounter(form, dataset), { instanceOf: TrainingError });
    t.is(error.reason, 'bad-request');
    t.regex(error.message, /classification with 2 outputs .* counted is classification with 3 outputs/);
});
test('counts of another form, of nobody, or in bins that make no sense are refused', t => {
    const form = countsForm({ featureShape: [1], classes: 2 });
    const counts = new Float64Array(metricCountsLength(form));
    t.throws(() => metricsOfCounts(form, counts), { message: /there are no examples/ });
    t.throws(() => metricsOfCounts(form, counts.subarray(1)), { message: /the form has \d+ counts, not \d+/ });
    t.throws(() => addMetricCounts([counts, counts.subarray(1)]), { message: /not all of one form/ });
    t.throws(() => countsForm(form.shape, { scoreBins: 1 }), {
        message: /scoreBins is an integer from 2 on, not 1/,
    });
    for (const errorUnit of [0, Number.POSITIVE_INFINITY])
        t.throws(() => countsForm(form.shape, { errorUnit }), { message: /errorUnit is a positive number, not/ });
});
//# sourceMappingURL=metric-counts.test.js.map