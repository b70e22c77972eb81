import test, {} from 'ava';
import { batchSizeOf, learningRateOf, scheduleFault, } from '../../protos/training-terms.js';
const rates = (schedule, rounds, of) => of.map(round => learningRateOf({ learningRate: 0.4, schedule, rounds }, round));
function assertNear(t, got, wanted) {
    for (const [i, value] of wanted.entries())
        t.true(Math.abs(got[i] - value) < 1e-12, `round ${i}: ${got[i]} is not ${value}`);
}
test('without a schedule the rate is that of the terms in every round', t => {
    t.deepEqual(rates(undefined, 10, [1, 5, 10]), [0.4, 0.4, 0.4]);
});
test('steps come after every so many rounds', t => {
    assertNear(t, rates({ kind: 'step', every: 3, factor: 0.5 }, 10, [1, 3, 4, 6, 7, 10]), [0.4, 0.4, 0.2, 0.2, 0.1, 0.05]);
});
test('an exponential decay begins after the first round', t => {
    assertNear(t, rates({ kind: 'exponential', factor: 0.9 }, 5, [1, 2, 3, 5]), [0.4, 0.36, 0.324, 0.26244]);
});
test('a cosine begins at the rate, is half-way in the middle, and would be at its floor one round after the last', t => {
    const cosine = { kind: 'cosine', floor: 0.1 };
    assertNear(t, rates(cosine, 4, [1, 2, 3, 5]), [0.4, 0.04 + 0.36 * (0.5 + Math.SQRT1_2 / 2), 0.22, 0.04]);
    t.deepEqual(rates(cosine, 1, [1]), [0.4]);
});
test('no round of a cosine trains at zero, were its floor zero and its rounds as many as there may be', t => {
    for (const rounds of [1, 2, 10_000]) {
        const training = { learningRate: 0.4, schedule: { kind: 'cosine', floor: 0 }, rounds };
        t.true(learningRateOf(training, rounds) > 1e-9);
        t.is(scheduleFault(training), undefined);
    }
});
test('a schedule that falls below what can be learnt at is refused with its last rate', t => {
    const falling = { learningRate: 1, schedule: { kind: 'exponential', factor: 0.5 } };
    // 2^-39 is just above 1e-12, 2^-40 below.
    t.is(scheduleFault({ ...falling, rounds: 40 }), undefined);
    t.regex(scheduleFault({ ...falling, rounds: 41 }), /to 9\.09\d+e-13 by round 41, .*larger factor/);
    t.regex(scheduleFault({ ...falling, rounds: 9000 }), /to 0 by round 9000/);
});
test('a batch is as many as the terms say, or all that a holder has', t => {
    t.is(batchSizeOf({ batchSize: 10 }, 37), 10);
    t.is(batchSizeOf({ batchSize: 'all' }, 37), 37);
});
//# sourceMappingURL=training-terms.test.js.map