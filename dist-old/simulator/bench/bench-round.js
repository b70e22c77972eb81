/** One whole round in memory, reals in and their sum out, with every message through its bytes. */
import { effectiveFloors, encodeFixedPoint, generateSigner, hardFloors, neighbourhoodFor, simulateAttempt, simulatedContext, systemRandom, } from '../../aggregation/index.js';
import { protocolCodecs } from '../../protos/codec/index.js';
import { benchParameters } from './bench-group.js';
/** The ring of the rounds: as wide as the one of Flower's defaults. */
const bits = 32;
/** The threshold of a round's shares. */
export function thresholdOf({ clients, dimension }) {
    return neighbourhoodFor(benchParameters(dimension, bits, clients), clients).threshold;
}
/** Plays the round on this thread: rounding, keys, shares, masks, checks, sum, unmasking. */
export function playRound(shape) {
    const { clients, dimension, dropouts, lostBefore } = shape;
    const parameters = benchParameters(dimension, bits, clients);
    const values = Array.from({ length: clients }, (_, member) => valuesOf(member, dimension));
    const signers = values.map(() => generateSigner(systemRandom).signer);
    const { signer: coordinator } = generateSigner(systemRandom);
    const wire = meteredWire();
    const startedAt = performance.now();
    const inputs = values.map(reals => encoded(reals, parameters));
    const outcome = simulateAttempt({
        context: simulatedContext(parameters),
        members: inputs.map((input, i) => ({ signer: signers[i], organisation: `organisation ${i}`, input })),
        coordinator,
        floors: effectiveFloors(hardFloors),
        random: systemRandom,
        faults: Array.from({ length: dropouts }, (_, i) => ({
            member: clients - i,
            kind: 'drop',
            before: lostBefore,
        })),
        wire: wire.carry,
    });
    const seconds = (performance.now() - startedAt) / 1000;
    const summed = lostBefore === 'unmask' ? inputs : inputs.slice(0, clients - dropouts);
    return {
        seconds,
        completed: outcome.kind === 'finished',
        exact: isSumOf(outcome, summed),
        sentBytes: wire.sentBytes(),
    };
}
/** Reals that no two members share. */
function valuesOf(member, dimension) {
    return Float32Array.from({ length: dimension }, (_, i) => ((i * 31 + member * 17) % 20_001) / 20_001 - 0.5);
}
function encoded(values, scale) {
    const outcome = encodeFixedPoint(values, scale, systemRandom);
    if (outcome.kind === 'refused')
        throw new Error(outcome.reason);
    return outcome.integers;
}
function isSumOf(outcome, inputs) {
    if (outcome.kind !== 'finished' || outcome.survivors.length !== inputs.length)
        return false;
    return outcome.sum.every((sum, i) => sum === inputs.reduce((total, input) => total + input[i], 0));
}
/** The messages of clients; a header is followed by its packed bytes. */
const fromClients = new Set([
    'advertisement',
    'keyShares',
    'maskedInputHeader',
    'survivorSignature',
    'unmasking',
]);
function meteredWire() {
    let sentBytes = 0;
    const carry = (name, message) => {
        const codec = protocolCodecs[name];
        const bytes = codec.encode(message);
        if (fromClients.has(name))
            sentBytes += bytes.length;
        if ('totalBytes' in message)
            sentBytes += message.totalBytes;
        return codec.decode(bytes);
    };
    return { carry, sentBytes: () => sentBytes };
}
//# sourceMappingURL=bench-round.js.map