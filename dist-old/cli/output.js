/**
 * What a command prints. For people: results on stdout, remarks on stderr. With --json: one JSON value on stdout (a
 * command that runs on prints one a line), everything else on stderr. Amounts are text, byte strings lower-case hex.
 */
import Table from 'cli-table3';
import colors from 'picocolors';
import { toHex } from '../aggregation/index.js';
export function openOutput(world, isJson) {
    const print = (value, text) => {
        if (isJson)
            world.stdout.write(`${toJson(value)}\n`);
        else if (text !== '')
            world.stdout.write(`${text}\n`);
    };
    return {
        isJson,
        result: print,
        event: print,
        note: text => world.stderr.write(`${text}\n`),
    };
}
/** JSON on one line; bigint as decimal text, bytes as hex. */
export function toJson(value) {
    return JSON.stringify(plain(value));
}
function plain(value) {
    if (typeof value === 'bigint')
        return value.toString();
    if (value instanceof Uint8Array)
        return toHex(value);
    if (Array.isArray(value))
        return value.map(plain);
    if (value === null || typeof value !== 'object')
        return value;
    return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, plain(field)]));
}
/** A table for people; numbers right-aligned by `right`. */
export function table(head, rows, right = []) {
    const made = new Table({
        head: head.map(name => colors.bold(name)),
        style: { head: [], border: colors.isColorSupported ? ['dim'] : [], compact: true },
        colAligns: head.map((_, column) => (right.includes(column) ? 'right' : 'left')),
    });
    for (const row of rows)
        made.push([...row]);
    return made.toString();
}
/** 1234567n as "1,234,567". */
export function unitsText(amountUnits) {
    return amountUnits.toString().replace(/\B(?=(\d{3})+$)/g, ',');
}
export function percentText(share) {
    return `${(100 * share).toFixed(1)} %`;
}
/** 1536 as "1.5 KiB". */
export function bytesText(bytes) {
    if (bytes < 1024)
        return `${bytes} B`;
    if (bytes < 1024 ** 2)
        return `${(bytes / 1024).toFixed(1)} KiB`;
    if (bytes < 1024 ** 3)
        return `${(bytes / 1024 ** 2).toFixed(1)} MiB`;
    return `${(bytes / 1024 ** 3).toFixed(1)} GiB`;
}
/** "2026-11-24 02:10:07Z". */
export function timeText(atMs) {
    return `${new Date(atMs).toISOString().slice(0, 19).replace('T', ' ')}Z`;
}
/** The first eight digits, for eyes. */
export function shortId(id) {
    return id.slice(0, 8);
}
//# sourceMappingURL=output.js.map