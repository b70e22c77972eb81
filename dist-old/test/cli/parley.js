/** Runs the real binary, as a person or a script would. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { systemRandom } from '../../aggregation/index.js';
import { run } from '../../cli/index.js';
const binary = fileURLToPath(new URL('../../cli/main.js', import.meta.url));
const passphrase = 'correct horse battery staple';
function start(args, env, cwd) {
    const clean = { ...process.env, PARLEY_PASSPHRASE: passphrase, NO_COLOR: '1', PARLEY_LOG_LEVEL: 'silent' };
    return spawn(process.execPath, [binary, ...args], {
        cwd,
        env: { ...clean, PARLEY_HOME: path.join(cwd, 'home'), ...env },
        stdio: ['pipe', 'pipe', 'pipe'],
    });
}
/** A temporary folder to run commands in; it and everything started in it goes when the test ends. */
export async function openWorkplace(t) {
    const folder = await mkdtemp(path.join(tmpdir(), 'parley-cli-'));
    const served = [];
    t.teardown(async () => {
        for (const child of served) {
            if (child.exitCode === null && child.signalCode === null) {
                child.kill('SIGTERM');
                await once(child, 'exit');
            }
        }
        await rm(folder, { recursive: true, force: true });
    });
    return {
        folder,
        at: (...parts) => path.join(folder, ...parts),
        parley: (args, env = {}) => collect(start(args, env, folder)),
        serve: async (args) => {
            const child = start([...args, '--json'], {}, folder);
            served.push(child);
            let stderr = '';
            child.stderr.on('data', data => {
                stderr += data;
            });
            const lines = createInterface({ input: child.stdout });
            const first = once(lines, 'line').then(([line]) => JSON.parse(line));
            const ended = once(child, 'exit').then(([code]) => {
                throw new Error(`it ended with ${code}: ${stderr}`);
            });
            ended.catch(() => undefined);
            return Promise.race([first, ended]);
        },
    };
}
async function collect(child) {
    child.stdin.end();
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', data => {
        stdout += data;
    });
    child.stderr.on('data', data => {
        stderr += data;
    });
    const [code] = await once(child, 'close');
    return { code, stdout, stderr, json: () => JSON.parse(stdout) };
}
/** The same command line without a process of its own, for tables of many cases. Paths must be absolute. */
export async function runHere(args, env = {}) {
    const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
    const stop = new AbortController();
    const code = await run(args, {
        ...{ env: { PARLEY_PASSPHRASE: passphrase, ...env }, stdin, stdout, stderr },
        ...{ random: systemRandom, nowMs: Date.now, stop: stop.signal, endLifetime: () => stop.abort() },
    });
    const text = (stream) => String(stream.read() ?? '');
    const [out, errors] = [text(stdout), text(stderr)];
    return { code, stdout: out, stderr: errors, json: () => JSON.parse(out) };
}
/** A refusal reads well: the expected exit code, the words, no stack trace, and JSON on stdout only if asked for. */
export function assertTold(t, ran, code, ...words) {
    t.is(ran.code, code, ran.stderr);
    for (const word of words)
        t.regex(ran.stderr, word);
    t.notRegex(ran.stderr, /\n\s+at .*:\d+:\d+|unexpected; set PARLEY_DEBUG/);
}
//# sourceMappingURL=parley.js.map