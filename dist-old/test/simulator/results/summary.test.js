import test from 'ava';
import { summarize } from '../../../simulator/results/index.js';
import { madeUpEnd, madeUpRound, madeUpTiming, runWithAccuracies } from '../../support/stored-runs.js';
test('runs that differ in their seed alone are one variant, labelled by the swept values in the order of fields', t => {
    const changes = (rate) => ({ 'training.learningRate': rate, 'partition.kind': 'shards' });
    const summaries = summarize([
        runWithAccuracies([0.5], { run: 'a', seed: 1, changes: changes(0.1) }),
        runWithAccuracies([0.5], { run: 'b', seed: 1, changes: changes(0.05) }),
        runWithAccuracies([0.7], { run: 'c', seed: 2, changes: { ...changes(0.1), seed: 2 } }),
    ]);
    t.deepEqual(summaries.map(({ label, seeds }) => [label, seeds]), [
        ['partition.kind=shards, training.learningRate=0.1', [1, 2]],
        ['partition.kind=shards, training.learningRate=0.05', [1]],
    ]);
    t.is(summarize([runWithAccuracies([0.5], { experiment: 'plain' })])[0].label, 'plain');
    t.deepEqual(summarize([]), []);
});
test('a curve is the mean over the seeds that have the round, with its interval where two have', t => {
    const [summary] = summarize([
        runWithAccuracies([0.2, 0.6], { run: 'a', seed: 1 }),
        runWithAccuracies([0.4], { run: 'b', seed: 2 }),
    ]);
    const [first, second] = summary.accuracyByRound;
    t.is(first.round, 1);
    t.true(Math.abs(first.mean - 0.3) < 1e-12);
    // Deviation 0.1·√2, over √2: 12.706 · 0.1.
    t.true(Math.abs(first.interval[1] - (0.3 + 1.2706204736)) < 1e-9);
    t.deepEqual(second, { round: 2, mean: 0.6, interval: undefined, count: 1 });
});
test('rounds without an evaluation are no points of a curve, and loss is told from log loss', t => {
    const [summary] = summarize([
        {
            ...runWithAccuracies([]),
            rounds: [
                madeUpRound('run-1', 1, {}),
                madeUpRound('run-1', 2, { accuracy: 0.5, logLoss: 0.7 }),
                madeUpRound('run-1', 3, { logLoss: 0.6, loss: 0.8 }),
            ],
        },
    ]);
    t.deepEqual(summary.accuracyByRound.map(({ round }) => round), [2]);
    t.deepEqual(summary.lossByRound.map(({ round, mean }) => [round, mean]), [
        [2, 0.7],
        [3, 0.8],
    ]);
});
test('best and final accuracy are of finished runs alone', t => {
    const [summary] = summarize([
        runWithAccuracies([0.5, 0.9, 0.8], { run: 'a', seed: 1 }),
        runWithAccuracies([0.5, 0.7], { run: 'b', seed: 2 }),
        runWithAccuracies([0.99, 0.99], { run: 'c', seed: 3, isFinished: false }),
        { ...runWithAccuracies([]), end: { ...madeUpEnd('d', undefined), reason: 'diverged' } },
    ]);
    t.true(Math.abs(summary.bestAccuracy.mean - 0.8) < 1e-12);
    t.is(summary.finalAccuracy.mean, 0.75);
    t.is(summary.finalAccuracy.count, 2);
    t.is(summary.unfinished, 1);
    t.is(summary.diverged, 1);
});
test('speed is updates over seconds, the pace a median, memory a peak', t => {
    const run = runWithAccuracies([0.1, 0.2, 0.3]);
    const [summary] = summarize([
        { ...run, timings: [1, 2, 9].map((seconds, i) => madeUpTiming('run-1', i + 1, seconds)) },
    ]);
    t.is(summary.secondsPerRound, 2);
    t.is(summary.updatesPerSecond, 27 / 12);
    t.is(summary.peakResidentBytes, 203 * 2 ** 20);
    const [untimed] = summarize([run]);
    t.is(untimed.secondsPerRound, undefined);
    t.is(untimed.updatesPerSecond, undefined);
    t.is(untimed.peakResidentBytes, undefined);
});
//# sourceMappingURL=summary.test.js.map