/** Round 1: sealed shares are collected and relayed; the coordinator sees their salted leaf hashes only. */
import { buildMerkleTree, enc, equalBytes, inclusionPath, u16, verifySignature } from '../../crypto/index.js';
import { hashSharers } from '../context.js';
import { everyone, withoutSelf } from '../graph.js';
import { leafPosition, shareKinds } from '../masking.js';
import { hardFloors } from '../parameters.js';
import { boxesRootOf, complaintPayload, inboxPayload, sharePayload } from '../signing.js';
import { emptyTable, withEntry } from '../table.js';
import { extendTranscript } from '../transcript.js';
import { accept, reject } from '../verdict.js';
import { holdersSuffice, memberAt } from './session.js';
import { abortAttempt, answerRepetition, checkSender, memberSet, outsideStage, withAbsence, } from './state.js';
/** Takes one dealer's sealed shares. */
export function receiveKeyShares(state, index, message) {
    const recorded = 'dealt' in state ? state.dealt.get(index) : undefined;
    if (recorded !== undefined) {
        return answerRepetition(state, index, recorded.message.signature, message.signature);
    }
    if (state.phase !== 'sharing')
        return outsideStage(state, 'sharing');
    const rejection = checkSender(state.session, index, message.sessionId);
    if (rejection !== undefined)
        return rejection;
    const dealt = checkKeyShares(state.session, index, message);
    if ('kind' in dealt)
        return dealt;
    return accept({ ...state, dealt: withEntry(state.dealt, index, dealt) }, undefined);
}
function checkKeyShares(session, index, message) {
    const holders = session.graph.closedNeighbourhood(index);
    const others = withoutSelf(index, holders);
    const addressed = message.boxes.length === others.length &&
        message.boxes.every((box, i) => box.to === others[i] && box.nonce.length === 24 && box.ciphertext.length === 148);
    const hashed = message.shareLeaves.length === 2 * holders.length && message.shareLeaves.every(leaf => leaf.length === 32);
    if (!addressed || !hashed) {
        return reject('wrong-share-list', index, 'one box for each neighbour and two leaves for each holder');
    }
    const leaves = buildMerkleTree(message.shareLeaves);
    if (!equalBytes(leaves.root, message.shareRoot)) {
        return reject('share-root', index, 'the share root is not the root of the leaves');
    }
    const boxesRoot = boxesRootOf(message.boxes);
    const payload = sharePayload({ ...message, boxesRoot });
    if (!verifySignature(memberAt(session, index).identityKey, payload, message.signature)) {
        return reject('bad-signature', index, `the shares of member ${index} are not signed by it`);
    }
    return { message, boxesRoot, leaves };
}
/** Whether the sharing can be closed now: enough have dealt, in all and in every dealer's neighbourhood. */
export function canCloseSharing({ session, dealt }) {
    const least = Math.max(session.leastSurvivors, hardFloors.minimumSurvivors);
    const members = everyone(session.size).filter(index => dealt.has(index));
    return members.length >= least && holdersSuffice(session, members, index => dealt.has(index));
}
/** Fixes the sharers (U2), or aborts when they are too few, in all or in some sharer's neighbourhood. */
export function closeSharing(state) {
    const { session, dealt } = state;
    const { size } = session;
    const absences = withAbsence(state, 'sharing', everyone(size), dealt);
    const members = everyone(size).filter(index => dealt.has(index));
    if (!canCloseSharing(state)) {
        const missing = everyone(size).filter(index => !dealt.has(index));
        return abortAttempt({ ...state, absences }, 'too-few-sharers', missing);
    }
    const sharers = memberSet(members, size);
    const transcript = extendTranscript(state.transcript, [
        { label: 'sharers', body: sharers.bitmap },
        ...members.map(index => ({ label: 'shares', body: shareRecord(index, dealt.get(index)) })),
    ]);
    const sharersHash = hashSharers(session.sessionId, sharers.bitmap);
    return { ...state, phase: 'masking', transcript, absences, sharers, sharersHash, headers: emptyTable() };
}
function shareRecord(index, { message, boxesRoot }) {
    return enc(u16(index), message.selfSeedCommitment, message.shareRoot, boxesRoot, message.signature);
}
/** One sharer's inbox: a parcel from every neighbour that shares. */
export function inboxFor(state, index) {
    const { session, sharers } = state;
    const senders = session.graph.closedNeighbourhood(index).filter(from => from !== index && sharers.has(from));
    return {
        sessionId: session.sessionId,
        sharers: sharers.bitmap,
        parcels: senders.map(from => parcelFor(session, from, index, state.dealt.get(from))),
        signature: state.coordinator.sign(inboxPayload(session.sessionId, state.sharersHash)),
    };
}
function parcelFor(session, from, to, { message, boxesRoot, leaves }) {
    const { selfSeedCommitment, shareRoot, signature } = message;
    const position = session.graph.closedNeighbourhood(from).indexOf(to);
    return {
        from,
        selfSeedCommitment,
        shareRoot,
        boxesRoot,
        signature,
        box: message.boxes.find(box => box.to === to),
        selfSharePath: inclusionPath(leaves, leafPosition(position, shareKinds.selfSeed)),
        keySharePath: inclusionPath(leaves, leafPosition(position, shareKinds.maskKey)),
    };
}
/**
 * Takes a sharer's complaint about a parcel: the attempt ends, with an accusation on record. The coordinator cannot
 * tell whether dealer or accuser lies, so an accusation alone excludes nobody.
 */
export function receiveComplaint(state, index, complaint) {
    if (state.phase !== 'masking')
        return outsideStage(state, 'masking');
    const { session, sharers } = state;
    const rejection = checkSender(session, index, complaint.sessionId);
    if (rejection !== undefined)
        return rejection;
    const { from, code } = complaint;
    const isNeighbour = session.graph.closedNeighbourhood(index).includes(from);
    if (!sharers.has(index) || from === index || !isNeighbour || !sharers.has(from)) {
        return reject('malformed', index, 'a complaint is by one sharer about another, its neighbour');
    }
    if (!verifySignature(memberAt(session, index).identityKey, complaintPayload(complaint), complaint.signature)) {
        return reject('bad-signature', index, `the complaint is not signed by member ${index}`);
    }
    const accusation = { accuser: index, accused: from, code };
    return accept({ ...abortAttempt(state, 'complaint'), accusation }, undefined);
}
//# sourceMappingURL=round-1-share-keys.js.map