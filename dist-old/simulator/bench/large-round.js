/**
 * One whole round of thousands of clients on one machine: the product's coordinator half here, its client half in worker
 * threads, every message through its bytes, every client's state through its bytes between two messages. What is
 * left out is the network, the disk and the training.
 */
import { generateSigner, neighbourhoodFor, secureServer, simulatedContext, toHex, unsafeFixedRandom, } from '../../aggregation/index.js';
import { protocolCodecs } from '../../protos/codec/index.js';
import { openCrewThread } from './crew-thread.js';
import { largeRoundStages, } from './large-round-messages.js';
import { inputOfClient, signerOfClient } from './virtual-client.js';
/** Plays the round to its end. Throws, naming the stage, when it does not come to one. */
export async function playLargeRound(options) {
    const startedAt = performance.now();
    const round = openRound(options);
    try {
        const stages = [];
        for (const stage of largeRoundStages)
            stages.push(await playStage(round, stage));
        const { sum, survivors, report } = finishRound(round);
        const exact = isExact(round, sum, survivors);
        return {
            ...summaryOf(round, survivors.length),
            exact,
            seconds: secondsSince(startedAt),
            stages: [...stages, report],
            peakBytes: process.resourceUsage().maxRSS * 1024,
        };
    }
    finally {
        await Promise.all(round.threads.map(thread => thread.close()));
    }
}
function secondsSince(startedAt) {
    return (performance.now() - startedAt) / 1000;
}
const floors = {
    minimumGroup: 3,
    minimumSurvivors: 3,
    minimumOrganisations: 3,
    colluders: 0,
    minimumHonest: 3,
};
function parametersOf(options) {
    const { clients, dimension, bits } = options;
    const longest = 3_600_000;
    return {
        suite: 1,
        minimumGroup: 3,
        colluders: Math.floor((clients * options.colludersPermille) / 1000),
        threshold: 0,
        dimension,
        bits,
        bound: Math.floor((2 ** (bits - 1) - 1) / clients),
        maximumGroup: clients,
        range: 1,
        weightMode: 'equal',
        maximumWeight: 1,
        privacy: { mechanism: 'none' },
        graph: { kind: 'k-regular', degree: 0, dropoutPermille: options.dropoutPermille },
        stageTimeoutsMs: {
            advertise: longest,
            share: longest,
            input: longest,
            survivors: longest,
            unmask: longest,
        },
    };
}
function openRound(options) {
    const context = simulatedContext(parametersOf(options));
    const coordinator = generateSigner(unsafeFixedRandom(`${options.seed}/coordinator`)).signer;
    const numbers = Array.from({ length: options.clients }, (_, i) => i);
    const identityKeys = numbers.map(client => signerOfClient(options.seed, client).publicKey);
    const setup = crewSetup(options, context, coordinator, identityKeys);
    return {
        options,
        context,
        identityKeys,
        threads: Array.from({ length: options.workers }, (_, thread) => openCrewThread(setup, numbers.filter(client => client % options.workers === thread))),
        numberOf: new Map(identityKeys.map((key, i) => [toHex(key), i])),
        maskedSum: secureServer.openMaskedSum(options.dimension, options.bits),
        state: secureServer.openAttempt(context, coordinator),
    };
}
function crewSetup({ seed, clients }, context, coordinator, identityKeys) {
    return { seed, clients, context, coordinatorKey: coordinator.publicKey, floors, identityKeys };
}
/** Of every ten lost clients two go before they share, six before their input, one before each of the last stages. */
const lostBefore = [
    'share',
    'input',
    'input',
    'survivors',
    'input',
    'share',
    'input',
    'input',
    'unmask',
    'input',
];
/** The stage before which a client is lost: `dropoutPermille` of the clients, spread evenly over all of them. */
function lossOf({ clients, dropoutPermille }, client) {
    const lost = Math.floor((clients * dropoutPermille) / 1000);
    const before = Math.floor((client * lost) / clients);
    const after = Math.floor(((client + 1) * lost) / clients);
    return after > before ? lostBefore[before % lostBefore.length] : undefined;
}
function isPresent(options, client, stage) {
    const loss = lossOf(options, client);
    return loss === undefined || largeRoundStages.indexOf(stage) < largeRoundStages.indexOf(loss);
}
const clientsAtOnce = 32;
/** Orders under way at one thread: while it answers one, the next is already there. */
const ordersAtOnce = 2;
async function playStage(round, stage) {
    const startedAt = performance.now();
    const present = (client) => isPresent(round.options, client, stage);
    const expected = round.identityKeys.filter((_, client) => present(client)).length;
    const traffic = { stage, expected, messages: 0, bytesUp: 0, bytesDown: 0 };
    await Promise.all(round.threads.map(thread => playThread(round, thread, thread.clients.filter(present), traffic)));
    closeStage(round, stage);
    const { messages, bytesUp, bytesDown } = traffic;
    return { stage, seconds: secondsSince(startedAt), messages, bytesUp, bytesDown };
}
async function playThread(round, thread, clients, traffic) {
    let next = 0;
    const lane = async () => {
        while (next < clients.length) {
            const batch = clients.slice(next, next + clientsAtOnce);
            next += clientsAtOnce;
            const downlink = traffic.stage === 'advertise' ? [] : batch.map(client => messageFor(round, client));
            for (const message of downlink)
                traffic.bytesDown += message.length;
            const { uplink } = await thread.ask({ stage: traffic.stage, clients: batch, downlink });
            batch.forEach((client, i) => {
                receive(round, client, uplink[i], traffic);
            });
            const { stage, messages: answered, expected } = traffic;
            round.options.report?.({ stage, answered, expected });
        }
    };
    await Promise.all(Array.from({ length: ordersAtOnce }, lane));
}
function indexOf(round, client) {
    if (!('session' in round.state) || round.state.session === undefined)
        throw new Error('there is no roster yet');
    return secureServer.indexOfIdentity(round.state.session, round.identityKeys[client]);
}
/** What the coordinator sends a client at the stage that is open. */
function messageFor(round, client) {
    const { state } = round;
    const index = indexOf(round, client);
    switch (state.phase) {
        case 'sharing':
            return protocolCodecs.roster.encode(secureServer.rosterFor(state, index));
        case 'masking':
            return protocolCodecs.inbox.encode(secureServer.inboxFor(state, index));
        case 'certifying':
            return protocolCodecs.survivorSet.encode(secureServer.survivorSetFor(state, index));
        case 'unmasking':
            return protocolCodecs.certificate.encode(secureServer.certificateFor(state, index));
        default:
            throw new Error(`nobody is sent anything while the attempt is "${state.phase}"`);
    }
}
function receive(round, client, uplink, traffic) {
    traffic.messages++;
    for (const message of uplink)
        traffic.bytesUp += message.length;
    round.state = take(stepOf(round, client, traffic.stage, uplink));
}
function stepOf(round, client, stage, [message, packed]) {
    const { state } = round;
    if (stage === 'advertise') {
        const advertisement = protocolCodecs.advertisement.decode(message);
        return secureServer.receiveAdvertisement(state, advertisement, key => organisationOf(round, key));
    }
    const index = indexOf(round, client);
    switch (stage) {
        case 'share':
            return secureServer.receiveKeyShares(state, index, protocolCodecs.keyShares.decode(message));
        case 'input':
            return receiveInput(round, index, message, packed);
        case 'survivors':
            return secureServer.receiveSurvivorSignature(state, index, protocolCodecs.survivorSignature.decode(message));
        case 'unmask':
            return secureServer.receiveUnmasking(state, index, protocolCodecs.unmasking.decode(message));
        default:
            return stage;
    }
}
function organisationOf(round, identityKey) {
    const client = round.numberOf.get(toHex(identityKey));
    return client === undefined ? undefined : `organisation ${client + 1}`;
}
function receiveInput(round, index, message, packed) {
    const header = protocolCodecs.maskedInputHeader.decode(message);
    const step = secureServer.receiveMaskedInputHeader(round.state, index, header);
    const rejection = secureServer.checkMaskedInput(header, index, [packed]);
    if (rejection !== undefined)
        return rejection;
    if (step.kind === 'accepted')
        secureServer.addMaskedInput(round.maskedSum, [packed]);
    return step;
}
function take(step) {
    if (step.kind === 'accepted')
        return step.state;
    throw new Error(`the coordinator refused a client: ${describe(step)}`);
}
function describe({ reason, culprit, detail }) {
    return `${reason} by ${culprit}: ${detail}`;
}
function closeStage(round, stage) {
    const closed = afterClosing(round.state);
    if (closed.phase === 'aborted')
        throw new Error(`the round was aborted after "${stage}": ${closed.reason}`);
    round.state = closed;
}
function afterClosing(state) {
    switch (state.phase) {
        case 'advertising':
            return secureServer.closeAdvertising(state);
        case 'sharing':
            return secureServer.closeSharing(state);
        case 'masking':
            return secureServer.closeInputs(state);
        case 'certifying':
            return secureServer.closeSurvivors(state);
        case 'unmasking':
            return secureServer.closeUnmasking(state);
        default:
            return state;
    }
}
function finishRound(round) {
    const startedAt = performance.now();
    const { state } = round;
    if (state.phase !== 'unmasking')
        throw new Error(`the round stopped at "${state.phase}"`);
    round.options.report?.({ stage: 'finish', answered: 0, expected: 1 });
    const ending = secureServer.finish(state, secureServer.maskedResidues(round.maskedSum));
    if (ending.kind === 'rejected')
        throw new Error(describe(ending));
    if (ending.kind === 'aborted')
        throw new Error(`the round was aborted: ${ending.state.reason}`);
    const report = {
        stage: 'finish',
        seconds: secondsSince(startedAt),
        messages: 0,
        bytesUp: 0,
        bytesDown: 0,
    };
    return { sum: ending.sum, survivors: state.survivors.members, report };
}
/** The sum again, in the plain: everyone's input is drawn from the seed once more. */
function isExact(round, sum, survivors) {
    const { seed, dimension } = round.options;
    const { bound } = round.context.parameters;
    const expected = new Int32Array(dimension);
    if (round.state.phase !== 'unmasking')
        return false;
    for (const index of survivors) {
        const { identityKey } = secureServer.memberAt(round.state.session, index);
        const input = inputOfClient(seed, round.numberOf.get(toHex(identityKey)), dimension, bound);
        for (let i = 0; i < dimension; i++)
            expected[i] += input[i];
    }
    return expected.every((value, i) => value === sum[i]);
}
function summaryOf({ options, context }, survivors) {
    const { clients, dimension, bits, workers, seed } = options;
    const { degree, threshold } = neighbourhoodFor(context.parameters, clients);
    return {
        clients,
        dimension,
        bits,
        degree,
        threshold,
        dropped: clients - survivors,
        survivors,
        workers,
        seed,
    };
}
//# sourceMappingURL=large-round.js.map