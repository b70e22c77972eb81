/** Round 0: fresh keys go out under the member's identity; the roster comes back and is checked entry by entry. */
import { compareBytes, equalBytes, generateKeyPair, toHex, verifyInclusion, verifySignature, } from '../../crypto/index.js';
import { hashContext } from '../context.js';
import { graphOf } from '../graph.js';
import { checkGroup, checkParameters, effectiveFloors, neighbourhoodFor, } from '../parameters.js';
import { checkAdvertisement, checkKeysAreNew, keysInUseOf, memberLeaf, rosterRootOf, sessionOf, } from '../roster.js';
import { advertisementPayload, rosterPayload } from '../signing.js';
import { accept, firstRejection, reject } from '../verdict.js';
/**
 * Makes the two key pairs of one attempt and advertises them. Check the parameters first (`checkParameters`); they
 * are checked again with the roster. Keys are never used for a second attempt.
 */
export function advertise(context, signer, random) {
    const contextHash = hashContext(context);
    const channel = generateKeyPair(random);
    const mask = generateKeyPair(random);
    const unsigned = {
        context: contextHash,
        identityKey: signer.publicKey,
        channelKey: channel.publicKey,
        maskKey: mask.publicKey,
        nonce: random.bytes(32),
    };
    const advertisement = { ...unsigned, signature: signer.sign(advertisementPayload(unsigned)) };
    const state = {
        phase: 'advertised',
        context,
        contextHash,
        advertisement,
        channelSecret: channel.secretKey,
        maskSecret: mask.secretKey,
    };
    return { state, advertisement };
}
/**
 * Checks the roster against what this member trusts and fixes the session id. On the complete graph that is everybody;
 * on a k-regular graph the entries are this member's closed neighbourhood, each under the signed root.
 */
