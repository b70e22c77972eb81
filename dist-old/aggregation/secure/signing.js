/**
 * What every signature covers: "fedsa/v1/" || stage || 0x00 || enc(fields). One function for each message, so that
 * a signer and a verifier cannot disagree.
 */
import { concat, enc, merkleRoot, taggedHash, u8, u16, u32, u64, utf8, verifySignature, } from '../crypto/index.js';
import { stages, } from './messages.js';
function payload(stage, ...fields) {
    return concat(utf8(`fedsa/v1/${stage}`), Uint8Array.of(0), enc(...fields));
}
export function advertisementPayload(message) {
    const { context, channelKey, maskKey, nonce } = message;
    return payload(stages.advertise, context, channelKey, maskKey, nonce);
}
export function rosterPayload(message) {
    return payload(stages.roster, message.context, message.root, u32(message.size));
}
export function sharePayload(header) {
    const { sessionId, selfSeedCommitment, shareRoot, boxesRoot } = header;
    return payload(stages.share, sessionId, selfSeedCommitment, shareRoot, boxesRoot);
}
/** Leaf data of one box in the tree under `boxesRoot`. */
export function boxLeaf(box) {
    return enc(u16(box.to), box.nonce, box.ciphertext);
}
/** Merkle root over the boxes in order. */
export function boxesRootOf(boxes) {
    return merkleRoot(boxes.map(boxLeaf));
}
export function shareHeaderOf(message) {
    const { sessionId, selfSeedCommitment, shareRoot, boxes } = message;
    return { sessionId, selfSeedCommitment, shareRoot, boxesRoot: boxesRootOf(boxes) };
}
export function inboxPayload(sessionId, sharersHash) {
    return payload(stages.inbox, sessionId, sharersHash);
}
export function complaintPayload(message) {
    return payload(stages.complaint, message.sessionId, u16(message.from), utf8(message.code));
}
export function inputPayload(message) {
    const { sessionId, sharersHash, dimension, bits, totalBytes, inputHash } = message;
    return payload(stages.input, sessionId, sharersHash, u32(dimension), u8(bits), u64(totalBytes), inputHash);
}
export function receiptPayload(message) {
    return payload(stages.inputReceipt, message.sessionId, u16(message.index), message.inputHash);
}
export function survivorsPayload(sharersHash, message) {
    return payload(stages.survivors, message.sessionId, sharersHash, message.survivors, message.inputsRoot);
}
export function survivorSignaturePayload(message) {
    return payload(stages.survivorSignature, message.sessionId, message.digest);
}
function openedList(opened) {
    return enc(...opened.map(({ of, share, salt }) => enc(u16(of), share, salt)));
}
/** Hash of both lists of opened shares. */
export function hashOpenedShares(message) {
    return taggedHash('fedsa/v1/opened', enc(openedList(message.selfShares), openedList(message.keyShares)));
}
export function unmaskPayload(message) {
    return payload(stages.unmask, message.sessionId, message.digest, hashOpenedShares(message));
}
export function resultPayload(message) {
    const { sessionId, survivors, sumHash, transcriptHash } = message;
    return payload(stages.result, sessionId, survivors, sumHash, transcriptHash);
}
/** Whether an advertisement carries its own identity's signature. */
export function isSignedAdvertisement(message) {
    return verifySignature(message.identityKey, advertisementPayload(message), message.signature);
}
//# sourceMappingURL=signing.js.map