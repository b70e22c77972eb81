/**
 * Round 3: the member signs who survived, at most once in a session. Two survivor sets under one set of masks would
 * give away the difference of their sums, which is how a lying coordinator isolates a victim.
 */
import { bitmapHas, equalBytes, firstOutside, membersOf, verifyInclusion, verifySignature, } from '../../crypto/index.js';
import { hashSurvivors, inputLeaf } from '../context.js';
import { survivorSignaturePayload, survivorsPayload } from '../signing.js';
import { accept, firstRejection, reject } from '../verdict.js';
import { holdersIn } from './state.js';
/**
 * Signs a survivor set that holds this member's own input and is a large enough part of the sharers. Asked again for
 * the same set, gives the same signature; asked for another, refuses. Write the new state down before sending.
 */
export function signSurvivors(state, set, signer) {
    const rejection = checkSurvivorSet(state, set);
    if (rejection !== undefined)
        return rejection;
    const { session, sharers, held, header } = state;
    const digest = hashSurvivors(session.sessionId, sharers.hash, set.survivors, set.inputsRoot);
    if (state.phase === 'signed') {
        if (equalBytes(state.digest, digest))
            return accept(state, signatureMessage(state));
        return reject('second-survivor-set', 'coordinator', 'this member has signed another survivor set');
    }
    const unsigned = { sessionId: session.sessionId, digest };
    const signature = signer.sign(survivorSignaturePayload(unsigned));
    const next = {
        phase: 'signed',
        session,
        sharers,
        held,
        header,
        survivors: set.survivors,
        inputsRoot: set.inputsRoot,
        digest,
        signature,
        setSignature: set.signature,
    };
    return accept(next, signatureMessage(next));
}
function signatureMessage(state) {
    return { sessionId: state.session.sessionId, digest: state.digest, signature: state.signature };
}
function checkSurvivorSet(state, set) {
    const { session, sharers } = state;
    if (!equalBytes(set.sessionId, session.sessionId)) {
        return reject('wrong-session', 'coordinator', 'the survivor set belongs to another session');
    }
    if (!verifySignature(session.coordinatorKey, survivorsPayload(sharers.hash, set), set.signature)) {
        return reject('bad-signature', 'coordinator', 'the survivor set is not signed for the sharers this member saw');
    }
    const members = membersOf(set.survivors, session.size);
    if (members === undefined)
        return reject('malformed', 'coordinator', 'the bitmap of survivors is malformed');
    return firstRejection(() => checkMembership(state, set.survivors), () => checkSize(state, set.survivors, members.length), () => checkOwnInput(state, set, members));
}
function checkMembership(state, survivors) {
    if (!bitmapHas(survivors, state.session.index)) {
        return reject('self-not-in-survivors', 'coordinator', 'this member sent its input and is not a survivor');
    }
    const stranger = firstOutside(survivors, state.sharers.bitmap);
    if (stranger === undefined)
        return undefined;
    return reject('survivors-not-sharers', 'coordinator', `survivor ${stranger} is not among the sharers`);
}
function checkSize(state, survivors, count) {
    const { survivorFloor, minimumOrganisations, threshold } = state.session;
    if (count < survivorFloor) {
        const detail = `${count} survivors; this member's floor is ${survivorFloor}`;
        return reject('too-few-survivors', 'coordinator', detail);
    }
    const holders = holdersIn(state.session, survivors);
    if (holders.length < threshold) {
        const detail = `${holders.length} of this member's holders survive; the threshold is ${threshold}`;
        return reject('too-few-survivors', 'coordinator', detail);
    }
    const distinct = new Set(holders.map(({ organisation }) => organisation)).size;
    if (distinct >= minimumOrganisations)
        return undefined;
    const detail = `${distinct} organisations survive; this member's floor is ${minimumOrganisations}`;
    return reject('too-few-organisations', 'coordinator', detail);
}
function checkOwnInput(state, set, members) {
    const { session, header } = state;
    const leaf = inputLeaf(session.index, header.inputHash);
    const position = members.indexOf(session.index);
    if (verifyInclusion(leaf, position, members.length, set.path, set.inputsRoot))
        return undefined;
    return reject('own-input-missing', 'coordinator', 'the inputs under the root do not hold the one this member sent');
}
//# sourceMappingURL=round-3-survivors.js.map