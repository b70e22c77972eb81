/**
 * What an agent must never forget, in one file that only grows: which attempts it began, in which sessions it took
 * part, which survivor set it signed in each, what it was paid. Each line is forced to the disk before anything that
 * depends on it leaves the machine.
 */
import { existsSync, readFileSync, truncateSync } from 'node:fs';
import { appendToFile } from '../durable-files.js';
/** Opens the history at `path`, new or old. Throws when a line inside it is damaged. */
export function openHistory(path) {
    const entries = existsSync(path) ? readEntries(path) : [];
    return {
        entries,
        add: entry => {
            appendToFile(path, `${JSON.stringify(entry)}\n`);
            entries.push(entry);
        },
    };
}
function readEntries(path) {
    const bytes = readFileSync(path);
    // A line that was being written when the power went has no end; nothing that depended on it has left.
    const end = bytes.lastIndexOf(0x0a) + 1;
    if (end < bytes.length)
        truncateSync(path, end);
    const lines = bytes.subarray(0, end).toString('utf8').split('\n').slice(0, -1);
    return lines.map((line, i) => {
        try {
            return JSON.parse(line);
        }
        catch {
            throw new Error(`${path}, line ${i + 1}: this is not an entry of the history; restore the file from a backup`);
        }
    });
}
//# sourceMappingURL=history.js.map