/**
 * Round 4: a certificate by enough survivors opens one share of each sharer: of the self seed for those who survived,
 * of the mask secret for those who did not. Only the certified bitmap decides which.
 */
import { bitmapHas, equalBytes, verifySignature } from '../../crypto/index.js';
import { resultPayload, survivorSignaturePayload, unmaskPayload } from '../signing.js';
import { accept, reject } from '../verdict.js';
import { holdersIn, secretsOfShares, } from './state.js';
/**
 * Checks the certificate and opens the shares it calls for. Asked again under the same survivor set, gives the same
 * bytes. Write the new state down before sending: a member that forgot what it revealed might reveal otherwise.
 */
export function unmask(state, certificate, signer) {
    const rejection = checkCertificate(state, certificate);
    if (rejection !== undefined)
        return rejection;
    if (state.phase === 'revealed')
        return accept(state, state.unmasking);
    const { session, digest, survivors, inputsRoot } = state;
    const opened = {
        sessionId: session.sessionId,
        digest,
        selfShares: state.held.filter(({ of }) => bitmapHas(survivors, of)).map(openSelfShare),
        keyShares: state.held.filter(({ of }) => !bitmapHas(survivors, of)).map(openKeyShare),
    };
    const unmasking = { ...opened, signature: signer.sign(unmaskPayload(opened)) };
    const next = { phase: 'revealed', session, survivors, inputsRoot, digest, unmasking };
    return accept(next, unmasking, secretsOfShares(state.held));
}
// Opened shares are copies: the originals are wiped once the new state is written down.
function openSelfShare({ of, selfShare, selfSalt }) {
    return { of, share: selfShare.slice(), salt: selfSalt.slice() };
}
function openKeyShare({ of, keyShare, keySalt }) {
    return { of, share: keyShare.slice(), salt: keySalt.slice() };
}
function checkCertificate(state, certificate) {
    if (!equalBytes(certificate.sessionId, state.session.sessionId)) {
        return reject('wrong-session', 'coordinator', 'the certificate belongs to another session');
    }
    const { survivors, inputsRoot } = certificate;
    if (!equalBytes(survivors, state.survivors) || !equalBytes(inputsRoot, state.inputsRoot)) {
        return reject('certificate-not-mine', 'coordinator', 'the certificate is for a set this member did not sign');
    }
    return checkSigners(state, certificate);
}
function checkSigners(state, certificate) {
    const { session, digest, survivors } = state;
    const alive = holdersIn(session, survivors);
    const payload = survivorSignaturePayload({ sessionId: session.sessionId, digest });
    let previous = 0;
    for (const { index, signature } of certificate.signatures) {
        const signer = alive.find(holder => holder.index === index);
        if (signer === undefined) {
            const detail = `signer ${index} is no survivor among this member's holders`;
            return reject('foreign-signer', 'coordinator', detail);
        }
        if (index <= previous) {
            return reject('duplicate-signer', 'coordinator', `signer ${index} is there twice or out of order`);
        }
        previous = index;
        if (!verifySignature(signer.advertisement.identityKey, payload, signature)) {
            return reject('bad-signature', 'coordinator', `the signature of member ${index} does not hold`);
        }
    }
    const count = certificate.signatures.length;
    if (count >= session.threshold)
        return undefined;
    const detail = `${count} signatures; the threshold is ${session.threshold}`;
    return reject('too-few-signatures', 'coordinator', detail);
}
/** Takes the signed result of the session this member revealed in. */
export function finish(state, result) {
    const { session, survivors } = state;
    if (!equalBytes(result.sessionId, session.sessionId)) {
        return reject('wrong-session', 'coordinator', 'the result belongs to another session');
    }
    if (!equalBytes(result.survivors, survivors)) {
        return reject('wrong-result', 'coordinator', 'the result names other survivors than were certified');
    }
    if (!verifySignature(session.coordinatorKey, resultPayload(result), result.signature)) {
        return reject('bad-signature', 'coordinator', 'the result is not signed by the coordinator');
    }
    const { sumHash, transcriptHash } = result;
    return accept({ phase: 'done', sessionId: session.sessionId, survivors, sumHash, transcriptHash }, undefined);
}
//# sourceMappingURL=round-4-unmask.js.map