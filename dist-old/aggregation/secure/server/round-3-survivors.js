/** Round 3: survivors sign the one survivor set; enough signatures make the certificate. */
import { enc, equalBytes, inclusionPath, u16, verifySignature } from '../../crypto/index.js';
import { survivorSignaturePayload, survivorsPayload } from '../signing.js';
import { emptyTable, withEntry } from '../table.js';
import { extendTranscript } from '../transcript.js';
import { accept, reject } from '../verdict.js';
import { holdersSuffice, memberAt } from './session.js';
import { abortAttempt, answerRepetition, checkSender, outsideStage, withAbsence, } from './state.js';
/** The survivor set, with one survivor's path to its own input. Throws for a member that did not survive. */
export function survivorSetFor(state, index) {
    const position = state.survivors.members.indexOf(index);
    if (position < 0)
        throw new RangeError(`member ${index} is not a survivor`);
    const unsigned = {
        sessionId: state.session.sessionId,
        survivors: state.survivors.bitmap,
        inputsRoot: state.inputs.root,
    };
    return {
        ...unsigned,
        path: inclusionPath(state.inputs, position),
        signature: state.coordinator.sign(survivorsPayload(state.sharersHash, unsigned)),
    };
}
/** Takes one survivor's signature on the survivor set. */
export function receiveSurvivorSignature(state, index, message) {
    const recorded = 'signatures' in state ? state.signatures.get(index) : undefined;
    if (recorded !== undefined)
        return answerRepetition(state, index, recorded, message.signature);
    if (state.phase !== 'certifying')
        return outsideStage(state, 'certifying');
    const rejection = checkSurvivorSignature(state, index, message);
    if (rejection !== undefined)
        return rejection;
    return accept({ ...state, signatures: withEntry(state.signatures, index, message.signature) }, undefined);
}
function checkSurvivorSignature(state, index, message) {
    const { session, survivors, digest } = state;
    const rejection = checkSender(session, index, message.sessionId);
    if (rejection !== undefined)
        return rejection;
    if (!survivors.has(index)) {
        return reject('not-a-survivor', index, `member ${index} is not a survivor`);
    }
    if (!equalBytes(message.digest, digest)) {
        return reject('wrong-digest', index, `member ${index} signed another survivor set`);
    }
    const payload = survivorSignaturePayload(message);
    if (verifySignature(memberAt(session, index).identityKey, payload, message.signature))
        return undefined;
    return reject('bad-signature', index, `the signature of member ${index} does not hold`);
}
/** Whether the signing can be closed now: every sharer has enough holders that will open their shares. */
export function canCloseSurvivors(state) {
    return holdersSuffice(state.session, state.sharers.members, ableToOpen(state));
}
/** Closes the signing, or aborts when too few signed for the shares of everybody to be opened. */
export function closeSurvivors(state) {
    const { survivors, signatures } = state;
    const absences = withAbsence(state, 'certifying', survivors.members, signatures);
    if (!canCloseSurvivors(state)) {
        const missing = survivors.members.filter(index => !signatures.has(index));
        return abortAttempt({ ...state, absences }, 'too-few-signatures', missing);
    }
    const transcript = extendTranscript(state.transcript, [
        { label: 'certificate', body: certificateRecord(state) },
    ]);
    return {
        ...state,
        phase: 'unmasking',
        transcript,
        absences,
        openings: emptyTable(),
        verified: emptyTable(),
    };
}
/** Who can be shown a certificate: signers with a threshold of signers among their own holders. */
function ableToOpen({ session, signatures }) {
    const signed = (index) => signatures.has(index);
    const able = new Set([...signatures.keys()].filter(index => holdersSuffice(session, [index], signed)));
    return index => able.has(index);
}
function certificateRecord({ survivors, inputs, signatures }) {
    const signers = survivors.members.filter(index => signatures.has(index));
    return enc(survivors.bitmap, inputs.root, ...signers.map(index => enc(u16(index), signatures.get(index))));
}
/**
 * The certificate for one survivor: the first t signatures, by index, among its own holders; more would only be more
 * to check. On the complete graph it is the same for all.
 */
export function certificateFor(state, index) {
    const { session, survivors, signatures } = state;
    const signers = session.graph.closedNeighbourhood(index).filter(holder => signatures.has(holder));
    return {
        sessionId: session.sessionId,
        survivors: survivors.bitmap,
        inputsRoot: state.inputs.root,
        signatures: signers
            .slice(0, session.threshold)
            .map(signer => ({ index: signer, signature: signatures.get(signer) })),
    };
}
//# sourceMappingURL=round-3-survivors.js.map