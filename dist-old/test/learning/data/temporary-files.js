/** Files of one test file, gone when it ends. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'ava';
import { parseDataSchema } from '../../../learning/index.js';
export async function openTemporaryFiles() {
    const folder = await mkdtemp(path.join(tmpdir(), 'parley-data-'));
    test.after.always(() => rm(folder, { recursive: true }));
    let count = 0;
    const next = async () => {
        count += 1;
        const inside = path.join(folder, String(count));
        await mkdir(inside);
        return inside;
    };
    const writeInto = async (inside, name, content) => {
        const file = path.join(inside, name);
        await mkdir(path.dirname(file), { recursive: true });
        await writeFile(file, content);
        return file;
    };
    return {
        folder,
        write: async (name, content) => writeInto(await next(), name, content),
        writeFolder: async (files) => {
            const inside = await next();
            for (const [name, content] of Object.entries(files))
                await writeInto(inside, name, content);
            return inside;
        },
    };
}
/** A table schema of these features, with the classes healthy and ill. */
export function tableSchema(features, fields = {}) {
    const label = { name: 'outcome', classes: ['healthy', 'ill'] };
    return parseDataSchema({ kind: 'table', features, label, ...fields }, 'schema');
}
/** An image schema with the classes a, b and c. */
export function imageSchema(height, width, channels, fields = {}) {
    const label = { name: 'kind', classes: ['a', 'b', 'c'] };
    const schema = { kind: 'image', height, width, channels, scale: '0-1', label, ...fields };
    return parseDataSchema(schema, 'schema');
}
/** Everything that a source has. */
export async function readAll(source) {
    let names = [];
    const rows = [];
    for await (const part of source.open(header => new Set(header.keys()))) {
        if (part.kind === 'header')
            names = part.names;
        else
            for (let i = 0; i < part.count; i++)
                rows.push([...part.row(i)]);
    }
    return { names, rows };
}
//# sourceMappingURL=temporary-files.js.map