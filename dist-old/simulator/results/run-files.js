/**
 * The folder of an experiment's results: `runs/<run>.jsonl` holds what a run found, the same bytes whenever it is played;
 * `runs/<run>.timing.jsonl` how long it took. Both are only appended to, a line at a time, so that a kill leaves at most one
 * torn line at the end, which is left out here. It does not protect against two writers of one run at a time.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ResultsError } from './errors.js';
import { checkResultLine, checkTimingLine } from './line-schema.js';
import { compareNaturally } from './natural-order.js';
import { readLines } from './read-lines.js';
/** The two files of a run. */
export function pathsOf(folder, run) {
    const path = join(folder, 'runs', run);
    return { results: `${path}.jsonl`, timings: `${path}.timing.jsonl` };
}
/**
 * Every run of the folder, finished or not, by name (`run-2` before `run-10`); none where nothing was written yet. A run that
 * was killed before its first line was whole is passed over.
 *
 * @throws ResultsError naming file and line of what is damaged before its end, or is not ours.
 */
export async function readRuns(folder) {
    const names = await readdir(join(folder, 'runs')).catch((error) => {
        if (error.code === 'ENOENT')
            return [];
        throw error;
    });
    const runs = names
        .filter(name => name.endsWith('.jsonl') && !name.endsWith('.timing.jsonl'))
        .map(name => name.slice(0, -'.jsonl'.length))
        .sort(compareNaturally);
    const stored = [];
    for (const run of runs)
        stored.push(...[await readRun(folder, run)].filter(each => each !== undefined));
    return stored;
}
/** One run of the folder; undefined where it has no line yet. Throws as `readRuns` does. */
export async function readRun(folder, run) {
    const { results, timings } = pathsOf(folder, run);
    const lines = (await readLines(results, checkResultLine)) ?? [];
    const [first, ...others] = lines.map(({ line }) => line);
    if (first === undefined)
        return undefined;
    checkOrder(results, lines);
    if (first.run !== run)
        throw new ResultsError(`${results}, line 1 is of the run ${first.run}: rename the file`);
    const rounds = others.filter(line => line.kind === 'round');
    const isCompleted = new Set(rounds.map(({ round }) => round));
    const timed = (await readLines(timings, checkTimingLine)) ?? [];
    return {
        run: first,
        rounds,
        end: others.find(line => line.kind === 'end'),
        timings: timed.map(({ line }) => line).filter(({ round }) => isCompleted.has(round)),
    };
}
/** One line of the run, its rounds in order, one end; all of the same run. */
export function checkOrder(path, lines) {
    lines.forEach(({ line }, i) => {
        const before = lines[i - 1]?.line;
        const fault = orderFault(line, before) ?? (before && before.run !== line.run ? 'is of another run' : undefined);
        if (fault !== undefined)
            throw new ResultsError(`${path}, line ${i + 1} ${fault}; restore the file, or remove it to play the run again`);
    });
}
function orderFault(line, before) {
    if (before === undefined)
        return line.kind === 'run' ? undefined : 'should say what the run is';
    if (line.kind === 'run')
        return 'begins a run within a run';
    if (before.kind === 'end')
        return 'follows the end of the run';
    if (line.kind === 'round' && before.kind === 'round' && line.round <= before.round)
        return `has round ${line.round} after round ${before.round}`;
    return undefined;
}
//# sourceMappingURL=run-files.js.map