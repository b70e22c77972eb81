/** A group of members and an honest coordinator that can be stopped at any stage, for stories that go wrong there. */
import { compareBytes, generateSigner, toHex, unsafeFixedRandom, } from '../../../aggregation/crypto/index.js';
import * as client from '../../../aggregation/secure/client/index.js';
import { simulatedContext, } from '../../../aggregation/secure/index.js';
import * as server from '../../../aggregation/secure/server/index.js';
export const testFloors = {
    minimumGroup: 3,
    minimumSurvivors: 3,
    minimumOrganisations: 3,
    colluders: 0,
    minimumHonest: 2,
};
export function testParameters(changes = {}) {
    return {
        suite: 1,
        minimumGroup: 3,
        colluders: 1,
        threshold: 0,
        dimension: 9,
        bits: 24,
        bound: 1000,
        maximumGroup: 32,
        range: 4,
        weightMode: 'equal',
        maximumWeight: 1,
        privacy: { mechanism: 'none' },
        graph: { kind: 'complete' },
        stageTimeoutsMs: { advertise: 1000, share: 1000, input: 1000, survivors: 1000, unmask: 1000 },
        ...changes,
    };
}
/** Signers in the order of their keys, so that member i has index i. */
export function orderedSigners(count, random) {
    return Array.from({ length: count }, () => generateSigner(random).signer).sort((left, right) => compareBytes(left.publicKey, right.publicKey));
}
export function groupOf(size, parameters = {}, context = {}) {
    const random = unsafeFixedRandom(`group ${size}`);
    const coordinator = generateSigner(random).signer;
    const signers = orderedSigners(size, random);
    const organisations = new Map(signers.map(({ publicKey }, i) => [toHex(publicKey), `organisation ${i + 1}`]));
    return {
        context: simulatedContext(testParameters(parameters), context),
        coordinator,
        signers,
        random,
        trust: {
            coordinatorKey: coordinator.publicKey,
            registry: identityKey => organisations.get(toHex(identityKey)),
            floors: testFloors,
        },
    };
}
/** The step's state and output; throws what it was refused for. */
export function accepted(step) {
    if (step.kind === 'accepted')
        return step;
    throw new Error(step.kind === 'rejected' ? `${step.reason}: ${step.detail}` : 'complained');
}
/** A step that has to be refused. */
export function refusal(step) {
    if (step.kind === 'rejected')
        return step;
    throw new Error(`the step was ${step.kind}`);
}
/** A closed stage in its expected phase. */
export function inPhase(state, phase) {
    if (state.phase !== phase)
        throw new Error(`the attempt is "${state.phase}", not "${phase}"`);
    return state;
}
export function advertiseAll(group) {
    let state = server.openAttempt(group.context, group.coordinator);
    const members = group.signers.map(signer => {
        const { state: member, advertisement } = client.advertise(group.context, signer, group.random);
        state = accepted(server.receiveAdvertisement(state, advertisement, group.trust.registry)).state;
        return member;
    });
    const sharing = inPhase(server.closeAdvertising(inPhase(state, 'advertising')), 'sharing');
    return { members, server: sharing };
}
export function rosterAll(group) {
    const { members, server: sharing } = advertiseAll(group);
    return {
        members: members.map((member, i) => accepted(client.acceptRoster(member, server.rosterFor(sharing, i + 1), group.trust)).state),
        server: sharing,
    };
}
export function shareAll(group) {
    const { members, server: sharing } = rosterAll(group);
    let state = sharing;
    const sharers = members.map((member, i) => {
        const step = client.shareKeys(member, group.signers[i], group.random);
        state = accepted(server.receiveKeyShares(state, i + 1, step.output)).state;
        return step.state;
    });
    return { members: sharers, server: inPhase(server.closeSharing(inPhase(state, 'sharing')), 'masking') };
}
export function inboxAll(group) {
    const { members, server: masking } = shareAll(group);
    return {
        members: members.map((member, i) => {
            const inbox = server.inboxFor(masking, i + 1);
            return accepted(client.acceptInbox(member, inbox, group.signers[i])).state;
        }),
        server: masking,
    };
}
/** Input of member i (from 1): no two coordinates and no two members alike. */
export function inputOf(index, dimension) {
    return Int32Array.from({ length: dimension }, (_, j) => (index % 2 === 0 ? 1 : -1) * (100 * index + 7 * j + 1));
}
/** Sum of the inputs of some members. */
export function sumOf(indices, dimension) {
    const sum = new Int32Array(dimension);
    for (const index of indices)
        inputOf(index, dimension).forEach((value, j) => {
            sum[j] += value;
        });
    return sum;
}
/** Every member but `silent` masks and sends its input. */
export function maskAll(group, silent = []) {
    const { members, server: masking } = inboxAll(group);
    const { dimension, bits } = group.context.parameters;
    const sum = server.openMaskedSum(dimension, bits);
    let state = masking;
    const masked = members.map((member, i) => {
        const step = client.maskInput(member, inputOf(i + 1, dimension), group.signers[i]);
        if (!silent.includes(i + 1)) {
            state = accepted(server.receiveMaskedInputHeader(state, i + 1, step.output.header)).state;
            server.addMaskedInput(sum, [step.output.packed]);
        }
        return { state: step.state, input: step.output };
    });
    return {
        members: masked,
        sum,
        server: inPhase(server.closeInputs(inPhase(state, 'masking')), 'certifying'),
    };
}
/** Every survivor signs. */
export function signAll(group, silent = []) {
    const { members, sum, server: certifying } = maskAll(group, silent);
    let state = certifying;
    const signed = certifying.survivors.members.map(index => {
        const set = server.survivorSetFor(certifying, index);
        const signer = group.signers[index - 1];
        const step = accepted(client.signSurvivors(members[index - 1].state, set, signer));
        state = accepted(server.receiveSurvivorSignature(state, index, step.output)).state;
        return { index, state: step.state };
    });
    return {
        members: signed,
        sum,
        server: inPhase(server.closeSurvivors(inPhase(state, 'certifying')), 'unmasking'),
    };
}
//# sourceMappingURL=group.js.map