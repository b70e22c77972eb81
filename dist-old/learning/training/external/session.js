/** A trainer that has said hello: one request after another, each watched by the clock. */
import { TrainingError, WorkerError } from '../../errors.js';
import { excerpt, trainerProtocol, } from './messages.js';
/** Greets a child that was just started. Rejects with `TrainingError` `trainer-failed` when it does not greet back. */
export async function openSession(child, folder, waits, startTimer) {
    const hello = await greet(child, folder, waits, startTimer);
    return {
        child,
        hello,
        train: (request, onProgress, signal) => train({ child, hello, waits, startTimer }, request, onProgress, signal),
    };
}
async function greet(child, folder, { helloMs }, startTimer) {
    child.send({ type: 'hello', protocol: trainerProtocol.version, folder });
    const stop = startTimer(helloMs, () => child.fail({ kind: 'misbehaved', what: `it said no hello within ${seconds(helloMs)}` }));
    try {
        const reply = await child.next();
        if (reply.type === 'hello')
            return reply;
        child.fail({ kind: 'misbehaved', what: `it answered hello with ${reply.type}` });
        throw await child.ended;
    }
    catch (error) {
        // One that dies before its hello dies again: a wrong option, a package that is not installed.
        if (error instanceof WorkerError && error.reason === 'crashed')
            throw new TrainingError('trainer-failed', error.message);
        throw error;
    }
    finally {
        stop();
    }
}
async function train(surroundings, request, onProgress, signal) {
    signal?.throwIfAborted();
    const { child, hello } = surroundings;
    const watch = openWatch(surroundings);
    const cancel = () => watch.cancel(request.job);
    signal?.addEventListener('abort', cancel, { once: true });
    try {
        child.send(request);
        for (;;) {
            watch.expectMessage();
            const reply = await child.next();
            const outcome = judge(child, reply, request.job, signal?.aborted === true);
            if (outcome === undefined)
                continue;
            if (outcome.type === 'done')
                return outcome;
            if (outcome.type === 'failed')
                throw failure(outcome, hello.name);
            if (outcome.type === 'cancelled')
                throw signal?.reason;
            if (signal?.aborted !== true)
                onProgress(outcome);
        }
    }
    finally {
        signal?.removeEventListener('abort', cancel);
        watch.stop();
    }
}
/** The reply, if it is one to this request; else the child is ended, and the next wait rejects. */
function judge(child, reply, job, isCancelled) {
    const misbehaved = (what) => child.fail({ kind: 'misbehaved', what });
    if (reply.type === 'hello')
        misbehaved('it said hello twice');
    else if (reply.job !== job)
        misbehaved(`it speaks of job ${reply.job} while job ${job} is under way`);
    else if (reply.type === 'cancelled' && !isCancelled)
        misbehaved(`it cancelled job ${job} unasked`);
    else
        return reply;
    return undefined;
}
function failure({ reason, message }, name) {
    const fault = reason === 'error' ? 'trainer-failed' : reason;
    return new TrainingError(fault, `the trainer ${name} says: ${excerpt(message, 2000) || reason}`);
}
/** The clocks over one request; each, when it runs out, ends the child. */
function openWatch({ child, hello, waits, startTimer }) {
    const { silenceMs, jobMs, graceMs } = waits;
    const after = (delayMs, what) => startTimer(delayMs, () => child.fail({ kind: 'misbehaved', what }));
    const stops = [after(jobMs, `it was not done after ${seconds(jobMs)}`)];
    let stopSilence = () => { };
    return {
        expectMessage: () => {
            stopSilence();
            stopSilence = after(silenceMs, `it was silent for ${seconds(silenceMs)}`);
        },
        cancel: (job) => {
            const order = { type: 'cancel', job };
            const what = 'it did not stop when it was told to';
            if (hello.capabilities.includes('cancel')) {
                child.send(order);
                stops.push(after(graceMs, what));
            }
            else
                child.fail({ kind: 'misbehaved', what });
        },
        stop: () => {
            stopSilence();
            for (const stop of stops)
                stop();
        },
    };
}
function seconds(milliseconds) {
    return `${milliseconds / 1000} s`;
}
//# sourceMappingURL=session.js.map