/** What is compared with: the AES unit as OpenSSL drives it, and the baselines in Python. Each is missing with a reason. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
function runProgram(command, args, input = '') {
    return new Promise((resolve, reject) => {
        const child = spawn(command, [...args], { stdio: ['pipe', 'pipe', 'pipe'] });
        let [output, errors] = ['', ''];
        child.stdout.on('data', data => {
            output += data;
        });
        child.stderr.on('data', data => {
            errors += data;
        });
        child.on('error', reject);
        child.on('close', status => resolve({ status, output, errors }));
        // A program that ends before it has read everything is told by its exit status.
        child.stdin.on('error', () => { });
        child.stdin.end(input);
    });
}
/**
 * Bytes a second of `openssl speed -elapsed -evp aes-256-ctr -bytes 65536`, over one second of the wall clock. Without
 * -elapsed openssl divides by the time that it had the processor, which looks the same on an idle machine and hides
 * whatever else runs on a busy one.
 */
export async function opensslSpeed() {
    const args = ['speed', '-elapsed', '-evp', 'aes-256-ctr', '-bytes', '65536', '-seconds', '1', '-mr'];
    try {
        const { status, output } = await runProgram('openssl', args);
        const speed = Number(/^\+F:\d+:AES-256-CTR:([\d.]+)$/im.exec(output)?.[1]);
        if (status === 0 && speed > 0)
            return { kind: 'measured', value: speed };
        return { kind: 'missing', reason: `openssl speed ended with ${status} and no figure` };
    }
    catch (error) {
        return { kind: 'missing', reason: `openssl cannot be run: ${error.message}` };
    }
}
/** Runs a baseline once with a request; its answer, or why there is none. */
export async function runPeer(python, program, request) {
    const script = fileURLToPath(new URL(`../../test/benchmarks/peers/${program}.py`, import.meta.url));
    if (!existsSync(script))
        return { kind: 'missing', reason: `${script} is not there` };
    try {
        const { status, output, errors } = await runProgram(python, [script], JSON.stringify(request));
        if (status === 0)
            return { kind: 'measured', value: JSON.parse(output) };
        const lastLine = errors.trim().split('\n').at(-1);
        return { kind: 'missing', reason: `${program}.py ended with ${status}: ${lastLine}` };
    }
    catch (error) {
        return { kind: 'missing', reason: `${python} cannot be run: ${error.message}` };
    }
}
/** The Python of `scripts/python-environment.js` where it was made, else the system's. */
export function defaultPython() {
    return pythonIn('parley-python');
}
/** The Python of `scripts/python-environment.js flower` where it was made, else the system's. */
export function defaultFlowerPython() {
    return pythonIn('parley-flower');
}
function pythonIn(environment) {
    const made = ['../../node_modules', '../../../node_modules'].map(folder => fileURLToPath(new URL(`${folder}/.cache/${environment}/bin/python`, import.meta.url)));
    return made.find(path => existsSync(path)) ?? 'python3';
}
//# sourceMappingURL=bench-peers.js.map