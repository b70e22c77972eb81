import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, {} from 'ava';
import { isFinished, openRunWriter, ResultsError, readRun, readRuns, } from '../../../simulator/results/index.js';
import { madeUpEnd, madeUpRound, madeUpRun, madeUpRunLine, madeUpTiming } from '../../support/stored-runs.js';
function openFolder(t) {
    const folder = mkdtempSync(join(tmpdir(), 'parley-results-'));
    t.teardown(() => rmSync(folder, { recursive: true }));
    return folder;
}
/** Writes rounds `from` to `to` of a run and closes it, ended or not. */
async function play(folder, run, from, to, isEnded = false) {
    const writer = await openRunWriter(folder, madeUpRunLine({ run }), from === 1 ? {} : { continueAfter: from - 1 });
    for (let round = from; round <= to; round++)
        await writer.round(madeUpRound(run, round, { accuracy: round / 10 }), madeUpTiming(run, round, round));
    if (isEnded)
        await writer.end(madeUpEnd(run, madeUpRound(run, to, { accuracy: to / 10 })));
    await writer.close();
}
const resultsOf = (folder, run) => join(folder, 'runs', `${run}.jsonl`);
const timingsOf = (folder, run) => join(folder, 'runs', `${run}.timing.jsonl`);
test('runs are read back as they were written, in the natural order of their names', async (t) => {
    const folder = openFolder(t);
    const runs = ['run-10', 'run-2', 'run-1.5'].map((run, seed) => madeUpRun({ run, seed, rounds: 3 }));
    for (const { run, rounds, end, timings } of runs) {
        const writer = await openRunWriter(folder, run);
        for (const [i, line] of rounds.entries())
            await writer.round(line, timings[i]);
        await writer.end(end);
        await writer.close();
    }
    t.deepEqual(await readRuns(folder), [runs[2], runs[1], runs[0]]);
});
test('the bytes of a run are canonical JSON, a line a record, with nothing of clocks among them', async (t) => {
    const folder = openFolder(t);
    const writer = await openRunWriter(folder, {
        version: '0.1.0',
        transport: 'grpc',
        masking: 'on',
        backend: 'cpu',
        settings: { b: 1, a: [true, null] },
        changes: {},
        seed: 3,
        experiment: 'e',
        run: 'a',
        kind: 'run',
    });
    await writer.round(madeUpRound('a', 1, { loss: 0.5, accuracy: 0.25 }), madeUpTiming('a', 1, 8));
    await writer.close();
    t.is(readFileSync(resultsOf(folder, 'a'), 'utf8'), '{"backend":"cpu","changes":{},"experiment":"e","kind":"run","masking":"on","run":"a","seed":3,"settings":{"a":[true,null],"b":1},"transport":"grpc","version":"0.1.0"}\n' +
        `{"drawn":10,"kind":"round","learningRate":0.1,"leftOut":[],"metrics":{"accuracy":0.25,"loss":0.5},"modelHash":"${'1'.padStart(64, '0')}","round":1,"run":"a","stepNorm":0.5,"survivors":9,"trainingLoss":1}\n`);
    t.is(readFileSync(timingsOf(folder, 'a'), 'utf8'), '{"evaluationSeconds":1,"kind":"timing","residentBytes":210763776,"round":1,"run":"a","seconds":8,"trainingSeconds":4}\n');
});
test('wherever a kill cuts the file, whole lines are read and the run goes on to the same bytes', async (t) => {
    const folder = openFolder(t);
    await play(folder, 'whole', 1, 4, true);
    const whole = readFileSync(resultsOf(folder, 'whole'), 'utf8').replaceAll('"whole"', '"cut"');
    const second = whole.split('\n').slice(0, 3).join('\n').length + 1;
    for (const cut of [second, second + 1, second + 40, whole.length - 1, whole.length]) {
        const path = resultsOf(folder, 'cut');
        writeFileSync(path, whole.slice(0, cut));
        writeFileSync(timingsOf(folder, 'cut'), '');
        t.true((await readRun(folder, 'cut')).rounds.length >= 2);
        await play(folder, 'cut', 3, 4, true);
        t.is(readFileSync(path, 'utf8'), whole);
    }
});
test('going on after a round drops later rounds, their timings and the end', async (t) => {
    const folder = openFolder(t);
    await play(folder, 'a', 1, 5, true);
    const writer = await openRunWriter(folder, madeUpRunLine({ run: 'a' }), { continueAfter: 2 });
    await t.throwsAsync(writer.round(madeUpRound('a', 2, {})), { message: /round: 2 does not follow round 2/ });
    await writer.round(madeUpRound('a', 4, { accuracy: 0.9 }), madeUpTiming('a', 4, 77));
    await writer.close();
    const [run] = await readRuns(folder);
    t.deepEqual(run.rounds.map(({ round }) => round), [1, 2, 4]);
    t.deepEqual(run.timings.map(({ seconds }) => seconds), [1, 2, 77]);
    t.false(isFinished(run));
});
test('going on after round 0 plays the run from its beginning, even if its first line was torn', async (t) => {
    const folder = openFolder(t);
    await play(folder, 'a', 1, 3);
    await (await openRunWriter(folder, madeUpRunLine({ run: 'a' }), { continueAfter: 0 })).close();
    t.deepEqual(await readRun(folder, 'a'), {
        run: madeUpRunLine({ run: 'a' }),
        rounds: [],
        end: undefined,
        timings: [],
    });
    truncateSync(resultsOf(folder, 'a'), 20);
    t.deepEqual(await readRuns(folder), []);
    await (await openRunWriter(folder, madeUpRunLine({ run: 'a' }))).close();
    t.deepEqual((await readRun(folder, 'a')).run, madeUpRunLine({ run: 'a' }));
});
test('a run that is there, that has other settings, or does not reach the round is not written over', async (t) => {
    const folder = openFolder(t);
    await play(folder, 'a', 1, 3);
    const before = readFileSync(resultsOf(folder, 'a'), 'utf8');
    const refusal = (seed, options) => t.throwsAsync(openRunWriter(folder, madeUpRunLine({ run: 'a', seed }), options), {
        instanceOf: ResultsError,
    });
    t.regex((await refusal(1, {})).message, /a\.jsonl is there already/);
    t.regex((await refusal(2, { continueAfter: 1 })).message, /other settings/);
    t.regex((await refusal(1, { continueAfter: 4 })).message, /continue after round 3 at most/);
    t.is(readFileSync(resultsOf(folder, 'a'), 'utf8'), before);
});
test('a timing without its round is passed over', async (t) => {
    const folder = openFolder(t);
    await play(folder, 'a', 1, 1);
    appendFileSync(timingsOf(folder, 'a'), readFileSync(timingsOf(folder, 'a'), 'utf8').replace('"round":1', '"round":2'));
    t.deepEqual((await readRun(folder, 'a')).timings.map(({ round }) => round), [1]);
});
test('a file that is damaged before its end, or is not ours, is refused with its name and line', async (t) => {
    const folder = openFolder(t);
    await play(folder, 'a', 1, 3, true);
    const whole = readFileSync(resultsOf(folder, 'a'), 'utf8').split('\n');
    const refused = async (lines, pattern) => {
        writeFileSync(resultsOf(folder, 'a'), lines.join('\n'), 'latin1');
        const error = await t.throwsAsync(readRuns(folder), { instanceOf: ResultsError });
        t.regex(error.message, pattern);
    };
    await refused(whole.with(2, whole[2].slice(0, 30)), /a\.jsonl, line 3 is no line of results/);
    await refused(whole.with(1, whole[1].replace('"drawn":10', '"drawn":-1')), /line 2 .*drawn/);
    await refused(whole.with(1, whole[1].replace('"drawn":10', '"drawn":10,"guess":1')), /line 2 .*guess/);
    await refused(whole.with(1, whole[1].replace('accuracy', 'accur\xff')), /line 2/);
    await refused(whole.with(1, whole[2]).with(2, whole[1]), /line 3 has round 1 after round 2/);
    await refused(whole.slice(1), /line 1 should say what the run is/);
    await refused(whole.with(2, whole[2].replace('"run":"a"', '"run":"b"')), /line 3 is of another run/);
    await refused([...whole.slice(0, -1), whole[3], ''], /line 6 follows the end of the run/);
    await refused([whole[0], whole[0], ''], /line 2 begins a run within a run/);
    await refused([whole[0].replace('"run":"a"', '"run":"b"'), ''], /line 1 is of the run b/);
    await refused(['round,accuracy'], /line 1 .*does not begin with/);
});
test('no line is written that could not be read back', async (t) => {
    const folder = openFolder(t);
    const writer = await openRunWriter(folder, madeUpRunLine({ run: 'a' }));
    await t.throwsAsync(writer.round(madeUpRound('a', 1, { loss: Number.NaN })), { message: /metrics\.loss/ });
    await t.throwsAsync(writer.round(madeUpRound('b', 1, {})), { message: /the line is of b, the file of a/ });
    await writer.end(madeUpEnd('a', undefined));
    await t.throwsAsync(writer.round(madeUpRound('a', 1, {})), { message: /has its last line/ });
    await writer.close();
    t.true(isFinished((await readRun(folder, 'a'))));
    for (const run of ['../a', '.a', 'a/b', '', 'a.timing', 'a b'])
        await t.throwsAsync(openRunWriter(folder, madeUpRunLine({ run })), { instanceOf: RangeError });
});
test('an experiment that has written nothing has no runs', async (t) => {
    t.deepEqual(await readRuns(join(openFolder(t), 'absent')), []);
});
//# sourceMappingURL=run-files.test.js.map