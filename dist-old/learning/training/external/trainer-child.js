/**
 * Owns the process of a trainer: starts it as the leader of a process group of its own, carries messages, and ends the
 * whole group (SIGTERM, then SIGKILL) when it breaks the protocol, is told to go, or this process ends. No shell is
 * started. A process that leaves the group on purpose is not found again.
 */
import { spawn } from 'node:child_process';
import { faultError } from './faults.js';
import { openInbox } from './inbox.js';
import { openLineReader, openTail } from './line-reader.js';
import { encodeOrder, parseReply, trainerProtocol } from './messages.js';
import { whenProcessEnds } from './process-end.js';
const stderrBytes = 4096;
/** How long pipes are read after the end of the child, if a process that it left behind holds them open. */
const pipesMs = 1000;
export function startTrainerChild(command, graceMs, startTimer) {
    const { program, args, env, workingFolder } = command;
    const child = spawn(program, args, { cwd: workingFolder, env, stdio: 'pipe', detached: true });
    const inbox = openInbox();
    const life = watchLife(child, command, graceMs, startTimer);
    void life.ended.then(inbox.fail);
    const output = readOutput(child, life, inbox.put);
    // A pipe that breaks is the end of the child, told by `close`.
    for (const pipe of child.stdio.slice(0, 3))
        pipe?.on('error', () => undefined);
    const send = (order) => {
        output.startCounting();
        if (child.stdin.writable)
            child.stdin.write(encodeOrder(order));
    };
    return {
        send,
        next: inbox.next,
        fail: life.fail,
        ended: life.ended,
        dismiss: async () => {
            send({ type: 'bye' });
            child.stdin.end();
            const stop = startTimer(graceMs, () => life.fail({ kind: 'closed' }));
            await life.ended;
            stop();
        },
        isUsable: life.isUnharmed,
    };
}
/** Ends the group when there is a reason to, and says why it has ended. */
function watchLife(child, command, graceMs, startTimer) {
    const stderr = openTail(stderrBytes);
    child.stderr.on('data', stderr.push);
    const signal = (name) => signalGroup(child.pid, name);
    const forget = whenProcessEnds(() => signal('SIGKILL'));
    let fault;
    const ended = untilEnded(child, command).then(what => {
        forget();
        fault ??= { kind: 'died', what };
        return faultError(fault, command.program, stderr.text());
    });
    const untilThen = (stop) => void ended.then(stop);
    child.once('exit', () => {
        // What it started and left behind goes with it.
        signal('SIGKILL');
        untilThen(startTimer(pipesMs, () => [child.stdout, child.stderr].forEach(pipe => void pipe.destroy())));
    });
    return {
        ended,
        fail: found => {
            if (fault !== undefined)
                return;
            fault = found;
            signal('SIGTERM');
            untilThen(startTimer(graceMs, () => signal('SIGKILL')));
        },
        isUnharmed: () => fault === undefined,
    };
}
/** How it ended, once it is gone and its pipes are read to their end; or why it never started. */
function untilEnded(child, command) {
    return new Promise(resolve => {
        child.once('close', (code, name) => resolve(name === null ? `it ended with code ${code}` : `it was ended by ${name}`));
        child.once('error', error => {
            if (child.pid === undefined)
                resolve(startFault(error, command));
        });
    });
}
/** Reads stdout as messages; what is none of them, or too much, is the end of the child. */
function readOutput({ stdout }, life, put) {
    const { lineBytes, outputBytes: mostBytes } = trainerProtocol;
    let outputBytes = 0;
    const misbehaved = (what) => life.fail({ kind: 'misbehaved', what });
    const lines = openLineReader(lineBytes, line => {
        if (!life.isUnharmed())
            return;
        const parsed = parseReply(line);
        if (parsed.kind === 'reply')
            put(parsed.reply);
        else
            misbehaved(parsed.fault);
    });
    stdout.on('data', (chunk) => {
        if (!life.isUnharmed())
            return;
        outputBytes += chunk.length;
        if (outputBytes > mostBytes)
            misbehaved(`it wrote more than ${mostBytes} bytes to stdout for one request`);
        else if (!lines.push(chunk))
            misbehaved(`it wrote a line of more than ${lineBytes} bytes to stdout`);
    });
    return {
        startCounting: () => {
            outputBytes = 0;
        },
    };
}
/** Signals the whole group that the child leads; nothing when nobody is left of it. */
function signalGroup(pid, name) {
    if (pid === undefined)
        return;
    try {
        process.kill(-pid, name);
    }
    catch (error) {
        if (error.code !== 'ESRCH')
            throw error;
    }
}
function startFault({ code, message }, { program, workingFolder }) {
    if (code === 'ENOENT')
        return `"${program}" is not found, neither in PATH nor from ${workingFolder}; check how the command is written`;
    if (code === 'EACCES')
        return `"${program}" may not be executed; is it a program?`;
    return `"${program}" cannot be started: ${message}`;
}
//# sourceMappingURL=trainer-child.js.map