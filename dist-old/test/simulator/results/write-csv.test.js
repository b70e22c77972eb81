import test from 'ava';
import { parse } from 'csv-parse/sync';
import { roundsCsv, runsCsv, timingsCsv } from '../../../simulator/results/write-csv.js';
import { madeUpRun, runWithAccuracies } from '../../support/stored-runs.js';
const rowsOf = (text) => parse(text, { columns: true });
test('each round is a line with the swept values and every metric that some round has', t => {
    const runs = [
        madeUpRun({ run: 'a', seed: 7, rounds: 2, changes: { 'training.learningRate': 0.1, rounds: 2 } }),
        runWithAccuracies([0.5], { run: 'b', changes: { 'partition.kind': 'shards, 2 each' } }),
    ];
    const rows = rowsOf(roundsCsv([{ ...runs[0], rounds: [{ ...runs[0].rounds[0], leftOut: [2, 5] }] }, runs[1]]));
    t.deepEqual(rows.map(row => [row.run, row.seed, row['changes.training.learningRate'], row['changes.partition.kind']]), [
        ['a', '7', '0.1', ''],
        ['b', '1', '', 'shards, 2 each'],
    ]);
    t.is(Number(rows[0]['metric.loss']), runs[0].rounds[0].metrics.loss);
    t.is(rows[1]['metric.loss'], '');
    t.is(rows[0].leftOut, '2 5');
    t.false(roundsCsv(runs).includes('econds'));
});
test('each run is a line that says how it ended, or that it has not', t => {
    const runs = [madeUpRun({ run: 'a', rounds: 3 }), madeUpRun({ run: 'b', rounds: 2, isFinished: false })];
    const rows = rowsOf(runsCsv(runs));
    t.deepEqual(rows.map(row => [row.state, row.rounds, row.keptRound]), [
        ['rounds-done', '3', '3'],
        ['unfinished', '2', ''],
    ]);
    t.is(Number(rows[0]['kept.accuracy']), runs[0].end.kept.metrics.accuracy);
});
test('text is quoted, and none of it is a formula to a spreadsheet', t => {
    const text = '=HYPERLINK("http://x"), "two"\nlines';
    const [row] = rowsOf(runsCsv([madeUpRun({ experiment: text, changes: { x: -0.5 } })]));
    t.is(row.experiment, `'${text}`);
});
test('timings stand in a table of their own', t => {
    const run = madeUpRun({ rounds: 2 });
    t.deepEqual(rowsOf(timingsCsv([run])).map(({ round, seconds }) => [Number(round), Number(seconds)]), run.timings.map(({ round, seconds }) => [round, seconds]));
});
//# sourceMappingURL=write-csv.test.js.map