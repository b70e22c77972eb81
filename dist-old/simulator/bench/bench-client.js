/** What masking costs a client: the product's path, from integers to the signed header beside the packed bytes. */
import { addMaskStreams, encodeFixedPoint, residuesIn, secureClient, sharedVector, systemRandom, } from '../../aggregation/index.js';
import { benchParameters } from './bench-group.js';
import { timed, timedAsync } from './measure.js';
/** The same member under another dimension and ring; its keys are as many and cost the same. */
function withShape({ state, signer }, dimension, bits) {
    const { session } = state;
    const parameters = benchParameters(dimension, bits, session.size);
    return {
        signer,
        state: { ...state, session: { ...session, context: { ...session.context, parameters } } },
    };
}
/** `maskInput` on this thread. Zeros are masked as fast as anything else. */
export function maskingHere(client, dimension, bits) {
    const { state, signer } = withShape(client, dimension, bits);
    const integers = sharedVector(dimension);
    return () => {
        integers.fill(0);
        return timed(() => secureClient.maskInput(state, integers, signer));
    };
}
/** The same with the streams added by worker threads, as an agent that has some does it. */
export function maskingByWorkers(client, dimension, bits, workers) {
    const { state, signer } = withShape(client, dimension, bits);
    const integers = sharedVector(dimension);
    return () => {
        integers.fill(0);
        return timedAsync(async () => {
            secureClient.checkInput(state, integers);
            const residues = residuesIn(integers);
            await workers.addMaskStreams(residues, secureClient.maskStreamsOf(state), bits);
            secureClient.sealMaskedInput(state, residues, signer);
        });
    };
}
/** The parts of `maskInput`, each run alone on what the ones before it leave. */
export function maskingParts(client, dimension, bits) {
    const { state, signer } = withShape(client, dimension, bits);
    const integers = sharedVector(dimension);
    const residues = residuesIn(integers);
    let streams = secureClient.maskStreamsOf(state);
    return {
        check: () => {
            integers.fill(0);
            return timed(() => secureClient.checkInput(state, integers));
        },
        keys: () => timed(() => {
            streams = secureClient.maskStreamsOf(state);
        }),
        masks: () => timed(() => addMaskStreams(residues, streams, bits)),
        seal: () => timed(() => secureClient.sealMaskedInput(state, residues, signer)),
    };
}
/** Rounding reals to integers, then `maskInput`: what the baseline in Python does too. */
export function roundingAndMasking(client, dimension, bits) {
    const { state, signer } = withShape(client, dimension, bits);
    const { bound, range } = state.session.context.parameters;
    const values = Float32Array.from({ length: dimension }, (_, i) => Math.sin(i) * range);
    return () => timed(() => {
        const encoded = encodeFixedPoint(values, { bound, range }, systemRandom);
        if (encoded.kind === 'refused')
            throw new Error(encoded.reason);
        secureClient.maskInput(state, encoded.integers, signer);
    });
}
/** Bytes of keystream in one masking: k + 1 streams of the ring's words. */
export function keystreamBytes(neighbours, dimension, bits) {
    return (neighbours + 1) * dimension * (bits <= 16 ? 2 : 4);
}
//# sourceMappingURL=bench-client.js.map