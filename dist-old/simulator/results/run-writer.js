/** Writes a run down as it goes: appends lines, and cuts off what a continued run will play again. */
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { ResultsError } from './errors.js';
import { checkResultLine, checkTimingLine, lineText } from './line-schema.js';
import { readLines } from './read-lines.js';
import { checkOrder, pathsOf } from './run-files.js';
/**
 * Opens the files of a run for writing: a new run, or one to go on with.
 *
 * @throws ResultsError where the run is there already and is not to be continued, or cannot be continued as asked.
 * @throws RangeError for lines that are not as the records say.
 */
export async function openRunWriter(folder, runLine, { continueAfter } = {}) {
    checkResultLine(runLine);
    await mkdir(join(folder, 'runs'), { recursive: true });
    const { results, timings } = pathsOf(folder, runLine.run);
    if (continueAfter === undefined)
        return newRun(results, timings, runLine);
    const kept = await keptBytes(results, timings, runLine, continueAfter);
    // Timings first: a round without its timing would never get one, a timing without its round is passed over.
    const timingFile = await openAt(timings, kept.timings);
    const resultFile = await openAt(results, kept.results);
    if (kept.results === 0)
        await resultFile.appendFile(lineText(runLine));
    return writerOf(resultFile, timingFile, runLine.run, continueAfter === 0 ? -1 : continueAfter);
}
async function newRun(results, timings, runLine) {
    const lines = await readLines(results, checkResultLine);
    if (lines !== undefined && lines.length > 0)
        throw new ResultsError(`${results} is there already: continue the run, or remove the file to play it again`);
    const timingFile = await openAt(timings, 0);
    const resultFile = await openAt(results, 0);
    await resultFile.appendFile(lineText(runLine));
    return writerOf(resultFile, timingFile, runLine.run, -1);
}
/** Opens for appending behind the first `bytes` of a file; a cut at the end of a line is one step of the file system. */
async function openAt(path, bytes) {
    const file = await open(path, 'a');
    await file.truncate(bytes);
    return file;
}
async function keptBytes(results, timings, runLine, continueAfter) {
    const lines = (await readLines(results, checkResultLine)) ?? [];
    checkOrder(results, lines);
    const first = lines[0];
    if (first !== undefined && lineText(first.line) !== lineText(runLine))
        throw new ResultsError(`${results} is of a run with other settings: play the changed experiment into another folder`);
    const kept = lines.filter(({ line }) => line.kind === 'run' || isUpTo(line, continueAfter));
    const last = kept.at(-1)?.line;
    const reached = last?.kind === 'round' ? last.round : 0;
    if (reached < continueAfter)
        throw new ResultsError(`${results} ends with round ${reached} and cannot go on after round ${continueAfter}: continue after round ${reached} at most`);
    const timed = (await readLines(timings, checkTimingLine)) ?? [];
    const keptTimings = timed.filter(({ line }) => continueAfter > 0 && line.round <= continueAfter);
    return { results: kept.at(-1)?.end ?? 0, timings: keptTimings.at(-1)?.end ?? 0 };
}
function isUpTo(line, round) {
    return line.kind === 'round' && round > 0 && line.round <= round;
}
function writerOf(results, timings, run, after) {
    let last = after;
    let isEnded = false;
    const check = (line) => {
        if (isEnded)
            throw new ResultsError(`run ${run} has its last line: nothing follows it`);
        if (line.run !== run)
            throw new RangeError(`run: the line is of ${line.run}, the file of ${run}`);
    };
    return {
        round: async (line, timing) => {
            check(checkResultLine(line));
            if (line.round <= last)
                throw new RangeError(`round: ${line.round} does not follow round ${last}`);
            if (timing !== undefined) {
                check(checkTimingLine(timing));
                await timings.appendFile(lineText(timing));
            }
            await results.appendFile(lineText(line));
            last = line.round;
        },
        end: async (line) => {
            check(checkResultLine(line));
            await timings.sync();
            await results.appendFile(lineText(line));
            await results.sync();
            isEnded = true;
        },
        close: async () => {
            await results.close();
            await timings.close();
        },
    };
}
//# sourceMappingURL=run-writer.js.map