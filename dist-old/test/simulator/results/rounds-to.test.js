import { fc, testProp } from '@fast-check/ava';
import test from 'ava';
import { roundsTo } from '../../../simulator/results/index.js';
import { madeUpRound, runWithAccuracies } from '../../support/stored-runs.js';
test('a threshold is reached where the best so far crosses it, on the line from the best before', t => {
    // The dip to 0.5 does not count: the monotonic curve goes from 0.8 in round 3 to 0.9 in round 4.
    const figure = roundsTo([runWithAccuracies([0.6, 0.8, 0.5, 0.9])], 0.825);
    t.is(figure.rounds, 4);
    t.true(Math.abs(figure.interpolated - 3.25) < 1e-9);
    t.is(roundsTo([runWithAccuracies([0.6, 0.8])], 0.8).rounds, 2);
    t.is(roundsTo([runWithAccuracies([0.6, 0.8])], 0.6).interpolated, 1);
});
test('rounds that were not evaluated are crossed by the line between those that were', t => {
    const run = {
        ...runWithAccuracies([]),
        rounds: [[10, 0.5], [20, 0.9]].map(([round, accuracy]) => madeUpRound('run-1', round, { accuracy })),
    };
    const figure = roundsTo([run], 0.7);
    t.is(figure.rounds, 20);
    t.true(Math.abs(figure.interpolated - 15) < 1e-9);
});
test('a run that ends below the threshold is later than all others, one still going is not counted', t => {
    const runs = [
        runWithAccuracies([0.9, 0.9, 0.9], { run: 'a' }),
        runWithAccuracies([0.1, 0.1, 0.9], { run: 'b' }),
        runWithAccuracies([0.1, 0.1, 0.1], { run: 'c' }),
        runWithAccuracies([0.1], { run: 'd', isFinished: false }),
    ];
    const { rounds, reached, decided } = roundsTo(runs, 0.9);
    t.deepEqual({ rounds, reached, decided }, { rounds: 3, reached: 2, decided: 3 });
    t.is(roundsTo(runs.slice(1, 3), 0.9).rounds, undefined);
    t.deepEqual(roundsTo([], 0.9), {
        threshold: 0.9,
        rounds: undefined,
        interpolated: undefined,
        reached: 0,
        decided: 0,
    });
});
testProp('it is the first round at or above the threshold, and the line crosses within the step before it', [
    fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1 }),
    fc.double({ min: 0, max: 1, noNaN: true }),
], (t, accuracies, threshold) => {
    const { rounds, interpolated } = roundsTo([runWithAccuracies(accuracies)], threshold);
    const first = accuracies.findIndex(accuracy => accuracy >= threshold);
    t.is(rounds, first === -1 ? undefined : first + 1);
    if (rounds !== undefined)
        t.true(interpolated <= rounds && interpolated >= Math.max(1, rounds - 1));
});
//# sourceMappingURL=rounds-to.test.js.map