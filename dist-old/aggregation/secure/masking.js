/**
 * Keys from secrets, masks from keys, and the contents of a share box. Bonawitz et al. (CCS 2017), section 4: a
 * member adds one mask of its own and one for each pair, with opposite signs at the two ends, so that the pairwise
 * masks vanish from the sum.
 */
import { concat, enc, equalBytes, hkdf, openKeyAgreement, secretCopy, taggedHashOfSecret, u8, u16, utf8, wipe, } from '../crypto/index.js';
import { addMaskStreams } from '../expansion/index.js';
/** What is shared of each member: kind 0 rebuilds its self mask, kind 1 its pairwise masks. Never both. */
export const shareKinds = { selfSeed: 0, maskKey: 1 };
export const saltBytes = 16;
/** Key of the box from one member to another; each direction has its own. */
export function channelKey(sessionId, shared, from, to) {
    return hkdf(shared, sessionId, concat(utf8('fedsa/v1/chan'), u16(from), u16(to)));
}
/** Key of the mask that two members share. */
export function pairKey(sessionId, shared, one, other) {
    const info = concat(utf8('fedsa/v1/pair'), u16(Math.min(one, other)), u16(Math.max(one, other)));
    return hkdf(shared, sessionId, info);
}
/** Key of a member's own mask. */
export function selfKey(sessionId, selfSeed, index) {
    return hkdf(selfSeed, sessionId, concat(utf8('fedsa/v1/self'), u16(index)));
}
/** Leaf data of one share in its dealer's tree. */
export function shareLeaf(sessionId, dealer, holder, kind, salt, share) {
    return taggedHashOfSecret('fedsa/v1/leaf', enc(sessionId, u16(dealer), u16(holder), u8(kind), salt, share));
}
/** Position of a holder's leaf in its dealer's tree: holders ascend, the self-seed leaf before the mask-key leaf. */
export function leafPosition(holderPosition, kind) {
    return 2 * holderPosition + kind;
}
/** Sign of the pairwise mask at member `index` for its peer: plus towards lower indices. */
export function pairSign(index, peer) {
    return peer < index ? 1 : -1;
}
/**
 * The masks that member `index` shares with `peers`, as it adds them. Throws when an agreement fails: small-order keys
 * were refused with the roster.
 */
export function pairStreams(sessionId, index, maskSecret, peers) {
    const agreement = openKeyAgreement(maskSecret);
    try {
        return peers.map(peer => {
            const shared = agreement.agree(peer.maskKey);
            if (shared === undefined)
                throw new Error(`the mask key of member ${peer.index} is of small order`);
            const key = pairKey(sessionId, shared, index, peer.index);
            shared.fill(0);
            return { key, sign: pairSign(index, peer.index) };
        });
    }
    finally {
        agreement.close();
    }
}
/** A member's own mask, as it adds it. */
export function selfStream(sessionId, index, selfSeed) {
    return { key: selfKey(sessionId, selfSeed, index), sign: 1 };
}
/** The same mask taken off. */
export function removed({ key, sign }) {
    return { key, sign: sign === 1 ? -1 : 1 };
}
/** Adds every stream to every coordinate of `residues` and wipes the keys: a stream is used once. */
export function spendMaskStreams(residues, streams, bits) {
    addMaskStreams(residues, streams, bits);
    wipe(streams.map(({ key }) => key));
}
const boxContentsBytes = 132;
/** Contents of a share box: sid || u16 from || u16 to || bShare || skShare || saltB || saltS. */
export function encodeBoxContents(sessionId, from, to, pair) {
    const { selfShare, keyShare, selfSalt, keySalt } = pair;
    return concat(sessionId, u16(from), u16(to), selfShare, keyShare, selfSalt, keySalt);
}
/** The pair in a box, or undefined when the contents were written for another session, dealer or holder. */
export function decodeBoxContents(contents, sessionId, from, to) {
    if (contents.length !== boxContentsBytes)
        return undefined;
    if (!equalBytes(contents.subarray(0, 36), concat(sessionId, u16(from), u16(to))))
        return undefined;
    return {
        selfShare: secretCopy(contents.subarray(36, 68)),
        keyShare: secretCopy(contents.subarray(68, 100)),
        selfSalt: secretCopy(contents.subarray(100, 116)),
        keySalt: secretCopy(contents.subarray(116, 132)),
    };
}
//# sourceMappingURL=masking.js.map