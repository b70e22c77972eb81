import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'ava';
import { readRepositoryFile, repositoryRoot } from '../support/repository.js';
import { codeBlocksOf, commandLinesOf } from './code-blocks.js';
/** What a program said and how it ended. */
function run(args, cwd) {
    return new Promise(resolve => {
        const child = execFile(process.execPath, args, { cwd }, (_, stdout, stderr) => resolve({ code: child.exitCode ?? 1, output: stdout + stderr }));
    });
}
const plain = (words) => words.map(word => word.replace(/^(["'])(.*)\1$/, '$2'));
test('the commands of docs/data.md do what the page says, one after another, in an empty folder', async (t) => {
    const page = readRepositoryFile('docs/data.md');
    const folder = await mkdtemp(path.join(tmpdir(), 'parley-docs-'));
    t.teardown(() => rm(folder, { recursive: true }));
    const blocks = codeBlocksOf('docs/data.md', page).filter(({ language }) => language === 'sh');
    let ran = 0;
    for (const { line, text } of blocks) {
        // The page marks the one command that is meant to fail.
        const isRefused = page
            .split('\n')
            .slice(line - 4, line - 1)
            .includes('<!-- ends with 1 -->');
        for (const [program, ...args] of commandLinesOf(text).map(plain)) {
            if (program === 'npm')
                continue;
            const script = program === 'parley' ? 'dist/cli/main.js' : args.shift();
            const { code, output } = await run([path.join(repositoryRoot, script), ...args], folder);
            t.is(code, isRefused ? 1 : 0, `line ${line}: ${output}`);
            if (isRefused)
                t.regex(output, /575 faults/);
            ran += 1;
        }
    }
    t.is(ran, 9);
});
//# sourceMappingURL=data-page.test.js.map