/**
 * One group's attempt as a fold over what was accepted in it. The same pure functions run when a message arrives and when the
 * log is replayed after a restart, so a coordinator that was killed stands where it stood.
 */
import { equalBytes, secureServer, } from '../../aggregation/index.js';
/** The member's place in the roster, once there is one. */
export function indexOf(state, identityKey) {
    if (!('session' in state) || state.session === undefined)
        return undefined;
    return secureServer.indexOfIdentity(state.session, identityKey);
}
/** The next state, with the receipt when a masked input was accepted. Repetition of an accepted message changes nothing. */
export function applyAttemptEvent(state, event, identityKey, registry) {
    if (event.kind === 'closed')
        return closeStage(state, event.stage);
    if (event.kind === 'stopped')
        return stop(state);
    if (event.kind === 'advertised') {
        if (!equalBytes(event.message.identityKey, identityKey)) {
            return reject('unknown-member', 'sender', 'an advertisement is sent by the identity that it names');
        }
        return secureServer.receiveAdvertisement(state, event.message, registry);
    }
    const index = indexOf(state, identityKey);
    if (index === undefined)
        return notInRoster(state);
    switch (event.kind) {
        case 'shared':
            return secureServer.receiveKeyShares(state, index, event.message);
        case 'complained':
            return secureServer.receiveComplaint(state, index, event.message);
        case 'input':
            return secureServer.receiveMaskedInputHeader(state, index, event.message);
        case 'signed':
            return secureServer.receiveSurvivorSignature(state, index, event.message);
        case 'unmasked':
            return secureServer.receiveUnmasking(state, index, event.message);
        default:
            return event;
    }
}
function reject(reason, culprit, detail) {
    return { kind: 'rejected', reason, culprit, detail };
}
function notInRoster(state) {
    if (state.phase === 'advertising')
        return reject('stage-not-open', 'sender', 'the roster is not closed yet');
    return reject('unknown-member', 'sender', 'the sender is not in the roster of this attempt');
}
function closeStage(state, stage) {
    if (state.phase !== stage)
        throw new Error(`the stage ${stage} is closed while the attempt is ${state.phase}`);
    return { kind: 'accepted', state: closed(state), output: undefined, spent: [] };
}
function closed(state) {
    switch (state.phase) {
        case 'advertising':
            return secureServer.closeAdvertising(state);
        case 'sharing':
            return secureServer.closeSharing(state);
        case 'masking':
            return secureServer.closeInputs(state);
        case 'certifying':
            return secureServer.closeSurvivors(state);
        case 'unmasking':
            return secureServer.closeUnmasking(state);
        case 'finished':
        case 'aborted':
            return state;
        default:
            return state;
    }
}
function stop(state) {
    if (state.phase === 'finished')
        throw new Error('a finished attempt cannot be stopped');
    return {
        kind: 'accepted',
        state: secureServer.abortAttempt(state, 'stopped'),
        output: undefined,
        spent: [],
    };
}
//# sourceMappingURL=attempt-machine.js.map