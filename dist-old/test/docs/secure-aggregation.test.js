import { existsSync, readFileSync } from 'node:fs';
import test from 'ava';
import { repositoryRoot } from '../support/repository.js';
/** The rows of the last table of docs/secure-aggregation.md that cite a test: its row, file and title. */
function citations(page) {
    return [...page.matchAll(/^\| ((?:A|check )\d+)\s*\|[^|]*\| `([^`]+)`: "([^"]+)"\s*\|$/gm)].map(([, row, file, title]) => ({ row: row, file: file, title: title }));
}
function textOf(file) {
    const path = ['test/aggregation', 'test']
        .map(folder => `${repositoryRoot}/${folder}/${file}`)
        .find(existsSync);
    return path === undefined ? undefined : readFileSync(path, 'utf8');
}
const page = readFileSync(`${repositoryRoot}/docs/secure-aggregation.md`, 'utf8');
test('every test that the page cites is in the file that it names', t => {
    const cited = citations(page);
    t.true(cited.length > 60);
    for (const { row, file, title } of cited) {
        const text = textOf(file);
        if (text === undefined) {
            t.fail(`${row}: there is no test file ${file}`);
            continue;
        }
        t.true(text.includes(title), `${row}: ${file} has no test "${title}"`);
    }
});
test('the page leaves out no row of the attack table and no acceptance check', t => {
    const rows = new Set([...page.matchAll(/^\| ((?:A|check )\d+)\s*\|/gm)].map(([, row]) => row));
    for (let row = 1; row <= 29; row++)
        t.true(rows.has(`A${row}`), `A${row}`);
    for (const check of [...Array.from({ length: 28 }, (_, i) => i + 1), 38]) {
        t.true(rows.has(`check ${check}`), `check ${check}`);
    }
});
//# sourceMappingURL=secure-aggregation.test.js.map