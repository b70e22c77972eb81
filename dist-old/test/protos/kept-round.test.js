import test from 'ava';
import { isOutOfPatience, keptRound } from '../../protos/kept-round.js';
import { smallTerms } from '../support/small-federation.js';
function termsOf(training, metric = 'auc') {
    const terms = smallTerms(new Uint8Array(), 60, { rounds: 20, ...training });
    return { ...terms, acceptance: { ...terms.acceptance, metric } };
}
/** Rounds with these figures, from 1; none where undefined. */
function roundsOf(figures, metric = 'auc') {
    return figures.map((value, i) => ({
        round: i + 1,
        attempt: 1,
        state: 'completed',
        correct: 0,
        total: 60,
        metrics: value === undefined ? [] : [{ metric, value, low: 0, high: 1 }],
    }));
}
const kept = [
    ['the last round’s, unless the terms say otherwise', {}, 'auc', [0.7, 0.9, 0.8], 3],
    ['the last round’s, where they say so', { keep: 'last' }, 'auc', [0.7, 0.9, 0.8], 3],
    ['that of the highest figure', { keep: 'best' }, 'auc', [0.7, 0.9, 0.8], 2],
    ['that of the lowest, where lower is better', { keep: 'best' }, 'rmse', [0.7, 0.9, 0.8], 1],
    ['the first of equals', { keep: 'best' }, 'auc', [0.7, 0.9, 0.9], 2],
    ['one that has a figure', { keep: 'best' }, 'auc', [undefined, 0.2, undefined], 2],
    ['the last, where none has one', { keep: 'best' }, 'auc', [undefined, undefined], 2],
    ['none, before there is one', { keep: 'best' }, 'auc', [], undefined],
];
for (const [what, training, metric, figures, round] of kept) {
    test(`the model that is kept is ${what}`, t => {
        t.is(keptRound(termsOf(training, metric), roundsOf(figures, metric))?.round, round);
    });
}
test('rounds that were given up, and those that trained nothing, are not kept', t => {
    const terms = { ...termsOf({ keep: 'best', rounds: 3 }), evaluation: { heldOutPermille: 100 } };
    const [one, two, three, four] = roundsOf([0.5, 0.9, 0.7, 0.95]);
    const rounds = [one, { ...two, state: 'abandoned' }, three, four];
    t.is(keptRound(terms, rounds)?.round, 3, 'round 4 is the evaluation by the holders');
    t.is(keptRound({ ...terms, training: { ...terms.training, keep: 'last' } }, rounds)?.round, 3);
});
const patient = [
    ['is never lost where the terms have none', undefined, 'auc', [0.9, 0.1, 0.1, 0.1], false],
    ['is not lost before there were as many rounds, and one', { rounds: 2 }, 'auc', [0.9, 0.1], false],
    ['is lost after so many that were worse', { rounds: 2 }, 'auc', [0.9, 0.1, 0.2], true],
    ['is lost where nothing changes', { rounds: 2 }, 'auc', [0.9, 0.9, 0.9], true],
    ['is kept by one that was better', { rounds: 2 }, 'auc', [0.8, 0.9, 0.1], false],
    ['counts from the best of all before', { rounds: 2 }, 'auc', [0.9, 0.5, 0.6, 0.7], true],
    ['is lost by higher losses', { rounds: 1 }, 'logLoss', [0.5, 0.6], true],
    ['is kept by a lower loss', { rounds: 1 }, 'logLoss', [0.6, 0.5], false],
    [
        'is lost where a gain is just what does not count',
        { rounds: 1, minimumImprovement: 0.25 },
        'auc',
        [0.5, 0.75],
        true,
    ],
    ['is kept by a larger gain', { rounds: 1, minimumImprovement: 0.25 }, 'auc', [0.5, 0.8125], false],
    [
        'asks as much of a fall where lower is better',
        { rounds: 1, minimumImprovement: 0.25 },
        'rmse',
        [0.75, 0.5],
        true,
    ],
    ['is kept while nothing was measured at all', { rounds: 1 }, 'auc', [undefined, undefined], false],
    ['is kept where only the first was not measured', { rounds: 1 }, 'auc', [undefined, 0.1], false],
    ['is lost where nothing was measured since', { rounds: 2 }, 'auc', [0.9, undefined, undefined], true],
];
for (const [what, patience, metric, figures, isOut] of patient) {
    test(`patience ${what}`, t => {
        const terms = termsOf(patience === undefined ? {} : { patience }, metric);
        t.is(isOutOfPatience(terms, roundsOf(figures, metric)), isOut);
    });
}
//# sourceMappingURL=kept-round.test.js.map