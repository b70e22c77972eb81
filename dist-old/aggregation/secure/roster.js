/**
 * The roster: who is in the group, in the order of their identity keys, and the session id that follows from it.
 */
import { compareBytes, enc, equalBytes, isAcceptablePublicKey, merkleRoot, sha256, toHex, } from '../crypto/index.js';
import { hashSession } from './context.js';
import { isSignedAdvertisement } from './signing.js';
import { reject } from './verdict.js';
/** Leaf data of one member: SHA-256(enc(identity, channel key, mask key, nonce, signature)). */
export function memberLeaf(member) {
    const { identityKey, channelKey, maskKey, nonce, signature } = member;
    return sha256(enc(identityKey, channelKey, maskKey, nonce, signature));
}
/** Merkle root over members in the order given, which must be the order of their identity keys. */
export function rosterRootOf(members) {
    return merkleRoot(members.map(memberLeaf));
}
/** Members in the order of the roster. */
export function inRosterOrder(members) {
    return [...members].sort((left, right) => compareBytes(left.identityKey, right.identityKey));
}
/** The session that a roster's root and size make, in neighbourhoods of the given size. */
export function sessionOf(contextHash, rosterRoot, size, { degree, threshold }) {
    const sessionId = hashSession(contextHash, rosterRoot, size);
    return { contextHash, sessionId, rosterRoot, size, degree, threshold };
}
const advertisementLengths = {
    context: 32,
    identityKey: 32,
    channelKey: 32,
    maskKey: 32,
    nonce: 32,
    signature: 64,
};
/** An advertisement by itself: lengths, context, registry, keys, signature. */
export function checkAdvertisement(message, contextHash, registry, culprit) {
    for (const [field, length] of Object.entries(advertisementLengths)) {
        if (message[field].length !== length) {
            return reject('malformed', culprit, `${field} of an advertisement has ${length} bytes`);
        }
    }
    if (!equalBytes(message.context, contextHash)) {
        return reject('wrong-context', culprit, 'the advertisement was made for another attempt');
    }
    if (registry(message.identityKey) === undefined) {
        return reject('unregistered-identity', culprit, `the registry has no ${toHex(message.identityKey)}`);
    }
    if (!isAcceptablePublicKey(message.channelKey) || !isAcceptablePublicKey(message.maskKey)) {
        return reject('bad-key', culprit, 'a key is of small order or not in its canonical encoding');
    }
    if (equalBytes(message.channelKey, message.maskKey)) {
        return reject('duplicate-key', culprit, 'the channel key and the mask key are one key');
    }
    if (isSignedAdvertisement(message))
        return undefined;
    return reject('bad-signature', culprit, 'the advertisement is not signed by its identity');
}
/** The entries that an advertisement takes up among `KeysInUse`. A channel key may not be another's mask key either. */
export function keysInUseOf({ identityKey, channelKey, maskKey }) {
    return [`identity ${toHex(identityKey)}`, `key ${toHex(channelKey)}`, `key ${toHex(maskKey)}`];
}
/** An identity or a key of `message` that is in use already, as a refusal. */
export function checkKeysAreNew(message, inUse, culprit) {
    const [identity, ...keys] = keysInUseOf(message);
    if (inUse.has(identity))
        return reject('duplicate-identity', culprit, `${identity} is in the roster twice`);
    const key = keys.find(entry => inUse.has(entry));
    if (key === undefined)
        return undefined;
    return reject('duplicate-key', culprit, `${key} is used by two members`);
}
//# sourceMappingURL=roster.js.map