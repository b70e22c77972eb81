/** A group on the complete graph, brought by the product's own halves to the point where its hot work begins. */
import { compareBytes, effectiveFloors, generateSigner, hardFloors, secureClient, secureServer, sharedVector, simulatedContext, toHex, unsafeFixedRandom, } from '../../aggregation/index.js';
import { protocolCodecs } from '../../protos/codec/index.js';
/** Members the rings of the benchmarks are sized for. */
const ringMembers = 128;
export function benchParameters(dimension, bits, size) {
    const timeoutMs = 60_000;
    return {
        suite: 1,
        minimumGroup: 3,
        // A third of the group, as far as a threshold allows with three members.
        colluders: size === 3 ? 0 : Math.floor((size - 1) / 3),
        threshold: 0,
        dimension,
        bits,
        bound: Math.floor((2 ** (bits - 1) - 1) / ringMembers),
        maximumGroup: ringMembers,
        range: 1,
        weightMode: 'equal',
        maximumWeight: 1,
        privacy: { mechanism: 'none' },
        graph: { kind: 'complete' },
        stageTimeoutsMs: {
            advertise: timeoutMs,
            share: timeoutMs,
            input: timeoutMs,
            survivors: timeoutMs,
            unmask: timeoutMs,
        },
    };
}
/** Brings `size` members to the stage of masking a vector of `dimension` coordinates. */
export function openMaskingGroup(size, dimension, bits) {
    const random = unsafeFixedRandom(`bench group ${size}`);
    const coordinator = generateSigner(random).signer;
    const signers = Array.from({ length: size }, () => generateSigner(random).signer).sort((left, right) => compareBytes(left.publicKey, right.publicKey));
    const known = new Map(signers.map(({ publicKey }, i) => [toHex(publicKey), `organisation ${i}`]));
    const registry = (key) => known.get(toHex(key));
    const trust = { coordinatorKey: coordinator.publicKey, registry, floors: effectiveFloors(hardFloors) };
    const context = simulatedContext(benchParameters(dimension, bits, size));
    let server = secureServer.openAttempt(context, coordinator);
    let sentBytes = 0;
    const advertised = signers.map((signer, i) => {
        const { state, advertisement } = secureClient.advertise(context, signer, random);
        if (i === 0)
            sentBytes += bytesOf('advertisement', advertisement);
        server = stateOf(secureServer.receiveAdvertisement(server, advertisement, registry));
        return state;
    });
    const sharing = inPhase(secureServer.closeAdvertising(inPhase(server, 'advertising')), 'sharing');
    server = sharing;
    const shared = advertised.map((state, i) => {
        const roster = secureServer.rosterFor(sharing, i + 1);
        const step = secureClient.shareKeys(stateOf(secureClient.acceptRoster(state, roster, trust)), signers[i], random);
        if (i === 0)
            sentBytes += bytesOf('keyShares', step.output);
        server = stateOf(secureServer.receiveKeyShares(server, i + 1, step.output));
        return step.state;
    });
    const masking = inPhase(secureServer.closeSharing(inPhase(server, 'sharing')), 'masking');
    const members = shared.map((state, i) => stateOf(secureClient.acceptInbox(state, secureServer.inboxFor(masking, i + 1), signers[i])));
    return { signers, members, server: masking, threshold: masking.session.threshold, sentBytes };
}
/** Masks and adds the inputs of all but the last `dropped` members, and opens the shares. */
export function openUnmaskingGroup(group, dropped) {
    const { dimension, bits } = group.server.context.parameters;
    const survivors = group.members.slice(0, group.members.length - dropped);
    const total = secureServer.openMaskedSum(dimension, bits);
    const sum = new Int32Array(dimension);
    let server = group.server;
    let { sentBytes } = group;
    const masked = survivors.map((state, i) => {
        const step = secureClient.maskInput(state, inputOf(i, dimension, sum), group.signers[i]);
        const { header, packed } = step.output;
        if (i === 0)
            sentBytes += bytesOf('maskedInputHeader', header) + packed.length;
        server = stateOf(secureServer.receiveMaskedInputHeader(server, i + 1, header));
        secureServer.addMaskedInput(total, [packed]);
        return step.state;
    });
    const certifying = inPhase(secureServer.closeInputs(inPhase(server, 'masking')), 'certifying');
    server = certifying;
    const signed = masked.map((state, i) => {
        const set = secureServer.survivorSetFor(certifying, i + 1);
        const step = outcomeOf(secureClient.signSurvivors(state, set, group.signers[i]));
        if (i === 0)
            sentBytes += bytesOf('survivorSignature', step.output);
        server = stateOf(secureServer.receiveSurvivorSignature(server, i + 1, step.output));
        return step.state;
    });
    const unmasking = inPhase(secureServer.closeSurvivors(inPhase(server, 'certifying')), 'unmasking');
    server = unmasking;
    signed.forEach((state, i) => {
        const certificate = secureServer.certificateFor(unmasking, i + 1);
        const { output } = outcomeOf(secureClient.unmask(state, certificate, group.signers[i]));
        if (i === 0)
            sentBytes += bytesOf('unmasking', output);
        server = stateOf(secureServer.receiveUnmasking(server, i + 1, output));
    });
    const residues = secureServer.maskedResidues(total);
    return { server: inPhase(server, 'unmasking'), residues, sum, sentBytes };
}
/** An input that no other member has; it is added to `sum` too. */
function inputOf(member, dimension, sum) {
    const input = sharedVector(dimension);
    for (let i = 0; i < dimension; i++) {
        input[i] = ((i * 31 + member * 17) % 201) - 100;
        sum[i] += input[i];
    }
    return input;
}
function bytesOf(name, value) {
    return protocolCodecs[name].encode(value).length;
}
function outcomeOf(step) {
    if (step.kind === 'accepted')
        return step;
    throw new Error(step.kind === 'rejected' ? `${step.reason}: ${step.detail}` : 'a member complained');
}
function stateOf(step) {
    return outcomeOf(step).state;
}
function inPhase(state, phase) {
    if (state.phase !== phase)
        throw new Error(`the attempt is "${state.phase}", not "${phase}"`);
    return state;
}
//# sourceMappingURL=bench-group.js.map