export function acceptRoster(state, roster, trust) {
    const { parameters } = state.context;
    const rejection = firstRejection(() => checkParameters(parameters, trust.floors), () => checkRosterHead(state, roster, trust.coordinatorKey), () => checkGroup(parameters, roster.size, trust.floors), () => checkThinning(roster.size, trust.minimumRoster));
    if (rejection !== undefined)
        return rejection;
    const neighbourhood = neighbourhoodFor(parameters, roster.size);
    const session = sessionOf(state.contextHash, roster.root, roster.size, neighbourhood);
    const unsound = firstRejection(() => checkEntries(session, roster), () => checkMembers(state, roster.entries, trust), () => checkNeighbours(state, session, roster.entries), () => checkOrganisations(roster.entries, trust));
    if (unsound !== undefined)
        return unsound;
    if (trust.sessionSeen?.(session.sessionId) === true) {
        return reject('session-reused', 'coordinator', `session ${toHex(session.sessionId)} was seen before`);
    }
    const { channelSecret, maskSecret } = state;
    const own = memberSession(state, session, neighbourhood, roster.entries, trust);
    return accept({ phase: 'roster-accepted', session: own, channelSecret, maskSecret }, undefined);
}
function checkThinning(size, minimumRoster = 0) {
    if (size >= minimumRoster)
        return undefined;
    const detail = `${size} members in the roster; ${minimumRoster} of those who were drawn must be there`;
    return reject('group-too-small', 'coordinator', detail);
}
function memberSession(state, session, neighbourhood, entries, trust) {
    const floors = effectiveFloors(trust.floors);
    return {
        ...session,
        context: state.context,
        index: ownEntry(state, entries).index,
        coordinatorKey: trust.coordinatorKey,
        holders: entries.map(({ index, advertisement }) => {
            return { index, organisation: trust.registry(advertisement.identityKey), advertisement };
        }),
        survivorFloor: Math.max(neighbourhood.leastSurvivors, floors.minimumSurvivors),
        minimumOrganisations: floors.minimumOrganisations,
    };
}
function ownEntry(state, entries) {
    const { identityKey } = state.advertisement;
    return entries.find(({ advertisement }) => equalBytes(advertisement.identityKey, identityKey));
}
function checkRosterHead(state, roster, coordinatorKey) {
    if (!equalBytes(roster.context, state.contextHash)) {
        return reject('wrong-context', 'coordinator', 'the roster was made for another attempt');
    }
    if (verifySignature(coordinatorKey, rosterPayload(roster), roster.signature))
        return undefined;
    return reject('bad-signature', 'coordinator', 'the roster is not signed by the pinned coordinator');
}
/** The entries are under the signed root: all of them without paths, or each with its own. */
function checkEntries(session, roster) {
    const { entries } = roster;
    return session.degree === session.size - 1
        ? checkCompleteEntries(session, entries)
        : checkNeighbourEntries(session, entries);
}
function checkCompleteEntries(session, entries) {
    const ordered = entries.every((entry, i) => entry.index === i + 1 && entry.path.length === 0);
    if (!ordered || entries.length !== session.size) {
        return reject('roster-order', 'coordinator', 'a complete roster lists members 1 to n in order, without paths');
    }
    const root = rosterRootOf(entries.map(entry => entry.advertisement));
    if (equalBytes(root, session.rosterRoot))
        return undefined;
    return reject('roster-root', 'coordinator', 'the signed root is not the root of these entries');
}
function checkNeighbourEntries(session, entries) {
    if (entries.length !== session.degree + 1) {
        const detail = `${entries.length} entries; a member and its ${session.degree} neighbours are ${session.degree + 1}`;
        return reject('roster-order', 'coordinator', detail);
    }
    for (const { index, advertisement, path } of entries) {
        const leaf = memberLeaf(advertisement);
        if (verifyInclusion(leaf, index - 1, session.size, path, session.rosterRoot))
            continue;
        return reject('roster-root', 'coordinator', `entry ${index} is not under the signed root`);
    }
    return undefined;
}
/** Nobody chooses neighbours: they follow from the signed root. */
function checkNeighbours(state, session, entries) {
    const { index } = ownEntry(state, entries);
    const { rosterRoot, size, degree } = session;
    const expected = graphOf(rosterRoot, size, degree).closedNeighbourhood(index);
    if (expected.every((member, i) => entries[i].index === member))
        return undefined;
    return reject('wrong-neighbours', 'coordinator', `the entries are not the neighbours of member ${index}`);
}
/** An honest coordinator has checked every entry before it signs, so whatever is wrong with one points at it. */
function checkMembers(state, entries, trust) {
    const inUse = new Set();
    let previous;
    for (const entry of entries) {
        const { advertisement } = entry;
        const rejection = checkAdvertisement(advertisement, state.contextHash, trust.registry, 'coordinator') ??
            checkKeysAreNew(advertisement, inUse, 'coordinator') ??
            checkOrder(previous, entry) ??
            checkInGroup(entry, trust);
        if (rejection !== undefined)
            return rejection;
        for (const key of keysInUseOf(advertisement))
            inUse.add(key);
        previous = entry;
    }
    return checkOwnEntry(state, entries);
}
function checkOwnEntry(state, entries) {
    const entry = ownEntry(state, entries);
    if (entry === undefined) {
        return reject('own-entry-altered', 'coordinator', 'this member is not in the roster');
    }
    if (sameAdvertisement(entry.advertisement, state.advertisement))
        return undefined;
    return reject('own-entry-altered', 'coordinator', `entry ${entry.index} is not what this member sent`);
}
function checkOrder(previous, entry) {
    if (previous === undefined)
        return undefined;
    const ascends = previous.index < entry.index &&
        compareBytes(previous.advertisement.identityKey, entry.advertisement.identityKey) < 0;
    if (ascends)
        return undefined;
    return reject('roster-order', 'coordinator', 'members are not in the order of their identity keys');
}
function checkInGroup({ index, advertisement }, trust) {
    if (trust.inGroup === undefined || trust.inGroup(advertisement.identityKey))
        return undefined;
    return reject('wrong-group', 'coordinator', `entry ${index} belongs to another group of the partition`);
}
function sameAdvertisement(left, right) {
    return (equalBytes(left.channelKey, right.channelKey) &&
        equalBytes(left.maskKey, right.maskKey) &&
        equalBytes(left.nonce, right.nonce) &&
        equalBytes(left.signature, right.signature));
}
function checkOrganisations(entries, trust) {
    const { minimumOrganisations } = effectiveFloors(trust.floors);
    const organisations = entries.map(({ advertisement }) => trust.registry(advertisement.identityKey));
    const distinct = new Set(organisations).size;
    if (distinct >= minimumOrganisations)
        return undefined;
    return reject('too-few-organisations', 'coordinator', `${distinct} organisations in the roster; the floor is ${minimumOrganisations}`);
}
//# sourceMappingURL=round-0-advertise.js.map