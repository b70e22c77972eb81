import { requireCapable, requireCoherent } from './check-request.js';
import { openExchange } from './exchange.js';
import { UnusableWeights } from './faults.js';
import { openSessionKeeper } from './session-keeper.js';
import { defaultWaits, systemTimer } from './timers.js';
import { readResult } from './training-result.js';
const progressIntervalMs = 250;
export function openExternalTrainer(options) {
    const { command, folder, waits, startTimer = systemTimer } = options;
    const keeper = openSessionKeeper(command, { ...defaultWaits, ...waits }, startTimer);
    const turns = openTurns();
    let exchange;
    let lastJob = 0;
    const session = () => {
        exchange ??= openExchange(folder);
        return keeper.session(exchange.folder.path);
    };
    const train = async (request, onProgress, signal) => {
        signal?.throwIfAborted();
        requireCoherent(request);
        const active = await session();
        requireCapable(active.hello, request);
        lastJob += 1;
        return perform({ request, onProgress, signal, session: active, exchange: exchange, job: lastJob });
    };
    return {
        hello: () => turns.take(async () => (await session()).hello),
        train: (request, onProgress = () => undefined, signal) => untilAborted(() => turns.take(() => train(request, onProgress, signal)), signal),
        close: async () => {
            await keeper.close(turns.isTaken());
            await turns.over();
            exchange?.folder.close();
        },
    };
}
async function perform({ request, onProgress, signal, session, exchange, job, }) {
    const startMs = performance.now();
    try {
        const message = await exchange.prepare(request, job);
        const done = await session.train(message, reporter(onProgress, startMs), signal);
        const result = await readOrEnd(request, done, session, exchange);
        return { ...result, durationMs: performance.now() - startMs };
    }
    finally {
        await exchange.clear(job);
    }
}
/** A trainer whose weights cannot be used is ended: what else it got wrong, nobody knows. */
async function readOrEnd(request, done, { child }, { folder }) {
    try {
        return await readResult(request, done, folder);
    }
    catch (error) {
        if (!(error instanceof UnusableWeights))
            throw error;
        child.fail({ kind: 'misbehaved', what: error.message });
        throw await child.ended;
    }
}
/** Passes on about four reports a second, and the last. */
function reporter(onProgress, startMs) {
    let toldMs = Number.NEGATIVE_INFINITY;
    return ({ step, steps, epoch, meanLoss }) => {
        const nowMs = performance.now();
        if (nowMs - toldMs < progressIntervalMs && step < steps)
            return;
        toldMs = nowMs;
        onProgress({ step, steps, epoch, meanLoss, elapsedMs: nowMs - startMs });
    };
}
/** Requests wait for one another. */
function openTurns() {
    let last = Promise.resolve();
    let taken = 0;
    return {
        take: (action) => {
            taken += 1;
            const turn = last.then(action).finally(() => {
                taken -= 1;
            });
            last = turn.catch(() => undefined);
            return turn;
        },
        isTaken: () => taken > 0,
        over: () => last,
    };
}
/** What `start` comes to, or the signal's reason as soon as it aborts. */
async function untilAborted(start, signal) {
    if (signal === undefined)
        return start();
    signal.throwIfAborted();
    const { promise: aborted, reject } = rejectable();
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    const outcome = start();
    outcome.catch(() => undefined);
    return Promise.race([outcome, aborted]).finally(() => signal.removeEventListener('abort', abort));
}
function rejectable() {
    let reject = () => undefined;
    const promise = new Promise((_, refuse) => {
        reject = refuse;
    });
    return { promise, reject };
}
//# sourceMappingURL=external-trainer.js.map