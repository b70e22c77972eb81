/** Lines of JSON from a file that a process may have been killed over. */
import { readFile } from 'node:fs/promises';
import { ResultsError } from './errors.js';
/**
 * The whole lines of a file, checked one by one; what follows the last line break was torn by a kill and is left out.
 * Undefined where there is no such file.
 *
 * @throws ResultsError naming file and line for a line that `check` refuses.
 */
export async function readLines(path, check) {
    const bytes = await readFile(path).catch(absent);
    if (bytes === undefined)
        return undefined;
    const lines = [];
    for (let start = 0, end = 0;; start = end) {
        end = bytes.indexOf(0x0a, start) + 1;
        if (end === 0)
            return checkTorn(path, lines.length, bytes.subarray(start), lines);
        lines.push({ line: parseLine(path, lines.length + 1, bytes.subarray(start, end), check), end });
    }
}
function absent(error) {
    if (error.code !== 'ENOENT')
        throw error;
}
function parseLine(path, number, bytes, check) {
    try {
        return check(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
    }
    catch (error) {
        throw new ResultsError(`${path}, line ${number} is no line of results: ${error.message}; restore the file, or remove it to play the run again`, { cause: error });
    }
}
/** A torn line begins as every line does; anything else was never ours. */
function checkTorn(path, before, torn, lines) {
    if (torn.length > 0 && torn[0] !== 0x7b)
        throw new ResultsError(`${path}, line ${before + 1} is no line of results: it does not begin with "{"; move the file elsewhere`);
    return lines;
}
//# sourceMappingURL=read-lines.js.map