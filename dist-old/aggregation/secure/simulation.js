/**
 * One attempt played in memory: n members and a coordinator, with scripted faults. Every message can be sent through
 * a codec and every member's state through its bytes, so that the same run tests the wire and the state file.
 */
import { equalBytes, taggedHash, toHex, utf8, wipe } from '../crypto/index.js';
import * as client from './client/index.js';
import { undividedCohort } from './context.js';
import * as server from './server/index.js';
import { boxesRootOf, complaintPayload, sharePayload, unmaskPayload } from './signing.js';
export const dropStages = ['advertise', 'share', 'input', 'survivors', 'unmask'];
/** Plays one attempt to its end. Everything random comes from `options.random`. */
export function simulateAttempt(options) {
    const run = openRun(options);
    playAdvertise(run);
    if (run.server.phase === 'sharing')
        playShareKeys(run);
    if (run.server.phase === 'masking')
        playMaskInput(run);
    if (run.server.phase === 'certifying')
        playSurvivors(run);
    if (run.server.phase === 'unmasking')
        return playUnmask(run);
    return abortedOutcome(run);
}
function openRun(options) {
    const { dimension, bits } = options.context.parameters;
    return {
        options,
        wire: options.wire ?? ((_name, message) => message),
        players: options.members.map((member, i) => ({ number: i + 1, member, state: undefined })),
        refusals: [],
        maskedSum: server.openMaskedSum(dimension, bits),
        server: server.openAttempt(options.context, options.coordinator),
    };
}
function registryOf(run) {
    const organisations = new Map(run.players.map(({ member }) => [toHex(member.signer.publicKey), member.organisation]));
    return identityKey => organisations.get(toHex(identityKey));
}
function faultOf(run, player, kind) {
    return run.options.faults?.find((fault) => fault.kind === kind && fault.member === player.number);
}
function isSilent(run, player, stage) {
    const fault = faultOf(run, player, 'drop');
    return fault !== undefined && dropStages.indexOf(fault.before) <= dropStages.indexOf(stage);
}
/** Keeps a member's next state, through its bytes when the run restarts members, and wipes what it no longer needs. */
function keep(run, player, step) {
    const { restartMembers } = run.options;
    player.state = restartMembers ? client.decodeClientState(client.encodeMemberState(step.state)) : step.state;
    wipe(step.spent ?? []);
}
/** The output of a member's step, its state kept; undefined when it refused, which ends its part. */
function take(run, player, step) {
    if (step.kind === 'accepted') {
        keep(run, player, step);
        return step;
    }
    run.refusals.push({ member: player.number, rejection: step });
    const ended = client.abort(player.state, step.reason);
    if (ended.kind === 'accepted')
        keep(run, player, ended);
    return undefined;
}
/** Keeps the coordinator's next state, or notes its refusal. */
function receive(run, player, step) {
    if (step.kind === 'accepted')
        run.server = step.state;
    else
        run.refusals.push({ member: player.number, rejection: step });
}
function rosterIndex(run, player) {
    if (!('session' in run.server) || run.server.session === undefined)
        throw new Error('there is no roster yet');
    const index = server.indexOfIdentity(run.server.session, player.member.signer.publicKey);
    if (index === undefined)
        throw new Error(`member ${player.number} is not in the roster`);
    return index;
}
/** The place in `members` of whoever has this index in the roster. */
function numberOf(run, index) {
    if (!('session' in run.server) || run.server.session === undefined)
        throw new Error('there is no roster yet');
    const key = server.memberAt(run.server.session, index).identityKey;
    return run.players.find(player => equalBytes(player.member.signer.publicKey, key)).number;
}
function playersIn(run, phase) {
    return run.players.flatMap(player => player.state?.phase === phase
        ? [{ player, state: player.state }]
        : []);
}
function playAdvertise(run) {
    const registry = registryOf(run);
    for (const player of run.players) {
        if (isSilent(run, player, 'advertise'))
            continue;
        const { signer } = player.member;
        const { state, advertisement } = client.advertise(run.options.context, signer, run.options.random);
        keep(run, player, { state });
        const sent = run.wire('advertisement', advertisement);
        receive(run, player, server.receiveAdvertisement(run.server, sent, registry));
    }
    if (run.server.phase === 'advertising')
        run.server = server.closeAdvertising(run.server);
}
function playShareKeys(run) {
    const { coordinator, floors, random } = run.options;
    const trust = { coordinatorKey: coordinator.publicKey, registry: registryOf(run), floors };
    for (const { player, state } of playersIn(run, 'advertised')) {
        if (run.server.phase !== 'sharing')
            return;
        const index = rosterIndex(run, player);
        const roster = run.wire('roster', server.rosterFor(run.server, index));
        const accepted = take(run, player, client.acceptRoster(state, roster, trust));
        if (accepted === undefined || isSilent(run, player, 'share'))
            continue;
        const step = client.shareKeys(rosterStateOf(player), player.member.signer, random);
        keep(run, player, step);
        const sent = run.wire('keyShares', corruptShares(run, player, step.output));
        receive(run, player, server.receiveKeyShares(run.server, index, sent));
    }
    if (run.server.phase === 'sharing')
        run.server = server.closeSharing(run.server);
}
function rosterStateOf(player) {
    if (player.state?.phase !== 'roster-accepted')
        throw new Error('the roster was not accepted');
    return player.state;
}
function corruptShares(run, player, message) {
    const badBox = faultOf(run, player, 'bad-box');
    const isLying = faultOf(run, player, 'wrong-commitment') !== undefined;
    if (badBox === undefined && !isLying)
        return message;
    const to = badBox === undefined ? 0 : rosterIndex(run, run.players[badBox.to - 1]);
    const boxes = message.boxes.map(box => box.to === to ? { ...box, ciphertext: flipped(box.ciphertext) } : box);
    const selfSeedCommitment = isLying ? flipped(message.selfSeedCommitment) : message.selfSeedCommitment;
    const corrupted = { ...message, boxes, selfSeedCommitment };
    const signature = player.member.signer.sign(sharePayload({ ...corrupted, boxesRoot: boxesRootOf(boxes) }));
    return { ...corrupted, signature };
}
function flipped(bytes) {
    const copy = bytes.slice();
    copy[0] ^= 1;
    return copy;
}
function playMaskInput(run) {
    for (const { player, state } of playersIn(run, 'shares-sent')) {
        if (run.server.phase !== 'masking')
            return;
        const index = rosterIndex(run, player);
        if (!run.server.sharers.members.includes(index))
            continue;
        const lie = faultOf(run, player, 'false-complaint');
        if (lie !== undefined) {
            complainFalsely(run, player, state.session.sessionId, lie.of);
            continue;
        }
        const inbox = run.wire('inbox', server.inboxFor(run.server, index));
        const step = client.acceptInbox(state, inbox, player.member.signer);
        if (step.kind === 'complained') {
            keep(run, player, step);
            const complaint = run.wire('complaint', step.complaint);
            receive(run, player, server.receiveComplaint(run.server, index, complaint));
        }
        else if (take(run, player, step) !== undefined && !isSilent(run, player, 'input')) {
            sendInput(run, player, index);
        }
    }
    if (run.server.phase === 'masking')
        run.server = server.closeInputs(run.server);
}
function complainFalsely(run, player, sessionId, of) {
    const from = rosterIndex(run, run.players[of - 1]);
    const unsigned = { sessionId, from, code: 'bad-box' };
    const complaint = { ...unsigned, signature: player.member.signer.sign(complaintPayload(unsigned)) };
    const received = run.wire('complaint', complaint);
    receive(run, player, server.receiveComplaint(run.server, rosterIndex(run, player), received));
}
function sendInput(run, player, index) {
    if (player.state?.phase !== 'inbox-accepted')
        throw new Error('the inbox was not accepted');
    const step = client.maskInput(player.state, player.member.input.slice(), player.member.signer);
    keep(run, player, step);
    const header = run.wire('maskedInputHeader', step.output.header);
    const isShort = faultOf(run, player, 'wrong-length') !== undefined;
    const packed = isShort ? step.output.packed.subarray(1) : step.output.packed;
    const chunks = inChunks(packed, run.options.chunkBytes ?? 65536);
    const received = server.receiveMaskedInputHeader(run.server, index, header);
    const rejection = received.kind === 'rejected' ? received : server.checkMaskedInput(header, index, chunks);
    if (rejection !== undefined) {
        run.refusals.push({ member: player.number, rejection });
        return;
    }
    // Commit point.
    receive(run, player, received);
    server.addMaskedInput(run.maskedSum, chunks);
    if (received.kind === 'accepted')
        checkOwnReceipt(run, player, received.output);
}
function checkOwnReceipt(run, player, receipt) {
    if (player.state?.phase !== 'masked')
        throw new Error('nothing was masked');
    const rejection = client.checkReceipt(player.state, run.wire('maskedInputReceipt', receipt));
    if (rejection !== undefined)
        run.refusals.push({ member: player.number, rejection });
}
function inChunks(bytes, chunkBytes) {
    const count = Math.ceil(bytes.length / chunkBytes);
    return Array.from({ length: count }, (_, i) => bytes.subarray(i * chunkBytes, (i + 1) * chunkBytes));
}
function playSurvivors(run) {
    for (const { player, state } of playersIn(run, 'masked')) {
        if (run.server.phase !== 'certifying')
            return;
        const index = rosterIndex(run, player);
        if (!run.server.survivors.members.includes(index) || isSilent(run, player, 'survivors'))
            continue;
        const set = run.wire('survivorSet', server.survivorSetFor(run.server, index));
        const accepted = take(run, player, client.signSurvivors(state, set, player.member.signer));
        if (accepted === undefined)
            continue;
        const sent = run.wire('survivorSignature', accepted.output);
        receive(run, player, server.receiveSurvivorSignature(run.server, index, sent));
    }
    if (run.server.phase === 'certifying')
        run.server = server.closeSurvivors(run.server);
}
function playUnmask(run) {
    for (const { player, state } of playersIn(run, 'signed')) {
        if (run.server.phase !== 'unmasking' || isSilent(run, player, 'unmask'))
            continue;
        const certificate = run.wire('certificate', server.certificateFor(run.server, rosterIndex(run, player)));
        const accepted = take(run, player, client.unmask(state, certificate, player.member.signer));
        if (accepted === undefined)
            continue;
        const sent = run.wire('unmasking', corruptOpening(run, player, accepted.output));
        receive(run, player, server.receiveUnmasking(run.server, rosterIndex(run, player), sent));
    }
    if (run.server.phase === 'unmasking')
        run.server = server.closeUnmasking(run.server);
    if (run.server.phase !== 'unmasking')
        return abortedOutcome(run);
    const ending = server.finish(run.server, server.maskedResidues(run.maskedSum));
    if (ending.kind === 'rejected')
        throw new Error(ending.detail);
    run.server = ending.state;
    return ending.kind === 'finished' ? finishedOutcome(run, ending) : abortedOutcome(run);
}
function corruptOpening(run, player, message) {
    const fault = faultOf(run, player, 'wrong-share');
    if (fault === undefined)
        return message;
    const target = rosterIndex(run, run.players[fault.of - 1]);
    const corrupt = (opened) => opened.map(share => (share.of === target ? { ...share, share: flipped(share.share) } : share));
    const corrupted = {
        ...message,
        selfShares: corrupt(message.selfShares),
        keyShares: corrupt(message.keyShares),
    };
    return { ...corrupted, signature: player.member.signer.sign(unmaskPayload(corrupted)) };
}
function finishedOutcome(run, ending) {
    const { sum, blame, state } = ending;
    const result = run.wire('aggregateResult', ending.result);
    for (const { player, state: revealed } of playersIn(run, 'revealed')) {
        take(run, player, client.finish(revealed, result));
    }
    return {
        kind: 'finished',
        sum,
        survivors: state.survivors.members.map(index => numberOf(run, index)).sort((a, b) => a - b),
        result,
        blamed: blame.map(({ culprit }) => numberOf(run, culprit)),
        refusals: run.refusals,
        memberStates: run.players.map(player => player.state),
    };
}
function abortedOutcome(run) {
    if (run.server.phase !== 'aborted')
        throw new Error(`the attempt stopped at "${run.server.phase}"`);
    const { reason, stage, missing, blame, accusation } = run.server;
    return {
        kind: 'aborted',
        reason,
        stage,
        missing: missing.map(index => numberOf(run, index)).sort((a, b) => a - b),
        blamed: blame.map(({ culprit }) => numberOf(run, culprit)),
        accusation: accusation === undefined
            ? undefined
            : {
                accuser: numberOf(run, accusation.accuser),
                accused: numberOf(run, accusation.accused),
            },
        refusals: run.refusals,
    };
}
/** A context for simulations: fixed names, the given parameters. */
export function simulatedContext(parameters, changes = {}) {
    const named = (name) => taggedHash('parley/simulation', utf8(name));
    return {
        taskId: named('task'),
        round: 1,
        attempt: 1,
        group: 0,
        partition: undividedCohort,
        parameters,
        modelHash: named('model'),
        registry: { version: 1, root: named('registry') },
        ...changes,
    };
}
//# sourceMappingURL=simulation.js.map