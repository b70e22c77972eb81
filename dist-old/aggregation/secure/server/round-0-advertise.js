/** Round 0: keys are collected, and the roster is fixed by the order of the identity keys. */
import { concat, enc, inclusionPath, toHex, u64 } from '../../crypto/index.js';
import { hashContext } from '../context.js';
import { checkGroup, checkParameters, encodeParameters, hardFloors, neighbourhoodFor, } from '../parameters.js';
import { checkAdvertisement, checkKeysAreNew, inRosterOrder, keysInUseOf, memberLeaf, } from '../roster.js';
import { rosterPayload } from '../signing.js';
import { emptyTable, withEntry } from '../table.js';
import { extendTranscript, openTranscript } from '../transcript.js';
import { accept, reject } from '../verdict.js';
import { memberAt, openGroupSession } from './session.js';
import { abortAttempt, answerRepetition, outsideStage, } from './state.js';
/**
 * Opens one attempt. `minimumRoster` is what members of a drawn group insist on; without it the parameters decide.
 * Throws for parameters that no member would accept.
 */
export function openAttempt(context, coordinator, minimumRoster = 0) {
    const rejection = checkParameters(context.parameters, hardFloors);
    if (rejection !== undefined)
        throw new RangeError(rejection.detail);
    const contextHash = hashContext(context);
    const registry = concat(u64(context.registry.version), context.registry.root);
    const transcript = extendTranscript(openTranscript(contextHash), [
        { label: 'parameters', body: encodeParameters(context.parameters) },
        { label: 'registry', body: registry },
    ]);
    return {
        phase: 'advertising',
        context,
        contextHash,
        coordinator,
        transcript,
        blame: [],
        absences: [],
        minimumRoster,
        advertisements: emptyTable(),
        keysInUse: emptyTable(),
    };
}
/** Takes one member's advertisement. */
export function receiveAdvertisement(state, message, registry) {
    const key = toHex(message.identityKey);
    const recorded = recordedAdvertisement(state, key);
    if (recorded !== undefined)
        return answerAgain(state, recorded, message);
    if (state.phase !== 'advertising')
        return outsideStage(state, 'advertising');
    const rejection = checkAdvertisement(message, state.contextHash, registry, 'sender') ??
        checkKeysAreNew(message, state.keysInUse, 'sender');
    if (rejection !== undefined)
        return rejection;
    if (state.advertisements.size >= state.context.parameters.maximumGroup) {
        return reject('group-too-large', 'nobody', 'the group is full');
    }
    const advertisements = withEntry(state.advertisements, key, message);
    const keysInUse = keysInUseOf(message).reduce((table, one) => withEntry(table, one, true), state.keysInUse);
    return accept({ ...state, advertisements, keysInUse }, undefined);
}
function recordedAdvertisement(state, key) {
    if (state.phase === 'advertising')
        return state.advertisements.get(key);
    const index = state.session?.indices.get(key);
    return index === undefined ? undefined : state.session.members[index - 1];
}
function answerAgain(state, recorded, message) {
    const answer = answerRepetition(state, 0, recorded.signature, message.signature);
    if (answer.kind === 'accepted')
        return answer;
    return reject('conflicting-message', 'sender', 'this identity has advertised other keys in this attempt');
}
/** Whether the roster can be closed: as many as the parameters and a drawn group ask for, and a graph that serves them. */
export function canCloseAdvertising({ context, advertisements, minimumRoster }) {
    const { size } = advertisements;
    return size >= minimumRoster && checkGroup(context.parameters, size, hardFloors) === undefined;
}
/** Fixes the roster, or aborts when the group is too small for its own parameters. */
export function closeAdvertising(state) {
    const members = inRosterOrder(state.advertisements.values());
    const { parameters } = state.context;
    if (!canCloseAdvertising(state)) {
        return abortAttempt(state, 'too-few-members');
    }
    const neighbourhood = neighbourhoodFor(parameters, members.length);
    const session = openGroupSession(state.contextHash, members, neighbourhood);
    const { context, contextHash, coordinator, blame, absences } = state;
    const transcript = extendTranscript(state.transcript, [
        { label: 'roster', body: enc(...members.map(memberLeaf)) },
    ]);
    return {
        phase: 'sharing',
        context,
        contextHash,
        coordinator,
        blame,
        absences,
        transcript,
        session,
        dealt: emptyTable(),
    };
}
/** The roster as one member needs it: its closed neighbourhood. Throws for an index it does not have. */
export function rosterFor(state, index) {
    const { session } = state;
    const unsigned = { context: state.contextHash, root: session.rosterRoot, size: session.size };
    const entries = session.graph.closedNeighbourhood(index).map(holder => ({
        index: holder,
        advertisement: memberAt(session, holder),
        path: pathOf(session, holder),
    }));
    return { ...unsigned, entries, signature: state.coordinator.sign(rosterPayload(unsigned)) };
}
/** Whoever gets every entry needs no path to the root. */
function pathOf(session, index) {
    return session.degree === session.size - 1 ? [] : inclusionPath(session.roster, index - 1);
}
//# sourceMappingURL=round-0-advertise.js.map