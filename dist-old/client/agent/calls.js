export const defaultPatience = {
    waitMs: 10_000,
    pollMs: 2_000,
    firstPauseMs: 200,
    longestPauseMs: 5_000,
    graceMs: 60_000,
    outcomeMs: 600_000,
    heartbeatMs: 1_000,
};
/** The last answer, which is a refusal `unavailable` or `internal` only when the deadline passed or the agent stopped. */
export async function callUntil(surroundings, untilMs, call) {
    const { clock, signal, patience, report } = surroundings;
    for (let tries = 1;; tries++) {
        const answer = await call({ signal });
        if (answer.kind === 'granted' || !isPassing(answer))
            return { answer, tries };
        if (tries === 1)
            report({ kind: 'unreachable', message: answer.message });
        const pauseMs = pauseAfter(patience, tries, surroundings.random);
        if (signal.aborted || clock.nowMs() + pauseMs > untilMs)
            return { answer, tries };
        await clock.sleep(pauseMs, signal);
    }
}
/** Asks again while the answer is `not-yet`, and through failures, until the deadline. */
export async function askUntil(surroundings, untilMs, ask) {
    const { clock, signal, patience } = surroundings;
    for (;;) {
        const askedMs = clock.nowMs();
        const waitMs = Math.max(0, Math.min(patience.waitMs, untilMs - askedMs));
        const { answer } = await callUntil(surroundings, untilMs, options => ask(waitMs, options));
        if (answer.kind === 'granted' || answer.reason !== 'not-yet')
            return answer;
        if (signal.aborted || clock.nowMs() >= untilMs)
            return answer;
        // A coordinator that answers at once instead of waiting is not asked in a tight loop.
        if (clock.nowMs() - askedMs < patience.firstPauseMs)
            await clock.sleep(patience.firstPauseMs, signal);
    }
}
/** Whether the same call may succeed later. */
function isPassing(refusal) {
    return refusal.reason === 'unavailable' || refusal.reason === 'internal';
}
/** Doubling pauses, each between a half and the whole of its length, so that holders do not come back all at once. */
function pauseAfter(patience, tries, random) {
    const wholeMs = Math.min(patience.longestPauseMs, patience.firstPauseMs * 2 ** Math.min(tries - 1, 20));
    return wholeMs / 2 + (wholeMs / 2) * (random.bytes(1)[0] / 255);
}
//# sourceMappingURL=calls.js.map