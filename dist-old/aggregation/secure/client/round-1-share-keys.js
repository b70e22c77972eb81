/**
 * Round 1: the self seed and the mask secret are shared among the holders, each share under a salted, published
 * leaf hash, so that whoever lies about a share later can be named.
 */
import { bitmapHas, buildMerkleTree, equalBytes, membersOf, openKeyAgreement, openSecretbox, sealSecretbox, splitSecret, verifyInclusion, verifySignature, wipe, } from '../../crypto/index.js';
import { commitToSelfSeed, hashSharers } from '../context.js';
import { graphOf, withoutSelf } from '../graph.js';
import { channelKey, decodeBoxContents, encodeBoxContents, leafPosition, saltBytes, shareKinds, shareLeaf, } from '../masking.js';
import { boxesRootOf, complaintPayload, inboxPayload, sharePayload } from '../signing.js';
import { accept, reject } from '../verdict.js';
import { holderAt, holdersIn, secretsOf, secretsOfShares, } from './state.js';
/**
 * Draws the self seed, shares it and the mask secret among the holders, and seals each pair to its holder. The keys of
 * the boxes that will come are derived at once, so that the channel secret is wiped here.
 */
export function shareKeys(state, signer, random) {
    const { session, channelSecret, maskSecret } = state;
    const selfSeed = random.bytes(32);
    const pairs = dealPairs(session, selfSeed, maskSecret, random);
    const shareLeaves = pairs.flatMap(({ holder, pair }) => pairLeaves(session, session.index, holder, pair));
    const channels = openChannels(session, channelSecret);
    const boxes = sealPairs(session, channels, pairs, random);
    // Enough dealt shares are the secrets again: they live on in their boxes alone.
    wipe(secretsOfShares(pairs.filter(({ holder }) => holder !== session.index).map(({ pair }) => pair)));
    const header = {
        sessionId: session.sessionId,
        selfSeedCommitment: commitToSelfSeed(session.sessionId, session.index, selfSeed),
        shareRoot: buildMerkleTree(shareLeaves).root,
    };
    const signature = signer.sign(sharePayload({ ...header, boxesRoot: boxesRootOf(boxes) }));
    const keyShares = { ...header, shareLeaves, boxes, signature };
    const own = { of: session.index, ...pairs.find(({ holder }) => holder === session.index).pair };
    const inboxKeys = channels.map(({ peer, inward }) => ({ from: peer, key: inward }));
    const next = { phase: 'shares-sent', session, inboxKeys, maskSecret, selfSeed, own, keyShares };
    return accept(next, keyShares, [channelSecret]);
}
function dealPairs(session, selfSeed, maskSecret, random) {
    const points = session.holders.map(({ index }) => index);
    const selfShares = splitSecret(selfSeed, session.threshold, points, random);
    const keyShares = splitSecret(maskSecret, session.threshold, points, random);
    return points.map((holder, position) => ({
        holder,
        pair: {
            selfShare: selfShares[position].bytes,
            keyShare: keyShares[position].bytes,
            selfSalt: random.bytes(saltBytes),
            keySalt: random.bytes(saltBytes),
        },
    }));
}
function pairLeaves({ sessionId }, dealer, holder, pair) {
    return [
        shareLeaf(sessionId, dealer, holder, shareKinds.selfSeed, pair.selfSalt, pair.selfShare),
        shareLeaf(sessionId, dealer, holder, shareKinds.maskKey, pair.keySalt, pair.keyShare),
    ];
}
function openChannels(session, channelSecret) {
    const agreement = openKeyAgreement(channelSecret);
    const { sessionId, index: own } = session;
    const peers = session.holders.filter(({ index }) => index !== own);
    try {
        return peers.map(({ index: peer, advertisement }) => {
            const shared = agreement.agree(advertisement.channelKey);
            if (shared === undefined)
                throw new Error(`the channel key of member ${peer} is of small order`);
            const outward = channelKey(sessionId, shared, own, peer);
            const inward = channelKey(sessionId, shared, peer, own);
            shared.fill(0);
            return { peer, outward, inward };
        });
    }
    finally {
        agreement.close();
    }
}
function sealPairs(session, channels, pairs, random) {
    const pairOf = new Map(pairs.map(({ holder, pair }) => [holder, pair]));
    return channels.map(({ peer, outward }) => {
        const contents = encodeBoxContents(session.sessionId, session.index, peer, pairOf.get(peer));
        const nonce = random.bytes(24);
        const box = { to: peer, nonce, ciphertext: sealSecretbox(contents, nonce, outward) };
        contents.fill(0);
        outward.fill(0);
        return box;
    });
}
/** Opens every parcel and checks both shares in it against their dealer's signed root. */
export function acceptInbox(state, inbox, signer) {
    const { session } = state;
    const rejection = checkInbox(session, inbox);
    if (rejection !== undefined)
        return rejection;
    const graph = graphOf(session.rosterRoot, session.size, session.degree);
    const held = [state.own];
    for (const parcel of inbox.parcels) {
        const opened = openParcel(session, graph, inboxKeyOf(state, parcel.from), parcel);
        if (typeof opened === 'string')
            return complain(state, parcel.from, opened, signer);
        held.push(opened);
    }
    held.sort((left, right) => left.of - right.of);
    const { maskSecret, selfSeed } = state;
    const hash = hashSharers(session.sessionId, inbox.sharers);
    const next = {
        phase: 'inbox-accepted',
        session,
        maskSecret,
        selfSeed,
        sharers: { bitmap: inbox.sharers, hash },
        held,
    };
    return accept(next, undefined, state.inboxKeys.map(({ key }) => key));
}
function inboxKeyOf(state, from) {
    const found = state.inboxKeys.find(entry => entry.from === from);
    if (found === undefined)
        throw new Error(`there is no key for a box from member ${from}`);
    return found.key;
}
function checkInbox(session, inbox) {
    if (!equalBytes(inbox.sessionId, session.sessionId)) {
        return reject('wrong-session', 'coordinator', 'the inbox belongs to another session');
    }
    const payload = inboxPayload(session.sessionId, hashSharers(session.sessionId, inbox.sharers));
    if (!verifySignature(session.coordinatorKey, payload, inbox.signature)) {
        return reject('bad-signature', 'coordinator', 'the inbox is not signed by the coordinator');
    }
    const members = membersOf(inbox.sharers, session.size);
    if (members === undefined)
        return reject('malformed', 'coordinator', 'the bitmap of sharers is malformed');
    if (!bitmapHas(inbox.sharers, session.index)) {
        return reject('self-not-in-sharers', 'coordinator', 'this member is not among the sharers');
    }
    if (members.length < session.survivorFloor) {
        const floor = session.survivorFloor;
        return reject('too-few-sharers', 'coordinator', `${members.length} sharers; at least ${floor} are needed`);
    }
    const holders = holdersIn(session, inbox.sharers).map(({ index }) => index);
    if (holders.length < session.threshold) {
        const detail = `${holders.length} of this member's holders share; the threshold is ${session.threshold}`;
        return reject('too-few-sharers', 'coordinator', detail);
    }
    const senders = withoutSelf(session.index, holders);
    const complete = senders.length === inbox.parcels.length && senders.every((from, i) => inbox.parcels[i].from === from);
    if (complete)
        return undefined;
    return reject('wrong-share-list', 'coordinator', 'the inbox has not one parcel from each sharing neighbour, in order');
}
function openParcel(session, graph, key, parcel) {
    const { advertisement: dealer } = holderAt(session, parcel.from);
    const header = { ...parcel, sessionId: session.sessionId };
    if (!verifySignature(dealer.identityKey, sharePayload(header), parcel.signature))
        return 'bad-signature';
    if (parcel.box.to !== session.index || parcel.box.nonce.length !== 24)
        return 'bad-box';
    const contents = openSecretbox(parcel.box.ciphertext, parcel.box.nonce, key);
    if (contents === undefined)
        return 'bad-box';
    const pair = decodeBoxContents(contents, session.sessionId, parcel.from, session.index);
    contents.fill(0);
    if (pair === undefined)
        return 'bad-contents';
    return pathsHold(session, graph, parcel, pair) ? { of: parcel.from, ...pair } : 'bad-path';
}
function pathsHold(session, graph, parcel, pair) {
    const [selfLeaf, keyLeaf] = pairLeaves(session, parcel.from, session.index, pair);
    const holders = graph.closedNeighbourhood(parcel.from);
    const leaves = 2 * holders.length;
    const holder = holders.indexOf(session.index);
    const { shareRoot } = parcel;
    const selfAt = leafPosition(holder, shareKinds.selfSeed);
    const keyAt = leafPosition(holder, shareKinds.maskKey);
    return (verifyInclusion(selfLeaf, selfAt, leaves, parcel.selfSharePath, shareRoot) &&
        verifyInclusion(keyLeaf, keyAt, leaves, parcel.keySharePath, shareRoot));
}
function complain(state, from, code, signer) {
    const unsigned = { sessionId: state.session.sessionId, from, code };
    const complaint = { ...unsigned, signature: signer.sign(complaintPayload(unsigned)) };
    return {
        kind: 'complained',
        state: { phase: 'aborted', reason: 'complaint', revealed: false },
        complaint,
        spent: secretsOf(state),
    };
}
//# sourceMappingURL=round-1-share-keys.js.map