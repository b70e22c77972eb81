/**
 * One process of the demonstration. It speaks JSON lines on stdout, its stderr goes to a log file, and its stdin is a
 * pipe that we hold: when we are gone, however we went, it ends too (--exit-with-parent).
 */
import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { createInterface } from 'node:readline';
const graceMs = 4_000;
const running = new Set();
// Whatever ends this process by the book takes the children with it at once.
process.on('exit', () => {
    for (const child of running)
        child.kill('SIGKILL');
});
export function startChild({ name, args, env, logFile, onLine, onExit }) {
    const log = openSync(logFile, 'a');
    const child = spawn(process.execPath, args, {
        env: { ...process.env, ...env },
        stdio: ['pipe', 'pipe', log],
    });
    closeSync(log);
    running.add(child);
    let wasAsked = false;
    const gone = new Promise(resolve => {
        child.once('close', (code, signal) => {
            running.delete(child);
            resolve();
            onExit({ code, signal, wasAsked });
        });
    });
    child.once('error', () => running.delete(child));
    child.stdin?.on('error', () => undefined);
    createInterface({ input: child.stdout }).on('line', text => {
        const line = parseLine(text);
        if (line !== undefined)
            onLine(line);
    });
    const end = (signal) => {
        wasAsked = true;
        child.kill(signal);
    };
    return {
        name,
        pid: child.pid ?? 0,
        kill: () => {
            end('SIGKILL');
            return gone;
        },
        stop: async () => {
            end('SIGTERM');
            const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
            await gone;
            clearTimeout(timer);
        },
    };
}
function parseLine(text) {
    try {
        const value = JSON.parse(text);
        return typeof value === 'object' && value !== null ? value : undefined;
    }
    catch {
        return undefined;
    }
}
//# sourceMappingURL=child.js.map