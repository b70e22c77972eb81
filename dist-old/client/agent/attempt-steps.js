/** What the phases of an attempt are made of: sending until it is taken, waiting until it is given, ending. */
import { secureClient, wipe, } from '../../aggregation/index.js';
import { askUntil, callUntil } from './calls.js';
import { checkReceipt } from './receipt.js';
/** Writes the state down and only then wipes what it no longer needs. */
export function writeDown(attempt, step) {
    const { assignment, ownGroup, inputHash } = attempt;
    const group = ownGroup === undefined ? {} : { ownGroup };
    // Commit point.
    attempt.world.store.save({ assignment, state: step.state, inputHash, ...group });
    wipe(step.spent);
}
/** The coordinator has taken the message of a stage. A drill for this stage never goes on. */
export async function reach(attempt, stage, bytes) {
    const { world, ref } = attempt;
    world.report({ kind: 'stage', attempt: ref, stage, ...(bytes === undefined ? {} : { bytes }) });
    if (world.drill?.round !== ref.round || world.drill.stage !== stage)
        return { kind: 'got', value: undefined };
    world.report({ kind: 'holding', attempt: ref, stage });
    await unlessAborted(new Promise(() => undefined), world.signal);
    return { kind: 'over', ending: { kind: 'stopped' } };
}
/**
 * Sends the message of a stage until it is taken. A refusal for being late ends the attempt, unless the message may
 * have been taken before (it was sent by an earlier run, or an earlier try broke off): then what follows decides.
 */
export async function deliver(attempt, stage, lateIsFine, call) {
    const { answer, tries } = await callUntil(attempt.world, stageEndMs(attempt, stage), call);
    if (answer.kind === 'granted')
        return { kind: 'got', value: answer.value };
    const isLate = answer.reason === 'too-late' || answer.reason === 'wrong-stage';
    if (isLate && (lateIsFine || tries > 1))
        return { kind: 'got', value: undefined };
    return refusedBy(attempt, answer);
}
/** Waits for what the coordinator gives out at the end of a stage. */
export async function obtain(attempt, deadlineMs, ask) {
    const untilMs = deadlineMs + attempt.world.patience.graceMs;
    const answer = await askUntil(attempt.world, untilMs, ask);
    return answer.kind === 'granted' ? { kind: 'got', value: answer.value } : refusedBy(attempt, answer);
}
/** When a stage that begins now has to be over. */
export function stageEndMs({ world, papers }, stage) {
    return world.clock.nowMs() + papers.parameters.stageTimeoutsMs[stage];
}
/** The attempt goes on without this holder, or is over: the outcome, if there is one already, says which. */
export async function refusedBy(attempt, refusal) {
    const { world, ref } = attempt;
    if (world.signal.aborted)
        return { kind: 'over', ending: { kind: 'stopped' } };
    if (refusal.reason !== 'unavailable' && refusal.reason !== 'not-yet') {
        const untilMs = world.clock.nowMs() + world.patience.graceMs;
        const { answer: outcome } = await callUntil(world, untilMs, options => world.port.awaitOutcome({ attempt: ref, waitMs: 0 }, options));
        if (outcome.kind === 'granted' && !outcome.value.completed)
            return abandoned(outcome.value);
        // A survivor that was slow is in the sum and in the pay all the same.
        if (outcome.kind === 'granted' &&
            outcome.value.completed &&
            outcome.value.receipt.length > 0 &&
            attempt.masked !== undefined) {
            return takeResult(attempt, attempt.masked, outcome.value);
        }
    }
    return lost({ how: 'dropped', reason: refusal.reason, detail: refusal.message });
}
export function abandoned({ reason, culprit }) {
    const detail = culprit === '' ? 'nobody is to blame' : `it points at ${culprit}`;
    return lost({ how: 'abandoned', reason, detail });
}
export function satOut({ reason, detail }) {
    return lost({ how: 'sat-out', reason, detail });
}
export function lost(loss) {
    return { kind: 'over', ending: { kind: 'lost', loss } };
}
/** What the work comes to; `undefined` as soon as the signal aborts. Leaves no listener on a signal that outlives it. */
export async function unlessAborted(work, signal) {
    if (signal.aborted)
        return undefined;
    let stop = () => undefined;
    const aborted = new Promise(resolve => {
        stop = () => resolve(undefined);
    });
    signal.addEventListener('abort', stop, { once: true });
    return Promise.race([work, aborted]).finally(() => signal.removeEventListener('abort', stop));
}
/** Checks the signed result and the receipt, and keeps both facts whatever they are: the round is summed. */
export function takeResult(attempt, state, outcome) {
    const { world, ref } = attempt;
    const { store, report } = world;
    store.keepMemory(ref);
    const verdict = judgeResult(attempt, state, outcome);
    const receiptFile = store.keepReceipt(ref.bountyId, ref.round, outcome.receipt);
    if (verdict.kind === 'verified') {
        const { amountUnits, survivors, logHead } = verdict;
        store.noteLogHead(logHead);
        store.noteCompleted(ref.bountyId, ref.round, amountUnits);
        report({ kind: 'round-completed', attempt: ref, amountUnits, survivors, receiptFile });
    }
    else {
        store.noteCompleted(ref.bountyId, ref.round, 0n);
        report({ kind: 'receipt-invalid', attempt: ref, reason: verdict.reason, receiptFile });
    }
    return { kind: 'over', ending: { kind: 'completed' } };
}
function judgeResult(attempt, state, { result, receipt }) {
    const { world, ref, papers, examples, inputHash, ownGroup } = attempt;
    const { organisation, coordinatorKey } = world;
    if (inputHash === undefined)
        throw new Error('an attempt that was masked has an input');
    const finished = state.phase === 'revealed' ? secureClient.finish(state, result) : undefined;
    if (finished?.kind === 'rejected')
        return { kind: 'invalid', reason: finished.detail };
    const { session } = state;
    const facts = {
        attempt: ref,
        papers,
        organisation,
        examples,
        coordinatorKey,
        inputHash,
        session,
        ownGroup,
        result,
    };
    return checkReceipt(receipt, facts);
}
//# sourceMappingURL=attempt-steps.js.map