import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { openRunWriter, ResultsError, writeAll } from '../../../simulator/results/index.js';
import { madeUpRun } from '../../support/stored-runs.js';
test('everything is made of what is there, again and again, of unfinished runs too', async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'parley-results-'));
    t.teardown(() => rmSync(folder, { recursive: true }));
    for (const seed of [1, 2]) {
        const { run, rounds, end, timings } = madeUpRun({ seed, rounds: 3, isFinished: seed === 1 });
        const writer = await openRunWriter(folder, run);
        for (const [i, line] of rounds.entries())
            await writer.round(line, timings[i]);
        if (end !== undefined)
            await writer.end(end);
        await writer.close();
    }
    const options = { title: 'Digits', description: '' };
    const files = await writeAll(folder, options, 1_000_000);
    t.deepEqual(files, [
        'results.jsonl',
        'rounds.csv',
        'runs.csv',
        'timings.csv',
        join('tensorboard', 'run-1', 'events.out.tfevents.0000001000.parley'),
        join('tensorboard', 'run-2', 'events.out.tfevents.0000001000.parley'),
        'report.html',
    ]);
    const contents = files.map(file => readFileSync(join(folder, file)));
    t.deepEqual(await writeAll(folder, options, 1_000_000), files);
    t.deepEqual(files.map(file => readFileSync(join(folder, file))), contents);
    t.is(contents[0].toString().trimEnd().split('\n').length, 2 * 4 + 1);
    // TensorBoard would draw an older file of the run into the same curve; what is not ours stays.
    writeFileSync(join(folder, 'tensorboard', 'run-1', 'events.out.tfevents.1.other'), '');
    await writeAll(folder, options, 2_000_000);
    t.deepEqual(readdirSync(join(folder, 'tensorboard', 'run-1')).sort(), [
        'events.out.tfevents.0000002000.parley',
        'events.out.tfevents.1.other',
    ]);
    const before = readFileSync(join(folder, 'report.html'));
    writeFileSync(join(folder, 'runs', 'run-3.jsonl'), 'not ours\n');
    await t.throwsAsync(writeAll(folder, options, 3_000_000), { instanceOf: ResultsError });
    t.deepEqual(readFileSync(join(folder, 'report.html')), before);
});
//# sourceMappingURL=write-all.test.js.map