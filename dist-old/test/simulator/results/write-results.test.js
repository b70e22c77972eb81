import test from 'ava';
import { checkResultLine } from '../../../simulator/results/line-schema.js';
import { resultsJsonl } from '../../../simulator/results/write-results.js';
import { madeUpRun } from '../../support/stored-runs.js';
test('all lines stand in one file, run by run, and can be read as they were', t => {
    const runs = [madeUpRun({ run: 'b', rounds: 2 }), madeUpRun({ run: 'a', rounds: 1, isFinished: false })];
    const lines = resultsJsonl(runs).trimEnd().split('\n');
    t.deepEqual(lines.map(line => checkResultLine(JSON.parse(line))), [runs[0].run, ...runs[0].rounds, runs[0].end, runs[1].run, ...runs[1].rounds]);
});
//# sourceMappingURL=write-results.test.js.map