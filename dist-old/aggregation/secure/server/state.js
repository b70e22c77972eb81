/**
 * The coordinator's states, one type for each stage. Every step is a pure, deterministic function of the state and
 * a message: whoever records the accepted messages and the closings rebuilds the state by playing them again.
 *
 *   advertising -> sharing -> masking -> certifying -> unmasking -> finished
 *   any of them -> aborted
 */
import { bitmapOf, equalBytes } from '../../crypto/index.js';
import { accept, reject } from '../verdict.js';
export const serverPhases = [
    'advertising',
    'sharing',
    'masking',
    'certifying',
    'unmasking',
    'finished',
    'aborted',
];
/** The set of `members`, ascending, in a group of `size`. */
export function memberSet(members, size) {
    const set = new Set(members);
    return { bitmap: bitmapOf(members, size), members, has: member => set.has(member) };
}
export const abortReasons = [
    'too-few-members',
    'too-few-sharers',
    'complaint',
    'too-few-inputs',
    'too-few-signatures',
    'too-few-shares',
    'inconsistent-shares',
    'stopped',
];
function attemptOf(state) {
    const { context, contextHash, coordinator, transcript, blame, absences } = state;
    return { context, contextHash, coordinator, transcript, blame, absences };
}
/** Ends an attempt, naming who was missing and adding to the blame. */
export function abortAttempt(state, reason, missing = [], blame = []) {
    if (state.phase === 'aborted')
        return state;
    const session = 'session' in state ? { session: state.session } : {};
    const allBlame = [...state.blame, ...blame];
    return {
        ...attemptOf(state),
        ...session,
        phase: 'aborted',
        stage: state.phase,
        reason,
        missing,
        blame: allBlame,
    };
}
/** `absences` with those that one more stage saw. */
export function withAbsence(state, stage, expected, present) {
    const members = expected.filter(index => !present.has(index));
    return members.length === 0 ? state.absences : [...state.absences, { stage, members }];
}
/** The answer to a message whose stage is not open: too early, or closed. */
export function outsideStage(state, stage) {
    const isEarly = serverPhases.indexOf(state.phase) < serverPhases.indexOf(stage);
    if (isEarly)
        return reject('stage-not-open', 'sender', `the stage "${stage}" has not begun`);
    return reject('stage-closed', 'sender', `the stage "${stage}" is over; the attempt is "${state.phase}"`);
}
/** The answer to a message that a member sends again: the same one is fine, a different one is a conflict. */
export function answerRepetition(state, index, recordedSignature, signature) {
    if (equalBytes(recordedSignature, signature))
        return accept(state, undefined);
    return reject('conflicting-message', index, `member ${index} has sent another message for this stage`);
}
/** A refusal unless `index` is in the roster and `sessionId` is this session's. */
export function checkSender(session, index, sessionId) {
    if (!Number.isInteger(index) || index < 1 || index > session.size) {
        return reject('unknown-member', 'sender', `there is no member ${index}`);
    }
    if (equalBytes(sessionId, session.sessionId))
        return undefined;
    return reject('wrong-session', index, `member ${index} sent a message of another session`);
}
//# sourceMappingURL=state.js.map