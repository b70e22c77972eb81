/** One virtual client of a large round: the product's own half of the protocol, its state kept as bytes. */
import { generateSigner, secureClient, toHex, unsafeFixedRandom, wipe, } from '../../aggregation/index.js';
import { protocolCodecs } from '../../protos/codec/index.js';
/** The signer of a client, the same in every thread. */
export function signerOfClient(seed, client) {
    return generateSigner(unsafeFixedRandom(`${seed}/identity/${client}`)).signer;
}
/** The input of a client: integers in [-bound, bound], from the seed alone. */
export function inputOfClient(seed, client, dimension, bound) {
    const bytes = unsafeFixedRandom(`${seed}/input/${client}`).bytes(4 * dimension);
    const words = new Uint32Array(bytes.buffer, bytes.byteOffset, dimension);
    return Int32Array.from(words, word => (word % (2 * bound + 1)) - bound);
}
export function openCrew(setup) {
    const states = new Map();
    const trust = trustOf(setup);
    return {
        answer: (stage, client, downlink) => {
            const signer = signerOfClient(setup.seed, client);
            const before = states.get(client);
            const state = before === undefined ? undefined : secureClient.decodeClientState(before);
            const step = takeStage({ setup, trust, client, signer }, stage, state, downlink);
            states.set(client, secureClient.encodeMemberState(step.state));
            wipe(step.spent);
            return step.uplink;
        },
    };
}
function trustOf(setup) {
    const organisations = new Map(setup.identityKeys.map((key, i) => [toHex(key), `organisation ${i + 1}`]));
    return {
        coordinatorKey: setup.coordinatorKey,
        registry: identityKey => organisations.get(toHex(identityKey)),
        floors: setup.floors,
    };
}
function takeStage(turn, stage, state, downlink) {
    switch (stage) {
        case 'advertise':
            return advertise(turn);
        case 'share':
            return share(turn, inPhase(state, 'advertised'), downlink);
        case 'input':
            return sendInput(turn, inPhase(state, 'shares-sent'), downlink);
        case 'survivors':
            return sign(turn, inPhase(state, 'masked'), downlink);
        case 'unmask':
            return unmask(turn, inPhase(state, 'signed'), downlink);
        default:
            return stage;
    }
}
function inPhase(state, phase) {
    if (state?.phase !== phase)
        throw new Error(`a client is "${state?.phase}", not "${phase}"`);
    return state;
}
function accepted(step) {
    if (step.kind === 'accepted')
        return step;
    const refusal = step;
    throw new Error(`a client refused: ${refusal.reason ?? step.kind} ${refusal.detail ?? ''}`);
}
function advertise({ setup, client, signer }) {
    const random = unsafeFixedRandom(`${setup.seed}/keys/${client}`);
    const { state, advertisement } = secureClient.advertise(setup.context, signer, random);
    return { state, spent: [], uplink: [protocolCodecs.advertisement.encode(advertisement)] };
}
function share({ setup, trust, client, signer }, state, downlink) {
    const random = unsafeFixedRandom(`${setup.seed}/shares/${client}`);
    const roster = protocolCodecs.roster.decode(downlink);
    const rostered = accepted(secureClient.acceptRoster(state, roster, trust));
    const step = secureClient.shareKeys(rostered.state, signer, random);
    return { ...step, uplink: [protocolCodecs.keyShares.encode(step.output)] };
}
function sendInput({ setup, client, signer }, state, downlink) {
    const inbox = protocolCodecs.inbox.decode(downlink);
    const opened = accepted(secureClient.acceptInbox(state, inbox, signer));
    const { dimension, bound } = setup.context.parameters;
    const input = inputOfClient(setup.seed, client, dimension, bound);
    const step = secureClient.maskInput(opened.state, input, signer);
    const { header, packed } = step.output;
    return {
        state: step.state,
        spent: [...opened.spent, ...step.spent],
        uplink: [protocolCodecs.maskedInputHeader.encode(header), packed],
    };
}
function sign({ signer }, state, downlink) {
    const set = protocolCodecs.survivorSet.decode(downlink);
    const step = accepted(secureClient.signSurvivors(state, set, signer));
    return { ...step, uplink: [protocolCodecs.survivorSignature.encode(step.output)] };
}
function unmask({ signer }, state, downlink) {
    const certificate = protocolCodecs.certificate.decode(downlink);
    const step = accepted(secureClient.unmask(state, certificate, signer));
    return { ...step, uplink: [protocolCodecs.unmasking.encode(step.output)] };
}
//# sourceMappingURL=virtual-client.js.map