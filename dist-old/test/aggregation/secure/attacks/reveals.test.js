/** A1, A2, A3, A7, A15, A26: the coordinator asks for more than one survivor set's worth of secrets. */
import test from 'ava';
import { bitmapOf, combineShares, unsafeFixedRandom } from '../../../../aggregation/crypto/index.js';
import * as client from '../../../../aggregation/secure/client/index.js';
import { simulateAttempt } from '../../../../aggregation/secure/index.js';
import * as server from '../../../../aggregation/secure/server/index.js';
import { survivorsPayload } from '../../../../aggregation/secure/signing.js';
import { protocolCodecs } from '../../../../protos/codec/secure.js';
import { accepted, groupOf, inPhase, inputOf, maskAll, refusal, rosterAll, signAll, testFloors, } from '../group.js';
import { rebuilt, sent, strip } from './attacker.js';
const dimension = 9;
/** A survivor set of the coordinator's choice, signed as an honest one is. */
function forgedSet(group, state, index, survivors) {
    const honest = server.survivorSetFor(state, index);
    const forged = { ...honest, survivors: bitmapOf(survivors, state.session.size) };
    return { ...forged, signature: group.coordinator.sign(survivorsPayload(state.sharersHash, forged)) };
}
test('A1: of two survivor sets shown to two halves, no member opens a share for either', t => {
    const group = groupOf(6);
    const { members, server: certifying } = maskAll(group);
    const signatures = [1, 2, 3, 4, 5].map(index => {
        const set = server.survivorSetFor(certifying, index);
        // The inputs under the root are everybody's; a set without the victim needs a root of its own.
        const shown = index <= 3 ? set : smallerSet(group, certifying, index, [1, 2, 3, 4, 5]);
        const step = accepted(client.signSurvivors(members[index - 1].state, sent.survivorSet(shown), group.signers[index - 1]));
        return { index, set: shown, state: step.state, signature: step.output.signature };
    });
    for (const { index, set, state } of signatures) {
        const alike = signatures.filter(other => Buffer.compare(other.set.survivors, set.survivors) === 0);
        const certificate = {
            sessionId: set.sessionId,
            survivors: set.survivors,
            inputsRoot: set.inputsRoot,
            signatures: alike.map(({ index: signer, signature }) => ({ index: signer, signature })),
        };
        const answer = refusal(client.unmask(state, sent.certificate(certificate), group.signers[index - 1]));
        t.is(answer.reason, 'too-few-signatures');
    }
});
/** The survivor set of the same attempt as if `survivors` alone had sent their inputs. */
function smallerSet(group, state, index, survivors) {
    const headers = state.headers.filter((_, member) => survivors.includes(member));
    const masking = { ...state, phase: 'masking', headers };
    const closed = inPhase(server.closeInputs(masking), 'certifying');
    return server.survivorSetFor({ ...closed, coordinator: group.coordinator }, index);
}
test('A1 control: with a threshold of half the group, two halves that open what they are told give the victim away', t => {
    const { members, sum: _, server: certifying } = lowThreshold(3);
    const states = members.map(({ state }) => state);
    const victim = 6;
    // One half is told that the victim survived and opens its self seed, the other that it was lost and opens its mask secret.
    const selfSeed = rebuilt(states.slice(0, 3), victim, 'self');
    const maskSecret = rebuilt(states.slice(2, 5), victim, 'key');
    const stolen = strip(certifying, victim, members[victim - 1].input.packed, { selfSeed, maskSecret });
    t.deepEqual(stolen, inputOf(victim, dimension));
});
test('A1: with the threshold that members insist on, the same two halves give nothing away', t => {
    const { members, server: certifying } = maskAll(groupOf(6));
    const states = members.map(({ state }) => state);
    const selfSeed = rebuilt(states.slice(0, 3), 6, 'self');
    const maskSecret = rebuilt(states.slice(2, 5), 6, 'key');
    const garbage = strip(certifying, 6, members[5].input.packed, { selfSeed, maskSecret });
    t.notDeepEqual(garbage, inputOf(6, dimension));
});
/** Members who share at a threshold that no member of the product accepts. */
function lowThreshold(threshold) {
    const group = groupOf(6);
    const { members, server: sharing } = rosterAll(group);
    const weaken = (state) => ({
        ...state,
        session: { ...state.session, threshold },
    });
    let state = weaken(sharing);
    const shared = members.map((member, i) => {
        const step = client.shareKeys(weaken(member), group.signers[i], group.random);
        state = accepted(server.receiveKeyShares(state, i + 1, step.output)).state;
        return step.state;
    });
    const masking = inPhase(server.closeSharing(inPhase(state, 'sharing')), 'masking');
    state = masking;
    const masked = shared.map((member, i) => {
        const inbox = server.inboxFor(masking, i + 1);
        const opened = accepted(client.acceptInbox(member, inbox, group.signers[i])).state;
        const step = client.maskInput(opened, inputOf(i + 1, dimension), group.signers[i]);
        state = accepted(server.receiveMaskedInputHeader(state, i + 1, step.output.header)).state;
        return { state: step.state, input: step.output };
    });
    return {
        members: masked,
        sum: undefined,
        server: inPhase(server.closeInputs(inPhase(state, 'masking')), 'certifying'),
    };
}
test('check 19: t - 1 shares rebuild neither secret of a member, t rebuild both', t => {
    const { members, server: certifying } = maskAll(groupOf(7));
    const states = members.map(({ state }) => state);
    const { threshold } = certifying.session;
    const packed = members[2].input.packed;
    const stripped = (count) => strip(certifying, 3, packed, {
        selfSeed: rebuilt(states.slice(0, count), 3, 'self'),
        maskSecret: rebuilt(states.slice(0, count), 3, 'key'),
    });
    t.notDeepEqual(stripped(threshold - 1), inputOf(3, dimension));
    t.deepEqual(stripped(threshold), inputOf(3, dimension));
});
test('A2: the message that opens shares has no way to ask for one, and a field smuggled into it changes nothing', t => {
    const group = groupOf(6);
    const { members, server: unmasking } = signAll(group, [6]);
    const certificate = protocolCodecs.certificate.encode(server.certificateFor(unmasking, 1));
    // Field 5, length-delimited: a list of shares to open, as another protocol would have it.
    const smuggled = new Uint8Array([...certificate, 0x2a, 0x02, 0x01, 0x06]);
    const open = (bytes) => accepted(client.unmask(members[0].state, protocolCodecs.certificate.decode(bytes), group.signers[0]))
        .output;
    for (const bytes of [certificate, smuggled]) {
        const { selfShares, keyShares } = open(bytes);
        t.deepEqual(selfShares.map(({ of }) => of), [1, 2, 3, 4, 5]);
        t.deepEqual(keyShares.map(({ of }) => of), [6]);
    }
});
test('A2 control: members that open both shares of one peer give its input away', t => {
    const { members, server: certifying } = maskAll(groupOf(6));
    const states = members.map(({ state }) => state).slice(0, certifying.session.threshold);
    const both = { selfSeed: rebuilt(states, 4, 'self'), maskSecret: rebuilt(states, 4, 'key') };
    t.deepEqual(strip(certifying, 4, members[3].input.packed, both), inputOf(4, dimension));
});
test('A3: a survivor set of fewer than the threshold is not signed; without the floor it would be', t => {
    const group = groupOf(7);
    const { members, server: certifying } = maskAll(group);
    const small = sent.survivorSet(smallerSetBelowThreshold(group, certifying));
    const signer = group.signers[0];
    const { state } = members[0];
    t.is(refusal(client.signSurvivors(state, small, signer)).reason, 'too-few-survivors');
    const session = { ...state.session, survivorFloor: 0, threshold: 0, minimumOrganisations: 0 };
    t.is(client.signSurvivors({ ...state, session }, small, signer).kind, 'accepted');
});
/** Two survivors only, with their inputs under a root of their own. */
function smallerSetBelowThreshold(group, state) {
    const weak = { ...state.session, leastSurvivors: 0, threshold: 0 };
    const headers = state.headers.filter((_, member) => [1, 2, 3].includes(member));
    const masking = { ...state, session: weak, phase: 'masking', headers };
    const closed = inPhase(server.closeInputs(masking), 'certifying');
    return server.survivorSetFor({ ...closed, coordinator: group.coordinator }, 1);
}
test('A7 control: one update in two sums with different survivors is the difference of the sums', t => {
    const play = (dropped, seed) => {
        const group = groupOf(6);
        const outcome = simulateAttempt({
            context: { ...group.context, attempt: seed.length },
            members: group.signers.map((signer, i) => ({
                signer,
                organisation: `organisation ${i + 1}`,
                input: inputOf(i + 1, dimension),
            })),
            coordinator: group.coordinator,
            floors: testFloors,
            random: unsafeFixedRandom(seed),
            faults: dropped.map(member => ({ member, kind: 'drop', before: 'input' })),
        });
        if (outcome.kind !== 'finished')
            throw new Error(outcome.reason);
        return outcome.sum;
    };
    const [whole, without] = [play([], 'one'), play([4], 'second')];
    t.deepEqual(whole.map((value, i) => value - without[i]), inputOf(4, dimension));
});
test('A7: a state that has revealed says so when it is aborted, so that its update is never summed again', t => {
    const group = groupOf(5);
    const { members, server: unmasking } = signAll(group);
    const { state: signed } = members[0];
    const revealed = accepted(client.unmask(signed, server.certificateFor(unmasking, 1), group.signers[0])).state;
    t.like(accepted(client.abort(revealed, 'stopped')).state, { phase: 'aborted', revealed: true });
    t.like(accepted(client.abort(signed, 'stopped')).state, { phase: 'aborted', revealed: false });
});
test('A15: a late input is refused, and with the pairwise masks alone it stays masked', t => {
    const group = groupOf(6);
    const late = 6;
    const { members, server: certifying } = maskAll(group, [late]);
    const { header, packed } = members[late - 1].input;
    t.is(refusal(server.receiveMaskedInputHeader(certifying, late, header)).reason, 'stage-closed');
    // The late member counts as lost: its mask secret is opened. Its self seed is what still covers the bytes that came late.
    const states = members.slice(0, certifying.session.threshold).map(({ state }) => state);
    const maskSecret = rebuilt(states, late, 'key');
    t.notDeepEqual(strip(certifying, late, packed, { maskSecret }), inputOf(late, dimension));
    const selfSeed = rebuilt(states, late, 'self');
    t.deepEqual(strip(certifying, late, packed, { maskSecret, selfSeed }), inputOf(late, dimension), 'the control');
});
test('A15: a member that sent its input signs no survivor set without itself', t => {
    const group = groupOf(6);
    const { members, server: certifying } = maskAll(group);
    const set = sent.survivorSet(forgedSet(group, certifying, 1, [2, 3, 4, 5, 6]));
    t.is(refusal(client.signSurvivors(members[0].state, set, group.signers[0])).reason, 'self-not-in-survivors');
});
test('A26: a member that was killed after it revealed opens nothing under another certificate', t => {
    const group = groupOf(6);
    const { members, server: unmasking } = signAll(group);
    const signer = group.signers[0];
    const certificate = server.certificateFor(unmasking, 1);
    const revealed = accepted(client.unmask(members[0].state, certificate, signer));
    const revived = client.decodeClientState(client.encodeMemberState(revealed.state));
    if (revived.phase !== 'revealed')
        return t.fail(revived.phase);
    const without = { ...certificate, survivors: bitmapOf([1, 2, 3, 4, 5], 6) };
    t.is(refusal(client.unmask(revived, sent.certificate(without), signer)).reason, 'certificate-not-mine');
    t.deepEqual(accepted(client.unmask(revived, sent.certificate(certificate), signer)).output, revealed.output);
});
test('A26 control: members put back to an older state answer both sets, and the victim is laid bare', t => {
    const group = groupOf(6);
    const victim = 6;
    const { members, server: certifying } = maskAll(group);
    const deceived = [1, 2, 3, 4, 5];
    /** Everything a round takes to open the shares of one survivor set, from the same states every time. */
    const openingsFor = (survivors) => {
        const signed = deceived.map(index => {
            const set = smallerSet(group, certifying, index, survivors);
            return {
                index,
                set,
                step: accepted(client.signSurvivors(members[index - 1].state, set, group.signers[index - 1])),
            };
        });
        const { sessionId, survivors: bitmap, inputsRoot } = signed[0].set;
        const signatures = signed.map(({ index, step }) => ({ index, signature: step.output.signature }));
        const certificate = { sessionId, survivors: bitmap, inputsRoot, signatures };
        return signed.map(({ index, step }) => ({
            index,
            output: accepted(client.unmask(step.state, sent.certificate(certificate), group.signers[index - 1]))
                .output,
        }));
    };
    const sharesIn = (survivors, list) => openingsFor(survivors).map(({ index, output }) => ({
        point: index,
        bytes: output[list].find(({ of }) => of === victim).share,
    }));
    const selfSeed = combineShares(sharesIn([1, 2, 3, 4, 5, 6], 'selfShares'));
    const maskSecret = combineShares(sharesIn([1, 2, 3, 4, 5], 'keyShares'));
    const stolen = strip(certifying, victim, members[victim - 1].input.packed, { selfSeed, maskSecret });
    t.deepEqual(stolen, inputOf(victim, dimension));
});
//# sourceMappingURL=reveals.test.js.map