/**
 * A sum over a vector of 10^8 parameters: what one process that plays every part in turn holds at its peak, in vectors of
 * 32-bit integers (4 bytes for each parameter). Masks, packing, adding and unmasking all work in place, so that the
 * member's vector and the running sum are the only two.
 *
 *   node dist/test/benchmarks/streaming-memory.js [--dimension 100000000] [--json]
 */
import { parseArgs } from 'node:util';
import { generateSigner, sharedVector, toHex, unsafeFixedRandom } from '../../aggregation/index.js';
import * as client from '../../aggregation/secure/client/index.js';
import { ringCapacity, simulatedContext } from '../../aggregation/secure/index.js';
import * as server from '../../aggregation/secure/server/index.js';
import { testFloors, testParameters } from '../aggregation/secure/group.js';
const { values } = parseArgs({
    options: { dimension: { type: 'string', default: '100000000' }, json: { type: 'boolean', default: false } },
});
const dimension = Number(values.dimension);
const size = 3;
const chunkBytes = 1 << 20;
const random = unsafeFixedRandom('streaming memory');
const parameters = testParameters({ dimension, colluders: 1, bits: 24, bound: 1000, maximumGroup: 8 });
const context = simulatedContext(parameters);
const coordinator = generateSigner(random).signer;
const signers = Array.from({ length: size }, () => generateSigner(random).signer);
const organisations = new Map(signers.map(({ publicKey }, i) => [toHex(publicKey), `organisation ${i + 1}`]));
const registry = (key) => organisations.get(toHex(key));
const trust = { coordinatorKey: coordinator.publicKey, registry, floors: testFloors };
function taken(step) {
    if (step.kind !== 'accepted')
        throw new Error(JSON.stringify(step));
    return { state: step.state, output: step.output };
}
function inPhase(state, phase) {
    if (state.phase !== phase)
        throw new Error(`the attempt is ${state.phase}, not ${phase}`);
    return state;
}
/** Coordinate i of a member's input. */
function valueAt(member, i) {
    return ((i * 7 + member * 13) % 2001) - 1000;
}
/** The packed bytes as they would travel: piece by piece. */
function* inChunks(packed) {
    for (let at = 0; at < packed.length; at += chunkBytes)
        yield packed.subarray(at, at + chunkBytes);
}
function megabytes(bytes) {
    return Math.round(bytes / 1e6);
}
const peakBytes = () => process.resourceUsage().maxRSS * 1024;
let state = server.openAttempt(context, coordinator);
const advertised = signers.map(signer => {
    const { state: member, advertisement } = client.advertise(context, signer, random);
    state = taken(server.receiveAdvertisement(state, advertisement, registry)).state;
    return { signer, member };
});
const sharing = inPhase(server.closeAdvertising(inPhase(state, 'advertising')), 'sharing');
state = sharing;
const indexOf = (signer) => server.indexOfIdentity(sharing.session, signer.publicKey);
const shared = advertised.map(({ signer, member }) => {
    const rostered = taken(client.acceptRoster(member, server.rosterFor(sharing, indexOf(signer)), trust)).state;
    const step = client.shareKeys(rostered, signer, random);
    state = taken(server.receiveKeyShares(state, indexOf(signer), step.output)).state;
    return { signer, member: step.state };
});
const masking = inPhase(server.closeSharing(inPhase(state, 'sharing')), 'masking');
state = masking;
const baselineBytes = peakBytes();
const startedAt = performance.now();
const sum = server.openMaskedSum(dimension, parameters.bits);
// One vector for all members in turn, as each is a machine of its own.
const vector = sharedVector(dimension);
const masked = shared.map(({ signer, member }, number) => {
    const opened = taken(client.acceptInbox(member, server.inboxFor(masking, indexOf(signer)), signer));
    for (let i = 0; i < dimension; i++)
        vector[i] = valueAt(number, i);
    const { state: next, output } = client.maskInput(opened.state, vector, signer);
    const received = taken(server.receiveMaskedInputHeader(state, indexOf(signer), output.header));
    const damage = server.checkMaskedInput(output.header, indexOf(signer), inChunks(output.packed));
    if (damage !== undefined)
        throw new Error(damage.detail);
    server.addMaskedInput(sum, inChunks(output.packed));
    state = received.state;
    return { signer, member: next };
});
const certifying = inPhase(server.closeInputs(inPhase(state, 'masking')), 'certifying');
state = certifying;
const signed = masked.map(({ signer, member }) => {
    const step = taken(client.signSurvivors(member, server.survivorSetFor(certifying, indexOf(signer)), signer));
    state = taken(server.receiveSurvivorSignature(state, indexOf(signer), step.output))
        .state;
    return { signer, member: step.state };
});
const unmasking = inPhase(server.closeSurvivors(inPhase(state, 'certifying')), 'unmasking');
state = unmasking;
for (const { signer, member } of signed) {
    const step = taken(client.unmask(member, server.certificateFor(unmasking, indexOf(signer)), signer));
    state = taken(server.receiveUnmasking(state, indexOf(signer), step.output)).state;
}
const ending = server.finish(inPhase(state, 'unmasking'), server.maskedResidues(sum));
if (ending.kind !== 'finished')
    throw new Error(ending.kind);
const seconds = (performance.now() - startedAt) / 1000;
let exact = true;
for (let i = 0; i < dimension; i++) {
    if (ending.sum[i] !== valueAt(0, i) + valueAt(1, i) + valueAt(2, i))
        exact = false;
}
const vectorBytes = 4 * dimension;
const report = {
    dimension,
    members: size,
    bits: parameters.bits,
    capacity: ringCapacity(parameters),
    exact,
    seconds,
    vectorMegabytes: megabytes(vectorBytes),
    peakMegabytes: megabytes(peakBytes()),
    baselineMegabytes: megabytes(baselineBytes),
    peakVectors: peakBytes() / vectorBytes,
};
process.stdout.write(values.json
    ? `${JSON.stringify(report)}\n`
    : `${dimension} parameters, ${size} members: peak ${report.peakMegabytes} MB, ${report.peakVectors.toFixed(2)} vectors of ${report.vectorMegabytes} MB (${report.baselineMegabytes} MB before the first); ${seconds.toFixed(1)} s; the sum is ${exact ? 'exact' : 'WRONG'}\n`);
process.exitCode = exact && report.peakVectors < 3 ? 0 : 1;
//# sourceMappingURL=streaming-memory.js.map