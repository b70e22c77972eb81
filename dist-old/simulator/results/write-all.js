/** Everything that is made of an experiment's results, beside them. */
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { reportPage } from './report/index.js';
import { readRuns } from './run-files.js';
import { eventFileName, tensorboardEvents } from './tensorboard.js';
import { roundsCsv, runsCsv, timingsCsv } from './write-csv.js';
import { resultsJsonl } from './write-results.js';
/**
 * Reads the runs of `folder`, finished or not, and writes `results.jsonl`, `rounds.csv`, `runs.csv`, `timings.csv`,
 * `tensorboard/<run>/…` and `report.html` beside them, in place of what was there. Answers their paths within the folder.
 *
 * @param nowMs when it is written: the report says so, and TensorBoard shows the runs as begun then.
 * @throws ResultsError where a run cannot be read, RangeError for options that the report cannot show; nothing is written then.
 */
export async function writeAll(folder, options, nowMs) {
    const runs = await readRuns(folder);
    const files = filesOf(runs, options, nowMs);
    await removeEvents(folder);
    for (const [path, content] of files)
        await replace(join(folder, path), content);
    return files.map(([path]) => path);
}
function filesOf(runs, options, nowMs) {
    return [
        ['results.jsonl', resultsJsonl(runs)],
        ['rounds.csv', roundsCsv(runs)],
        ['runs.csv', runsCsv(runs)],
        ['timings.csv', timingsCsv(runs)],
        ...runs.map(run => [join('tensorboard', run.run.run, eventFileName(nowMs)), tensorboardEvents(run, nowMs)]),
        ['report.html', reportPage(runs, options, nowMs)],
    ];
}
/** Ours of an earlier time: TensorBoard would draw both into one curve. */
async function removeEvents(folder) {
    const tensorboard = join(folder, 'tensorboard');
    const paths = await readdir(tensorboard, { recursive: true }).catch(() => []);
    const ours = paths.filter(path => /events\.out\.tfevents\.\d+\.parley$/.test(path));
    for (const path of ours)
        await rm(join(tensorboard, path));
}
/** Whole or not at all: a page may be open while it is written again. */
async function replace(path, content) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(`${path}.new`, content);
    await rename(`${path}.new`, path);
}
//# sourceMappingURL=write-all.js.map