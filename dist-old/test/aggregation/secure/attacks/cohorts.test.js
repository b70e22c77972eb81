/** A4, A5, A6, A23, A24, A27: who is in the group, what each was told, and what the messages let slip. */
import test from 'ava';
import { concat, inclusionPath, toHex, u32, unsafeFixedRandom } from '../../../../aggregation/crypto/index.js';
import { addMaskStreams } from '../../../../aggregation/expansion/index.js';
import * as client from '../../../../aggregation/secure/client/index.js';
import { hashContext, hashSession } from '../../../../aggregation/secure/context.js';
import { simulateAttempt, simulatedContext, weightLimbsOf, } from '../../../../aggregation/secure/index.js';
import { rosterRootOf } from '../../../../aggregation/secure/roster.js';
import * as server from '../../../../aggregation/secure/server/index.js';
import { rosterPayload } from '../../../../aggregation/secure/signing.js';
import { packResidues, residuesIn, splitWeight } from '../../../../aggregation/vector/index.js';
import { protocolCodecs } from '../../../../protos/codec/secure.js';
import { accepted, advertiseAll, groupOf, inboxAll, inputOf, refusal, rosterAll, signAll, sumOf, testFloors, testParameters, } from '../group.js';
import { sent } from './attacker.js';
const wide = { dimension: 4096 };
/** The sum that comes out when member 1 masks in the session that another model would have made. */
function sumWithMember1In(sessionOf) {
    const { bits, dimension } = groupOf(5, wide).context.parameters;
    // The same seed draws the same keys twice: once for the shares that are opened, once for the inputs.
    const group = groupOf(5, wide);
    const { members, server: unmasking } = signAll(group);
    let state = unmasking;
    for (const { index, state: member } of members) {
        const certificate = server.certificateFor(unmasking, index);
        const { output } = accepted(client.unmask(member, certificate, group.signers[index - 1]));
        state = accepted(server.receiveUnmasking(state, index, output)).state;
    }
    const again = groupOf(5, wide);
    const sum = server.openMaskedSum(dimension, bits);
    for (const member of inboxAll(again).members) {
        const { index, sessionId } = member.session;
        const session = { ...member.session, sessionId: index === 1 ? sessionOf(sessionId) : sessionId };
        const { packed } = client.maskInput({ ...member, session }, inputOf(index, dimension), again.signers[index - 1]).output;
        server.addMaskedInput(sum, [packed]);
    }
    const plan = server.planUnmasking(state);
    if (plan.kind !== 'ready')
        throw new Error(plan.kind);
    addMaskStreams(sum.residues, plan.streams, bits);
    return server.publishSum(state, sum.residues).sum;
}
/** Chi-square of the highest eight of 24 bits against a uniform ring. */
function uniformity(sum) {
    const counts = new Float64Array(256);
    for (const value of sum)
        counts[(value & 0xffffff) >>> 16]++;
    const expected = sum.length / 256;
    return counts.reduce((statistic, count) => statistic + (count - expected) ** 2 / expected, 0);
}
test('A4: a member that was given another model is in another session, and forced into this one its masks leave noise', t => {
    const { context } = groupOf(5, wide);
    const elsewhere = hashContext({ ...context, modelHash: new Uint8Array(32).fill(9) });
    t.notDeepEqual(elsewhere, hashContext(context));
    const noise = sumWithMember1In(() => hashSession(elsewhere, new Uint8Array(32), 5));
    // 255 degrees of freedom: above 359 once in 100,000 times; the keys are drawn from the seed "group 5".
    t.true(uniformity(noise) < 359, `${uniformity(noise)}`);
});
test('A4 control: in one session the same inputs make a sum that is anything but noise', t => {
    const sum = sumWithMember1In(own => own);
    t.deepEqual(sum, sumOf([1, 2, 3, 4, 5], 4096));
    t.true(uniformity(sum) > 100_000);
});
test('A5: identities that the pinned registry does not have are refused; without the registry they would be in', t => {
    const group = groupOf(5);
    const { members, server: sharing } = advertiseAll(group);
    const roster = sent.roster(server.rosterFor(sharing, 1));
    const onlyMe = (key) => (toHex(key) === toHex(group.signers[0].publicKey) ? 'me' : undefined);
    const pinned = { ...group.trust, registry: onlyMe };
    t.is(refusal(client.acceptRoster(members[0], roster, pinned)).reason, 'unregistered-identity');
    const gullible = { ...group.trust, registry: (key) => `whoever ${toHex(key)}` };
    t.is(client.acceptRoster(members[0], roster, gullible).kind, 'accepted');
});
test('A6 and check 22: a group of two, or of one organisation, is refused whatever the coordinator and the policy say', t => {
    const lax = {
        minimumGroup: 1,
        minimumSurvivors: 1,
        minimumOrganisations: 1,
        colluders: 0,
        minimumHonest: 0,
    };
    const group = groupOf(3);
    const { members, server: sharing } = advertiseAll(group);
    const pair = { ...sharing, session: pairOf(sharing.session) };
    const roster = signedAgain(group, server.rosterFor(pair, 1));
    const answer = client.acceptRoster(members[0], sent.roster(roster), { ...group.trust, floors: lax });
    t.is(refusal(answer).reason, 'group-too-small');
    const oneHouse = { ...group.trust, registry: () => 'one house', floors: testFloors };
    const whole = sent.roster(server.rosterFor(sharing, 1));
    t.is(refusal(client.acceptRoster(members[0], whole, oneHouse)).reason, 'too-few-organisations');
    t.is(client.acceptRoster(members[0], whole, group.trust).kind, 'accepted', 'the control');
    // Why two are too few: whoever knows one input of a sum of two knows the other.
    t.deepEqual(sumOf([1, 2], 9).map((value, i) => value - inputOf(1, 9)[i]), inputOf(2, 9));
});
function pairOf(session) {
    const members = session.members.slice(0, 2);
    const closed = { size: 2, degree: 1, closedNeighbourhood: () => [1, 2] };
    return { ...session, members, size: 2, degree: 1, graph: closed };
}
function signedAgain(group, roster) {
    const root = rosterRootOf(roster.entries.map(({ advertisement }) => advertisement));
    const unsigned = { ...roster, root };
    return { ...unsigned, signature: group.coordinator.sign(rosterPayload(unsigned)) };
}
test('A23 and check 10: the weight of a member is nowhere in the bytes of an attempt, but in an unmasked input it is', t => {
    const weight = 0x5ec2e7;
    const parameters = testParameters({
        weightMode: 'examples',
        maximumWeight: 0x7fffffff,
        dimension: 8 + 2,
        maximumGroup: 8,
    });
    const limbs = weightLimbsOf(parameters);
    t.is(limbs.count, 2);
    const group = groupOf(5, parameters);
    const integers = (i) => {
        const input = new Int32Array(10).fill(3);
        input.set(splitWeight(i === 0 ? weight : 1, limbs.bits, limbs.count), 8);
        return input;
    };
    const seen = [];
    const wire = (name, message) => {
        const bytes = protocolCodecs[name].encode(message);
        seen.push(bytes);
        return protocolCodecs[name].decode(bytes);
    };
    const outcome = simulateAttempt({
        context: group.context,
        members: group.signers.map((signer, i) => ({ signer, organisation: `o${i}`, input: integers(i) })),
        coordinator: group.coordinator,
        floors: testFloors,
        random: unsafeFixedRandom('weights on the wire'),
        wire,
    });
    t.is(outcome.kind, 'finished');
    const packed = packResidues(residuesIn(integers(0)), parameters.bits);
    const pattern = Buffer.from(packed.slice(24));
    t.true(Buffer.from(packed).includes(pattern), 'the control: unmasked, the limbs are there to be read');
    const traffic = Buffer.from(concat(...seen));
    t.false(traffic.includes(pattern));
    t.false(traffic.includes(Buffer.from(u32(weight))));
});
const large = testParameters({
    colluders: 3,
    maximumGroup: 200,
    graph: { kind: 'k-regular', degree: 0, dropoutPermille: 60 },
});
test('A24: neighbours of the coordinator’s choice are refused, even with every path to the signed root right', t => {
    const group = groupOf(140, large);
    const { members, server: sharing } = advertiseAll(group);
    const victim = 70;
    const honest = server.rosterFor(sharing, victim);
    const { session } = sharing;
    const chosen = [victim, ...Array.from({ length: 140 }, (_, i) => i + 1).filter(i => i !== victim)]
        .slice(0, session.degree + 1)
        .sort((left, right) => left - right);
    const surrounded = {
        ...honest,
        entries: chosen.map(index => ({
            index,
            advertisement: session.members[index - 1],
            path: inclusionPath(session.roster, index - 1),
        })),
    };
    const state = members[victim - 1];
    t.is(refusal(client.acceptRoster(state, sent.roster(surrounded), group.trust)).reason, 'wrong-neighbours');
    t.is(client.acceptRoster(state, sent.roster(honest), group.trust).kind, 'accepted', 'the control');
});
test('A24: one other nonce anywhere in the roster gives everybody other neighbours', t => {
    const here = rosterAll(groupOf(140, large)).members[0].session.holders.map(({ index }) => index);
    const elsewhere = simulatedContext(large, { attempt: 2 });
    const other = rosterAll({ ...groupOf(140, large), context: elsewhere }).members[0];
    t.notDeepEqual(other.session.holders.map(({ index }) => index), here);
});
test('A27: whoever was lost is on record with the stage, and the transcript differs by it', t => {
    const play = (before) => {
        const group = groupOf(6);
        const outcome = simulateAttempt({
            context: group.context,
            members: group.signers.map((signer, i) => ({
                signer,
                organisation: `organisation ${i + 1}`,
                input: inputOf(i + 1, 9),
            })),
            coordinator: group.coordinator,
            floors: testFloors,
            random: unsafeFixedRandom('one of six'),
            faults: [{ member: 4, kind: 'drop', before }],
        });
        if (outcome.kind !== 'finished')
            throw new Error(outcome.reason);
        return outcome;
    };
    const [unshared, unsent] = [play('share'), play('input')];
    t.deepEqual(unshared.sum, unsent.sum);
    t.notDeepEqual(unshared.result.transcriptHash, unsent.result.transcriptHash);
});
//# sourceMappingURL=cohorts.test.js.map