/** The draw of one attempt as a fold over what was accepted in it, as attempt-machine.ts is for a group. */
import { equalBytes, secureDraw, } from '../../aggregation/index.js';
/** The next state; a repetition of an accepted message changes nothing. */
export function applyDrawEvent(state, event, identityKey, registry) {
    switch (event.kind) {
        case 'committed':
            return takeCommitment(state, event.message, identityKey, registry);
        case 'seed-revealed':
            return takeSeed(state, event.message, identityKey);
        case 'cohort-closed':
            return accepted(secureDraw.closeCommitments(during('committing', state), event.logHead));
        case 'cohort-cut':
            return accepted(secureDraw.closeReveals(during('revealing', state)));
        default:
            return event;
    }
}
function takeCommitment(state, message, identityKey, registry) {
    if (!equalBytes(message.identityKey, identityKey)) {
        return rejected('unknown-member', 'a commitment is sent by the identity that it names');
    }
    if (state.phase === 'committing')
        return secureDraw.receiveCommitment(state, message, registry);
    return isRecorded(state, message)
        ? accepted(state)
        : rejected('stage-closed', 'the cohort of this draw is closed');
}
/** A commitment that the cohort holds already: its sender did not hear that it was taken. */
function isRecorded(state, message) {
    if (state.phase === 'failed')
        return false;
    return state.cohort.entries.some(({ identityKey, commitment }) => equalBytes(identityKey, message.identityKey) && equalBytes(commitment, message.commitment));
}
function takeSeed(state, message, identityKey) {
    if (state.phase === 'revealing')
        return secureDraw.receiveReveal(state, identityKey, message);
    if (state.phase === 'committing')
        return rejected('stage-not-open', 'the cohort is not closed yet');
    return rejected('stage-closed', 'the seeds of this draw are closed');
}
function during(phase, state) {
    if (state.phase !== phase)
        throw new Error(`the draw is ${state.phase}, not ${phase}`);
    return state;
}
function accepted(state) {
    return { kind: 'accepted', state, output: undefined, spent: [] };
}
function rejected(reason, detail) {
    return { kind: 'rejected', reason, culprit: 'sender', detail };
}
//# sourceMappingURL=draw-machine.js.map