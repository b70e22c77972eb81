/**
 * A coordinator that lies. Unless a story says otherwise it signs its lies with its own key, as a real one would: a
 * member must not be saved by a signature check alone.
 */
import test from 'ava';
import { bitmapOf, buildMerkleTree, fromHex, inclusionPath, signerFromSeed, toHex, wipe, } from '../../../aggregation/crypto/index.js';
import * as client from '../../../aggregation/secure/client/index.js';
import { hashSharers, inputLeaf } from '../../../aggregation/secure/context.js';
import { inRosterOrder, rosterRootOf, simulatedContext, } from '../../../aggregation/secure/index.js';
import * as server from '../../../aggregation/secure/server/index.js';
import { advertisementPayload, inboxPayload, rosterPayload, survivorSignaturePayload, survivorsPayload, } from '../../../aggregation/secure/signing.js';
import { loadVectors } from '../load-vectors.js';
import { accepted, advertiseAll, groupOf, inboxAll, inputOf, maskAll, refusal, rosterAll, shareAll, signAll, testFloors, } from './group.js';
const stranger = signerFromSeed(new Uint8Array(32).fill(66));
/** A roster over any members, signed as the coordinator signs. */
function forgeRoster(group, contextHash, members) {
    const unsigned = { context: contextHash, root: rosterRootOf(members), size: members.length };
    const entries = members.map((advertisement, i) => ({ index: i + 1, advertisement, path: [] }));
    return { ...unsigned, entries, signature: group.coordinator.sign(rosterPayload(unsigned)) };
}
/** What member 1 says to a roster whose entries were changed. */
function rosterVerdict(change, trustChange = {}) {
    const group = groupOf(5);
    const { members } = advertiseAll(group);
    const forged = change(members.map(({ advertisement }) => advertisement), group);
    const roster = forgeRoster(group, members[0].contextHash, forged);
    const step = client.acceptRoster(members[0], roster, { ...group.trust, ...trustChange });
    return step.kind === 'rejected' ? `${step.reason} by ${step.culprit}` : 'accepted';
}
/** Member `index`'s entry with other fields, signed by that member: what a colluding member can do. */
function resign(group, members, index, change) {
    const unsigned = { ...members[index - 1], ...change };
    const signature = group.signers[index - 1].sign(advertisementPayload(unsigned));
    return members.with(index - 1, { ...unsigned, signature });
}
test('an honest roster is accepted', t => {
    t.is(rosterVerdict(members => members), 'accepted');
});
test('A4: a member that was given another model is in another context and refuses the roster', t => {
    const group = groupOf(5);
    const { server: sharing } = advertiseAll(group);
    const other = { ...group.context, modelHash: new Uint8Array(32).fill(9) };
    const misled = client.advertise(other, group.signers[0], group.random);
    t.is(refusal(client.acceptRoster(misled.state, server.rosterFor(sharing, 1), group.trust)).reason, 'wrong-context');
    const open = server.openAttempt(group.context, group.coordinator);
    const step = server.receiveAdvertisement(open, misled.advertisement, group.trust.registry);
    t.is(refusal(step).reason, 'wrong-context');
});
test('A4: members who are told different rosters have different sessions and no mask in common', t => {
    const group = groupOf(6);
    const { members } = advertiseAll(group);
    const all = members.map(({ advertisement }) => advertisement);
    const sessionOf = (chosen) => accepted(client.acceptRoster(members[0], forgeRoster(group, members[0].contextHash, chosen), group.trust)).state.session.sessionId;
    t.notDeepEqual(sessionOf(all), sessionOf(all.slice(0, 5)));
});
test('A5: an identity that the pinned registry does not have is refused', t => {
    const verdict = rosterVerdict((members, group) => {
        const unsigned = { ...members[1], identityKey: stranger.publicKey };
        const sybil = { ...unsigned, signature: stranger.sign(advertisementPayload(unsigned)) };
        return inRosterOrder(members.with(1, sybil)).slice(0, group.signers.length);
    });
    t.is(verdict, 'unregistered-identity by coordinator');
});
test('A5: a roster of many identities of few organisations is refused', t => {
    const verdict = rosterVerdict(members => members, { registry: key => `organisation ${key[0] % 2}` });
    t.is(verdict, 'too-few-organisations by coordinator');
});
test("A6: a roster below the member's floor is refused, even with every signature right", t => {
    t.is(rosterVerdict(members => members.slice(0, 2)), 'group-too-small by coordinator');
    const floors = { ...testFloors, minimumGroup: 3, minimumHonest: 4 };
    t.is(rosterVerdict(members => members, { floors }), 'threshold-unsafe by coordinator');
});
test('A8: keys, nonces, seeds and salts are fresh in every attempt, and a repeated session is refused', t => {
    const group = groupOf(5);
    const { members } = advertiseAll(group);
    const again = client.advertise(group.context, group.signers[0], group.random).advertisement;
    const first = members[0].advertisement;
    for (const field of ['channelKey', 'maskKey', 'nonce'])
        t.notDeepEqual(again[field], first[field]);
    t.is(rosterVerdict(members => members, { sessionSeen: () => true }), 'session-reused by coordinator');
});
test('A8: a state that has masked its input masks no second one', t => {
    const group = groupOf(5);
    const { members } = inboxAll(group);
    const step = client.maskInput(members[0], inputOf(1, 9), group.signers[0]);
    wipe(step.spent);
    t.throws(() => client.maskInput(members[0], inputOf(2, 9), group.signers[0]), { message: /already/ });
});
test('A9: equal coordinates of one input are masked by different words', t => {
    const group = groupOf(5, { dimension: 4096, bits: 32 });
    const { members } = inboxAll(group);
    const { output } = client.maskInput(members[2], new Int32Array(4096).fill(5), group.signers[2]);
    const words = new Uint32Array(output.packed.slice().buffer);
    t.true(new Set(words).size > 4090);
});
test('A11: a member whose channel key is its mask key is refused', t => {
    const verdict = rosterVerdict((members, group) => resign(group, members, 2, { channelKey: members[1].maskKey }));
    t.is(verdict, 'duplicate-key by coordinator');
});
test('A11: advertised keys differ, and no mask secret opens a channel box', t => {
    const group = groupOf(5);
    const { members, server: masking } = shareAll(group);
    for (const { session } of members) {
        for (const { advertisement } of session.holders) {
            const { channelKey, maskKey } = advertisement;
            t.notDeepEqual(channelKey, maskKey);
        }
    }
    const rostered = rosterAll(groupOf(5)).members[0];
    const confused = { ...rostered, channelSecret: rostered.maskSecret };
    const swapped = client.shareKeys(confused, group.signers[0], group.random).state;
    const step = client.acceptInbox(swapped, server.inboxFor(masking, 1), group.signers[0]);
    t.is(step.kind === 'complained' ? step.complaint.code : step.kind, 'bad-box');
});
test('A12: keys of small order are refused by members and by the coordinator, whoever signed them', t => {
    const { x25519 } = loadVectors('primitives');
    for (const encoding of x25519.smallOrder) {
        for (const field of ['channelKey', 'maskKey']) {
            const verdict = rosterVerdict((members, group) => resign(group, members, 3, { [field]: fromHex(encoding) }));
            t.is(verdict, 'bad-key by coordinator');
        }
    }
    const group = groupOf(5);
    const { members } = advertiseAll(group);
    const all = members.map(({ advertisement }) => advertisement);
    const bad = resign(group, all, 1, { maskKey: new Uint8Array(32) })[0];
    const open = server.openAttempt(group.context, group.coordinator);
    t.is(refusal(server.receiveAdvertisement(open, bad, group.trust.registry)).reason, 'bad-key');
});
test("A13: a key that the coordinator put in the place of a member's is refused", t => {
    for (const field of ['channelKey', 'maskKey']) {
        const verdict = rosterVerdict((members, group) => {
            const own = client.advertise(group.context, stranger, group.random).advertisement;
            return members.with(2, { ...members[2], [field]: own[field] });
        });
        t.is(verdict, 'bad-signature by coordinator');
    }
});
test("A13: a member's own entry altered or missing is refused", t => {
    const renewed = rosterVerdict((members, group) => resign(group, members, 1, { nonce: new Uint8Array(32).fill(1) }));
    t.is(renewed, 'own-entry-altered by coordinator');
    t.is(rosterVerdict(members => members.slice(1)), 'own-entry-altered by coordinator');
});
test("A13: a member listed twice, or with another member's key, is refused", t => {
    t.is(rosterVerdict(members => [...members, members[4]]), 'duplicate-identity by coordinator');
    const reflected = rosterVerdict((members, group) => resign(group, members, 4, { maskKey: members[0].maskKey }));
    t.is(reflected, 'duplicate-key by coordinator');
    const crossed = rosterVerdict((members, group) => resign(group, members, 4, { maskKey: members[1].channelKey }));
    t.is(crossed, 'duplicate-key by coordinator');
});
test('a roster out of order, of another root or size, or not signed by the pinned coordinator is refused', t => {
    t.is(rosterVerdict(members => [...members].reverse()), 'roster-order by coordinator');
    const group = groupOf(5);
    const { members, server: sharing } = advertiseAll(group);
    const roster = server.rosterFor(sharing, 1);
    const verdict = (forged) => refusal(client.acceptRoster(members[0], forged, group.trust)).reason;
    t.is(verdict({ ...roster, signature: stranger.sign(rosterPayload(roster)) }), 'bad-signature');
    const other = { ...roster, root: new Uint8Array(32) };
    t.is(verdict({ ...other, signature: group.coordinator.sign(rosterPayload(other)) }), 'roster-root');
    const larger = { ...roster, size: 6 };
    t.is(verdict({ ...larger, signature: group.coordinator.sign(rosterPayload(larger)) }), 'roster-order');
    t.is(verdict({ ...roster, entries: roster.entries.map(entry => ({ ...entry, index: 1 })) }), 'roster-order');
});
test('A16: parameters under which a sum could wrap are refused with the roster', t => {
    const group = groupOf(5);
    const parameters = { ...group.context.parameters, bits: 15 };
    const overflowing = { ...group, context: simulatedContext({ ...parameters, bits: 16, bound: 1023 }) };
    const { members, server: sharing } = advertiseAll(overflowing);
    const roster = server.rosterFor(sharing, 1);
    t.is(client.acceptRoster(members[0], roster, group.trust).kind, 'accepted');
    const misled = { ...members[0], context: simulatedContext(parameters) };
    t.is(refusal(client.acceptRoster(misled, roster, group.trust)).reason, 'parameters-unsafe');
    t.throws(() => server.openAttempt(simulatedContext(parameters), group.coordinator), { message: /overflow/ });
});
test("A16: an input outside the ring's capacity, or of another length, is never masked", t => {
    const group = groupOf(5);
    const { members } = inboxAll(group);
    const capacity = Math.floor((2 ** 23 - 1) / 32);
    const input = (value) => inputOf(1, 9).with(4, value);
    for (const outside of [capacity + 1, -capacity - 1]) {
        t.throws(() => client.maskInput(members[0], input(outside), group.signers[0]), {
            message: /coordinate 4/,
        });
    }
    t.throws(() => client.maskInput(members[0], inputOf(1, 8), group.signers[0]), {
        message: /8 coordinates/,
    });
    t.is(client.maskInput(members[0], input(capacity), group.signers[0]).kind, 'accepted');
});
/** An inbox with other fields, signed as the coordinator signs. */
function forgeInbox(group, inbox, change) {
    const forged = { ...inbox, ...change };
    const payload = inboxPayload(forged.sessionId, hashSharers(forged.sessionId, forged.sharers));
    return { ...forged, signature: group.coordinator.sign(payload) };
}
test('an inbox of too few sharers, without its receiver, or with a parcel missing is refused', t => {
    const group = groupOf(5);
    const { members, server: masking } = shareAll(group);
    const inbox = server.inboxFor(masking, 1);
    const verdict = (change) => refusal(client.acceptInbox(members[0], forgeInbox(group, inbox, change), group.signers[0])).reason;
    t.is(verdict({ sharers: bitmapOf([1, 2, 3], 5), parcels: inbox.parcels.slice(0, 2) }), 'too-few-sharers');
    t.is(verdict({ sharers: bitmapOf([2, 3, 4, 5], 5) }), 'self-not-in-sharers');
    t.is(verdict({ parcels: inbox.parcels.slice(1) }), 'wrong-share-list');
    t.is(verdict({ parcels: [...inbox.parcels].reverse() }), 'wrong-share-list');
    t.is(verdict({ sharers: fromHex('ff') }), 'malformed');
    t.is(verdict({ sessionId: new Uint8Array(32) }), 'wrong-session');
    const unsigned = { ...inbox, sharers: bitmapOf([1, 2, 3, 4], 5) };
    t.is(refusal(client.acceptInbox(members[0], unsigned, group.signers[0])).reason, 'bad-signature');
});
test('A20: a parcel that was damaged, swapped or altered brings a signed complaint about its dealer', t => {
    const group = groupOf(5);
    const { members, server: masking } = shareAll(group);
    const inbox = server.inboxFor(masking, 1);
    const code = (change) => {
        const parcels = inbox.parcels.map(parcel => parcel.from === 3 ? { ...parcel, ...change(parcel) } : parcel);
        const step = client.acceptInbox(members[0], { ...inbox, parcels }, group.signers[0]);
        if (step.kind !== 'complained')
            return step.kind;
        t.is(step.complaint.from, 3);
        t.is(step.state.phase, 'aborted');
        t.is(server.receiveComplaint(masking, 1, step.complaint).kind, 'accepted');
        return step.complaint.code;
    };
    const flip = (bytes) => bytes.with(40, bytes[40] ^ 1);
    const other = server.inboxFor(masking, 2).parcels.find(({ from }) => from === 3);
    t.is(code(({ box }) => ({ box: { ...box, ciphertext: flip(box.ciphertext) } })), 'bad-box');
    t.is(code(() => ({ box: { ...other.box, to: 1 } })), 'bad-box');
    t.is(code(({ box }) => ({ box: { ...box, to: 2 } })), 'bad-box');
    t.is(code(() => ({ selfSeedCommitment: new Uint8Array(32) })), 'bad-signature');
    t.is(code(() => ({ shareRoot: new Uint8Array(32) })), 'bad-signature');
    t.is(code(({ keySharePath }) => ({ selfSharePath: keySharePath })), 'bad-path');
    t.is(code(({ keySharePath }) => ({ keySharePath: keySharePath.slice(1) })), 'bad-path');
});
/** A survivor set over any members and any inputs, signed as the coordinator signs. */
function forgeSurvivors(group, state, receiver, survivors, hashOf = index => state.headers.get(index).inputHash) {
    const tree = buildMerkleTree(survivors.map(index => inputLeaf(index, hashOf(index))));
    const position = survivors.indexOf(receiver);
    const unsigned = {
        sessionId: state.session.sessionId,
        survivors: bitmapOf(survivors, state.session.size),
        inputsRoot: tree.root,
    };
    const path = position < 0 ? [] : inclusionPath(tree, position);
    return {
        ...unsigned,
        path,
        signature: group.coordinator.sign(survivorsPayload(state.sharersHash, unsigned)),
    };
}
test('A1: of two survivor sets shown to two halves neither gathers enough signatures, and nobody signs both', t => {
    const group = groupOf(5);
    const { members, server: certifying } = maskAll(group);
    const everyone = (index) => forgeSurvivors(group, certifying, index, [1, 2, 3, 4, 5]);
    const without5 = (index) => forgeSurvivors(group, certifying, index, [1, 2, 3, 4]);
    const sign = (index, set) => accepted(client.signSurvivors(members[index - 1].state, set, group.signers[index - 1]));
    const first = [1, 2].map(index => sign(index, everyone(index)));
    const second = [3, 4].map(index => sign(index, without5(index)));
    for (const [i, step] of first.entries()) {
        const index = i + 1;
        const repeated = client.signSurvivors(step.state, without5(index), group.signers[index - 1]);
        t.is(refusal(repeated).reason, 'second-survivor-set');
    }
    const certificate = (set, indices, steps) => ({
        sessionId: set.sessionId,
        survivors: set.survivors,
        inputsRoot: set.inputsRoot,
        signatures: steps.map(({ output }, i) => ({ index: indices[i], signature: output.signature })),
    });
    const forFirst = certificate(everyone(1), [1, 2], first);
    const forSecond = certificate(without5(3), [3, 4], second);
    t.is(refusal(client.unmask(first[0].state, forFirst, group.signers[0])).reason, 'too-few-signatures');
    t.is(refusal(client.unmask(second[0].state, forSecond, group.signers[2])).reason, 'too-few-signatures');
    t.is(refusal(client.unmask(first[0].state, forSecond, group.signers[0])).reason, 'certificate-not-mine');
    // The signatures of the other half do not count for this half's set either.
    const mixed = certificate(everyone(1), [1, 2, 3, 4], [...first, ...second]);
    t.is(refusal(client.unmask(first[0].state, mixed, group.signers[0])).reason, 'bad-signature');
});
test('A1: a colluder that signs both sets does not make up for the honest majority', t => {
    // n = 6, c = 1, t = 4: three honest members on each of two sets at most, one of them with the colluder.
    const group = groupOf(6);
    const { members, server: certifying } = maskAll(group);
    const set = forgeSurvivors(group, certifying, 2, [1, 2, 3, 4, 5, 6]);
    const steps = [2, 3].map(index => accepted(client.signSurvivors(members[index - 1].state, forgeSurvivors(group, certifying, index, [1, 2, 3, 4, 5, 6]), group.signers[index - 1])));
    const { digest, sessionId } = steps[0].output;
    const signatures = [
        { index: 1, signature: group.signers[0].sign(survivorSignaturePayload({ sessionId, digest })) },
        ...steps.map(({ output }, i) => ({ index: i + 2, signature: output.signature })),
    ];
    const { survivors, inputsRoot } = set;
    const step = client.unmask(steps[0].state, { sessionId, survivors, inputsRoot, signatures }, group.signers[1]);
    t.is(refusal(step).reason, 'too-few-signatures');
});
test('A2: each peer is opened once, by the kind that the certified bitmap decides', t => {
    const group = groupOf(7);
    const { members, server: unmasking } = signAll(group, [3, 6]);
    for (const { index, state } of members) {
        const { output } = accepted(client.unmask(state, server.certificateFor(unmasking, 1), group.signers[index - 1]));
        t.deepEqual(output.selfShares.map(({ of }) => of), [1, 2, 4, 5, 7]);
        t.deepEqual(output.keyShares.map(({ of }) => of), [3, 6]);
    }
});
test('A3: a survivor set below the threshold, or of too few organisations, is not signed', t => {
    const group = groupOf(7);
    const { members, server: certifying } = maskAll(group);
    const member = members[0].state;
    const sign = (survivors, state = member) => client.signSurvivors(state, forgeSurvivors(group, certifying, 1, survivors), group.signers[0]);
    t.is(refusal(sign([1, 2, 3, 4])).reason, 'too-few-survivors');
    t.is(sign([1, 2, 3, 4, 5]).kind, 'accepted');
    const cautious = { ...member, session: { ...member.session, survivorFloor: 6 } };
    t.is(refusal(sign([1, 2, 3, 4, 5], cautious)).reason, 'too-few-survivors');
    const organisations = ['a', 'a', 'a', 'b', 'b', 'c', 'c'];
    const holders = member.session.holders.map((holder, i) => ({ ...holder, organisation: organisations[i] }));
    const grouped = { ...member, session: { ...member.session, holders } };
    t.is(refusal(sign([1, 2, 3, 4, 5], grouped)).reason, 'too-few-organisations');
    t.is(sign([1, 2, 3, 4, 6], grouped).kind, 'accepted');
});
test('A15: a survivor set without the member itself, or with a member that never shared, is not signed', t => {
    const group = groupOf(7);
    const { members, server: certifying } = maskAll(group);
    const member = members[0].state;
    const sign = (survivors, state = member) => client.signSurvivors(state, forgeSurvivors(group, certifying, 1, survivors), group.signers[0]);
    t.is(refusal(sign([2, 3, 4, 5, 6, 7])).reason, 'self-not-in-survivors');
    const unshared = { ...member, sharers: { ...member.sharers, bitmap: bitmapOf([1, 2, 3, 4, 5, 6], 7) } };
    t.is(refusal(sign([1, 2, 3, 4, 5, 7], unshared)).reason, 'survivors-not-sharers');
});
test('A15: an input that comes after the stage was closed is refused', t => {
    const group = groupOf(5);
    const { members, server: certifying } = maskAll(group, [4]);
    const late = server.receiveMaskedInputHeader(certifying, 4, members[3].input.header);
    t.is(refusal(late).reason, 'stage-closed');
});
test("a survivor set in which the member's own input was replaced is not signed", t => {
    const group = groupOf(5);
    const { members, server: certifying } = maskAll(group);
    const set = forgeSurvivors(group, certifying, 1, [1, 2, 3, 4, 5], index => index === 1 ? new Uint8Array(32).fill(1) : certifying.headers.get(index).inputHash);
    const step = client.signSurvivors(members[0].state, set, group.signers[0]);
    t.is(refusal(step).reason, 'own-input-missing');
});
test('a survivor set for other sharers, another session or by another signer is not signed', t => {
    const group = groupOf(5);
    const { members, server: certifying } = maskAll(group);
    const set = server.survivorSetFor(certifying, 1);
    const verdict = (forged) => refusal(client.signSurvivors(members[0].state, forged, group.signers[0])).reason;
    const otherSharers = hashSharers(set.sessionId, bitmapOf([1, 2, 3, 4], 5));
    t.is(verdict({ ...set, signature: group.coordinator.sign(survivorsPayload(otherSharers, set)) }), 'bad-signature');
    t.is(verdict({ ...set, signature: stranger.sign(survivorsPayload(certifying.sharersHash, set)) }), 'bad-signature');
    t.is(verdict({ ...set, sessionId: new Uint8Array(32) }), 'wrong-session');
});
test('the same survivor set again gets the same signature', t => {
    const group = groupOf(5);
    const { members, server: certifying } = maskAll(group);
    const set = server.survivorSetFor(certifying, 1);
    const first = accepted(client.signSurvivors(members[0].state, set, group.signers[0]));
    const second = accepted(client.signSurvivors(first.state, set, group.signers[0]));
    t.deepEqual(second.output, first.output);
});
test('a certificate with a duplicate, a foreign, a forged or too few signatures opens nothing', t => {
    const group = groupOf(6);
    const { members, server: unmasking } = signAll(group, [6]);
    const certificate = server.certificateFor(unmasking, 1);
    const [first, second, third, fourth] = certificate.signatures;
    const verdict = (signatures) => refusal(client.unmask(members[0].state, { ...certificate, signatures }, group.signers[0])).reason;
    const { digest } = members[0].state;
    const byMember6 = group.signers[5].sign(survivorSignaturePayload({ sessionId: certificate.sessionId, digest }));
    t.is(verdict([first, second, third]), 'too-few-signatures');
    t.is(verdict([first, second, third, third]), 'duplicate-signer');
    t.is(verdict([second, first, third, fourth]), 'duplicate-signer');
    t.is(verdict([first, second, third, { index: 6, signature: byMember6 }]), 'foreign-signer');
    t.is(verdict([first, second, third, { index: 4, signature: third.signature }]), 'bad-signature');
    const accept = client.unmask(members[0].state, { ...certificate, signatures: [first, second, third, fourth] }, group.signers[0]);
    t.is(accept.kind, 'accepted');
});
test('A26: a member that was killed after it revealed gives the same bytes again and never others', t => {
    const group = groupOf(6);
    const { members, server: unmasking } = signAll(group, [4]);
    const signer = group.signers[0];
    const step = accepted(client.unmask(members[0].state, server.certificateFor(unmasking, 1), signer));
    const written = client.encodeMemberState(step.state);
    wipe(step.spent);
    const revived = client.decodeClientState(written);
    if (revived.phase !== 'revealed')
        return t.fail(revived.phase);
    t.deepEqual(accepted(client.unmask(revived, server.certificateFor(unmasking, 1), signer)).output, step.output);
    const others = { ...server.certificateFor(unmasking, 1), survivors: bitmapOf([1, 2, 3, 4, 5], 6) };
    t.is(refusal(client.unmask(revived, others, signer)).reason, 'certificate-not-mine');
    const otherInputs = { ...server.certificateFor(unmasking, 1), inputsRoot: new Uint8Array(32) };
    t.is(refusal(client.unmask(revived, otherInputs, signer)).reason, 'certificate-not-mine');
    const fewer = {
        ...server.certificateFor(unmasking, 1),
        signatures: server.certificateFor(unmasking, 1).signatures.slice(0, 3),
    };
    t.is(refusal(client.unmask(revived, fewer, signer)).reason, 'too-few-signatures');
});
test('once revealed, a member holds no share but those it opened', t => {
    const group = groupOf(6);
    const { members, server: unmasking } = signAll(group, [4]);
    const signed = members[0].state;
    const kept = signed.held.map(({ of, selfShare, keyShare }) => (of === 4 ? selfShare : keyShare)).map(toHex);
    const step = accepted(client.unmask(signed, server.certificateFor(unmasking, 1), group.signers[0]));
    const written = toHex(client.encodeMemberState(step.state));
    t.is(kept.length, 6);
    t.true(kept.every(share => !written.includes(share)));
    wipe(step.spent);
    t.true(signed.held.every(({ selfShare, keyShare }) => ![...selfShare, ...keyShare].some(byte => byte !== 0)));
});
test('A14: a message of another session is refused at every stage by both sides', t => {
    const group = groupOf(5);
    const other = groupOf(5, {}, { attempt: 2 });
    const here = {
        roster: rosterAll(group),
        inbox: inboxAll(group),
        mask: maskAll(group),
        sign: signAll(group),
    };
    const there = {
        roster: rosterAll(other),
        share: shareAll(other),
        mask: maskAll(other),
        sign: signAll(other),
    };
    const signer = group.signers[0];
    const ad = advertiseAll(other);
    t.is(refusal(client.acceptRoster(advertiseAll(group).members[0], server.rosterFor(ad.server, 1), group.trust))
        .reason, 'wrong-context');
    const open = server.openAttempt(group.context, group.coordinator);
    const advertisement = ad.members[0].advertisement;
    t.is(refusal(server.receiveAdvertisement(open, advertisement, group.trust.registry)).reason, 'wrong-context');
    const shares = client.shareKeys(there.roster.members[0], signer, group.random).output;
    t.is(refusal(server.receiveKeyShares(here.roster.server, 1, shares)).reason, 'wrong-session');
    const inbox = server.inboxFor(there.share.server, 1);
    t.is(refusal(client.acceptInbox(shareAll(group).members[0], inbox, signer)).reason, 'wrong-session');
    const header = there.mask.members[0].input.header;
    t.is(refusal(server.receiveMaskedInputHeader(here.inbox.server, 1, header)).reason, 'wrong-session');
    const set = server.survivorSetFor(there.mask.server, 1);
    t.is(refusal(client.signSurvivors(here.mask.members[0].state, set, signer)).reason, 'wrong-session');
    const certificate = server.certificateFor(there.sign.server, 1);
    t.is(refusal(client.unmask(here.sign.members[0].state, certificate, signer)).reason, 'wrong-session');
    const unmasking = accepted(client.unmask(there.sign.members[0].state, certificate, signer)).output;
    t.is(refusal(server.receiveUnmasking(here.sign.server, 1, unmasking)).reason, 'wrong-session');
});
test('A14: a signature made for one stage does not pass for another', t => {
    const group = groupOf(5);
    const { members, server: certifying } = maskAll(group);
    const set = server.survivorSetFor(certifying, 1);
    const inbox = server.inboxFor(certifying, 1);
    const forged = { ...set, signature: inbox.signature };
    t.is(refusal(client.signSurvivors(members[0].state, forged, group.signers[0])).reason, 'bad-signature');
});
//# sourceMappingURL=refusals.test.js.map