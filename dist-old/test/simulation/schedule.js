/**
 * One attempt under a random schedule: members and coordinator talk through bytes that are delayed, repeated, reordered and
 * lost; any of them is killed between any two messages and comes back from what it had written down. Everything is a
 * function of the seed, and every step is followed by the laws that no schedule may break.
 */
import { equalBytes, generateSigner, sha256, toHex, unsafeFixedRandom, wipe, } from '../../aggregation/crypto/index.js';
import * as client from '../../aggregation/secure/client/index.js';
import { simulatedContext, } from '../../aggregation/secure/index.js';
import * as server from '../../aggregation/secure/server/index.js';
import { applyAttemptEvent } from '../../coordinator/rounds/attempt-machine.js';
import { protocolCodecs } from '../../protos/codec/secure.js';
import { inputOf, testFloors, testParameters } from '../aggregation/secure/group.js';
/** A law was broken. The message says which; the schedule is in `trace`. */
export class BrokenLaw extends Error {
    name = 'BrokenLaw';
    trace;
    constructor(law, trace) {
        super(law);
        this.trace = trace;
    }
}
function openDice(seed) {
    const source = unsafeFixedRandom(`dice ${seed}`);
    const roll = (sides) => {
        const bytes = source.bytes(4);
        return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true) % sides;
    };
    return { roll, onceIn: times => roll(times) === 0 };
}
const dimension = 6;
/** Plays the schedule of a seed to its end. Throws BrokenLaw, with the schedule, when a law is broken. */
export function playSchedule(options) {
    const run = openRun(options);
    const budget = 24 * run.members.length;
    let steps = 0;
    for (; steps < budget && !isOver(run); steps++) {
        act(run);
        checkLaws(run);
    }
    // After the storm everybody who is left answers, and deadlines close what they cannot.
    for (let calm = 0; !isOver(run); calm++) {
        if (calm > 400)
            throw new BrokenLaw('the attempt comes to an end', run.trace);
        calmRound(run);
        checkLaws(run);
        steps++;
    }
    return outcomeOf(run, steps);
}
function openRun(options) {
    const dice = openDice(options.seed);
    const random = unsafeFixedRandom(`secrets ${options.seed}`);
    const size = 3 + dice.roll(dice.onceIn(40) ? 10 : 4);
    const colluders = size >= 5 ? dice.roll(Math.ceil(size / 2) - 1) : 0;
    const parameters = testParameters({ dimension, colluders, bits: 16 + dice.roll(17), maximumGroup: 32 });
    const context = simulatedContext(parameters);
    const coordinator = generateSigner(random).signer;
    const members = Array.from({ length: size }, (_, i) => openMember(i + 1, context, random));
    const run = {
        options,
        dice,
        random,
        context,
        coordinator,
        members,
        letters: [],
        record: [],
        stored: new Map(),
        trace: [],
        isHasty: dice.onceIn(3),
        mayLeave: Math.max(0, dice.roll(5) - 2),
        server: server.openAttempt(context, coordinator),
        result: undefined,
        crashes: 0,
        sum: undefined,
    };
    return run;
}
function openMember(number, context, random) {
    const { signer } = generateSigner(random);
    const { state } = client.advertise(context, signer, random);
    return {
        number,
        signer,
        input: smallInputOf(number),
        state,
        disk: { state: client.encodeMemberState(state), packed: undefined },
        packed: undefined,
        isGone: false,
        left: new Map(),
        opened: new Map(),
    };
}
function isOver(run) {
    return run.server.phase === 'finished' || run.server.phase === 'aborted';
}
function note(run, line) {
    run.trace.push(line);
}
// What may happen next.
function act(run) {
    const { dice } = run;
    const what = dice.roll(100);
    if (what < 40)
        deliverOne(run);
    else if (what < 78)
        speak(run, anyMember(run));
    else if (what < 83)
        loseOne(run);
    else if (what < 88)
        repeatOne(run);
    else if (what < 93)
        restartMember(run, anyMember(run));
    else if (what < 96)
        restartCoordinator(run);
    else if (what < 98)
        strikeDeadline(run);
    else if (run.mayLeave > 0 && dice.onceIn(6))
        leaveForGood(run, anyMember(run));
}
function strikeDeadline(run) {
    if (run.isHasty && run.dice.onceIn(12))
        closeStage(run);
}
function anyMember(run) {
    return run.members[run.dice.roll(run.members.length)];
}
/** Everybody speaks and everything is delivered, twice; a stage that all this did not end is closed by its deadline. */
function calmRound(run) {
    const { phase } = run.server;
    for (let pass = 0; pass < 2; pass++) {
        for (const member of run.members)
            speak(run, member);
        while (run.letters.length > 0)
            deliver(run, run.letters.shift());
    }
    if (run.server.phase === phase)
        closeStage(run);
}
function deliverOne(run) {
    if (run.letters.length === 0)
        return;
    const [letter] = run.letters.splice(run.dice.roll(run.letters.length), 1);
    deliver(run, letter);
}
function loseOne(run) {
    if (run.letters.length === 0)
        return;
    const [lost] = run.letters.splice(run.dice.roll(run.letters.length), 1);
    note(run, `lost ${lost.name} from ${lost.from} to ${lost.to}`);
}
function repeatOne(run) {
    if (run.letters.length === 0)
        return;
    const letter = run.letters[run.dice.roll(run.letters.length)];
    note(run, `repeated ${letter.name} from ${letter.from} to ${letter.to}`);
    run.letters.push(letter);
}
function leaveForGood(run, member) {
    member.isGone = true;
    run.mayLeave--;
    note(run, `member ${member.number} is gone`);
}
function restartMember(run, member) {
    if (member.isGone)
        return;
    run.crashes++;
    member.state = client.decodeClientState(member.disk.state);
    member.packed = member.disk.packed;
    note(run, `member ${member.number} restarted at ${member.state.phase}`);
}
/** The coordinator comes back from the messages it recorded, as `coordinator/rounds` does. */
function restartCoordinator(run) {
    run.crashes++;
    note(run, `coordinator restarted at ${run.server.phase}`);
    let state = server.openAttempt(run.context, run.coordinator);
    for (const { event, identityKey } of run.record) {
        const step = applyAttemptEvent(state, event, identityKey, registryOf(run));
        if (step.kind === 'rejected')
            throw new BrokenLaw(`the record can be replayed: ${step.reason}`, run.trace);
        state = step.state;
    }
    if (state.phase === 'finished' || state.phase === 'aborted')
        return;
    run.server = state;
}
function registryOf(run) {
    const known = new Map(run.members.map(({ signer, number }) => [toHex(signer.publicKey), `organisation ${number}`]));
    return (identityKey) => known.get(toHex(identityKey));
}
// Members.
/** A member says again what its phase holds, and asks for what comes next. */
function speak(run, member) {
    if (member.isGone)
        return;
    if (member.state.phase === 'inbox-accepted')
        maskInput(run, member, member.state);
    const { state } = member;
    switch (state.phase) {
        case 'advertised':
            send(run, member, 'advertisement', state.advertisement);
            ask(run, member, 'roster');
            break;
        case 'shares-sent':
            send(run, member, 'keyShares', state.keyShares);
            ask(run, member, 'inbox');
            break;
        case 'masked':
            send(run, member, 'maskedInputHeader', state.header, member.packed);
            ask(run, member, 'survivorSet');
            break;
        case 'signed': {
            const { session, digest, signature } = state;
            send(run, member, 'survivorSignature', { sessionId: session.sessionId, digest, signature });
            ask(run, member, 'certificate');
            break;
        }
        case 'revealed':
            send(run, member, 'unmasking', state.unmasking);
            break;
        default:
    }
}
/** Half of the usual input: twelve members are within the narrowest ring's bound, with what rounding adds. */
function smallInputOf(member) {
    return inputOf(member, dimension).map(value => Math.trunc(value / 2));
}
/** Rounds the update anew, which gives another input every time, and masks it. */
function maskInput(run, member, state) {
    const rounding = run.dice.roll(3);
    member.input = smallInputOf(member.number).map(value => value + rounding);
    const masked = client.maskInput(state, member.input.slice(), member.signer);
    member.packed = masked.output.packed.slice();
    keep(run, member, masked);
}
function send(run, member, name, message, packed) {
    const bytes = protocolCodecs[name].encode(message);
    const left = member.left.get(name) ?? new Set();
    left.add(toHex(sha256(packed === undefined ? bytes : sha256(packed))));
    member.left.set(name, left);
    if (name === 'unmasking')
        noteOpened(run, member, message);
    const letter = { from: member.number, to: 'coordinator', name, bytes };
    run.letters.push(packed === undefined ? letter : { ...letter, packed });
}
function noteOpened(run, member, unmasking) {
    const onDisk = client.decodeClientState(member.disk.state);
    if (onDisk.phase !== 'revealed') {
        throw new BrokenLaw(`member ${member.number} opened shares before it wrote that down`, run.trace);
    }
    const add = (of, kind) => member.opened.set(of, (member.opened.get(of) ?? new Set()).add(kind));
    for (const { of } of unmasking.selfShares)
        add(of, 'self');
    for (const { of } of unmasking.keyShares)
        add(of, 'key');
}
/** Writes the next state down; with a defect, a careless member does not. */
function keep(run, member, step) {
    member.state = step.state;
    const { defect } = run.options;
    const isForgotten = (defect === 'forgets-shares' && step.state.phase === 'shares-sent') ||
        (defect === 'forgets-masks' && step.state.phase === 'masked') ||
        (defect === 'opens-twice' && step.state.phase === 'revealed');
    if (!isForgotten)
        member.disk = { state: client.encodeMemberState(step.state), packed: member.packed };
    if (defect === undefined)
        wipe(step.spent ?? []);
}
/** The coordinator's answer to a question, if it has one, is on its way. */
function ask(run, member, name) {
    const { server: state } = run;
    if (!('session' in state) || state.session === undefined || state.phase === 'aborted')
        return;
    const index = server.indexOfIdentity(state.session, member.signer.publicKey);
    if (index === undefined)
        return;
    const answer = (bytes) => run.letters.push({ from: 'coordinator', to: member.number, name, bytes });
    if (name === 'roster')
        answer(protocolCodecs.roster.encode(server.rosterFor(state, index)));
    if (name === 'inbox' && 'sharers' in state && state.sharers.has(index))
        answer(protocolCodecs.inbox.encode(server.inboxFor(state, index)));
    if (name === 'survivorSet' && 'survivors' in state && state.survivors.has(index))
        answer(protocolCodecs.survivorSet.encode(server.survivorSetFor(state, index)));
    if (name === 'certificate' && 'openings' in state && state.survivors.has(index))
        answer(protocolCodecs.certificate.encode(server.certificateFor(state, index)));
}
function deliver(run, letter) {
    if (letter.to === 'coordinator')
        receive(run, letter);
    else
        deliverToMember(run, run.members[letter.to - 1], letter);
}
function deliverToMember(run, member, letter) {
    if (member.isGone)
        return;
    note(run, `member ${member.number} at ${member.state.phase} gets ${letter.name}`);
    take(run, member, letter);
    // Killed after the state was written and before the message left.
    if (run.dice.onceIn(25))
        restartMember(run, member);
    else
        speak(run, member);
}
function take(run, member, { name, bytes }) {
    const { state, signer } = member;
    if (name === 'roster' && state.phase === 'advertised')
        takeRoster(run, member, state, bytes);
    else if (name === 'inbox' && state.phase === 'shares-sent')
        takeInbox(run, member, state, bytes);
    else if (name === 'survivorSet' && (state.phase === 'masked' || state.phase === 'signed')) {
        const step = client.signSurvivors(state, protocolCodecs.survivorSet.decode(bytes), signer);
        keep(run, member, honest(run, step));
    }
    else if (name === 'certificate' && (state.phase === 'signed' || state.phase === 'revealed')) {
        const step = client.unmask(state, protocolCodecs.certificate.decode(bytes), signer);
        keep(run, member, honest(run, step));
    }
}
function takeRoster(run, member, state, bytes) {
    const trust = { coordinatorKey: run.coordinator.publicKey, registry: registryOf(run), floors: testFloors };
    const rostered = honest(run, client.acceptRoster(state, protocolCodecs.roster.decode(bytes), trust));
    keep(run, member, client.shareKeys(rostered.state, member.signer, run.random));
}
function takeInbox(run, member, state, bytes) {
    const step = client.acceptInbox(state, protocolCodecs.inbox.decode(bytes), member.signer);
    if (step.kind === 'complained')
        throw new BrokenLaw(`member ${member.number} complained of honest dealers`, run.trace);
    keep(run, member, honest(run, step));
}
/** Nobody lies in these schedules, so a refusal is a broken law. */
function honest(run, step) {
    if (step.kind === 'accepted')
        return step;
    const { reason, detail } = step;
    throw new BrokenLaw(`an honest message is not refused: ${reason}, ${detail}`, run.trace);
}
// The coordinator.
/** Refusals that lateness and repetition explain. Any other means that an honest message was taken for a bad one. */
const expectedRefusals = new Set([
    'stage-closed',
    'stage-not-open',
    'unknown-member',
    'not-a-survivor',
]);
function receive(run, letter) {
    const member = run.members[letter.from - 1];
    const event = eventOf(letter);
    const { publicKey } = member.signer;
    const step = applyAttemptEvent(run.server, event, publicKey, registryOf(run));
    note(run, `coordinator at ${run.server.phase} gets ${letter.name} from ${letter.from}: ${step.kind}`);
    if (step.kind === 'rejected') {
        if (!expectedRefusals.has(step.reason))
            throw new BrokenLaw(`the coordinator refused: ${step.reason}, ${step.detail}`, run.trace);
        return;
    }
    if (step.state === run.server)
        return;
    if (letter.packed !== undefined) {
        const header = protocolCodecs.maskedInputHeader.decode(letter.bytes);
        const damage = server.checkMaskedInput(header, 1, [letter.packed]);
        if (damage !== undefined)
            throw new BrokenLaw(`an honest input is whole: ${damage.reason}`, run.trace);
        run.stored.set(member.number, letter.packed);
    }
    run.record.push({ event, identityKey: publicKey });
    run.server = step.state;
    if (run.server.phase === 'unmasking' && server.canFinish(run.server))
        finish(run, run.server);
    else if (hasEverybody(run))
        closeStage(run);
}
/** Whether all answers of the stage are in; the unmasking needs no closing then. */
function hasEverybody(run) {
    const { phase, expectedCount, receivedCount } = server.statusOf(run.server);
    if (phase === 'unmasking')
        return false;
    return receivedCount >= (phase === 'advertising' ? run.members.length : expectedCount);
}
function eventOf({ name, bytes }) {
    switch (name) {
        case 'advertisement':
            return { kind: 'advertised', message: protocolCodecs.advertisement.decode(bytes) };
        case 'keyShares':
            return { kind: 'shared', message: protocolCodecs.keyShares.decode(bytes) };
        case 'maskedInputHeader':
            return { kind: 'input', message: protocolCodecs.maskedInputHeader.decode(bytes) };
        case 'survivorSignature':
            return { kind: 'signed', message: protocolCodecs.survivorSignature.decode(bytes) };
        case 'unmasking':
            return { kind: 'unmasked', message: protocolCodecs.unmasking.decode(bytes) };
        default:
            throw new Error(`members do not send ${name}`);
    }
}
function closeStage(run) {
    const { phase } = run.server;
    if (phase === 'finished' || phase === 'aborted')
        return;
    const event = { kind: 'closed', stage: phase };
    const step = applyAttemptEvent(run.server, event, run.coordinator.publicKey, registryOf(run));
    if (step.kind === 'rejected')
        throw new BrokenLaw(`a stage can be closed: ${step.reason}`, run.trace);
    note(run, `stage ${phase} closed`);
    run.record.push({ event, identityKey: run.coordinator.publicKey });
    run.server = step.state;
}
function finish(run, state) {
    const { bits } = run.context.parameters;
    const sum = server.openMaskedSum(dimension, bits);
    for (const index of state.survivors.members)
        server.addMaskedInput(sum, [run.stored.get(numberAt(run, state, index))]);
    const ending = server.finish(state, server.maskedResidues(sum));
    if (ending.kind !== 'finished')
        throw new BrokenLaw(`enough shares make a sum: ${ending.kind}`, run.trace);
    run.server = ending.state;
    run.sum = ending.sum;
}
function numberAt(run, state, index) {
    const key = server.memberAt(state.session, index).identityKey;
    return run.members.find(member => equalBytes(member.signer.publicKey, key)).number;
}
// Laws.
function checkLaws(run) {
    for (const { number, left, opened } of run.members) {
        for (const [name, answers] of left)
            if (answers.size > 1)
                throw new BrokenLaw(`member ${number} sent two different ${name} messages`, run.trace);
        for (const [dealer, kinds] of opened)
            if (kinds.size > 1)
                throw new BrokenLaw(`member ${number} opened both shares of member ${dealer}`, run.trace);
    }
    if (run.server.blame.length > 0)
        throw new BrokenLaw('nobody honest is blamed', run.trace);
    if (run.server.phase === 'finished')
        checkSum(run, run.server);
}
function checkSum(run, state) {
    const expected = new Int32Array(dimension);
    for (const index of state.survivors.members)
        run.members[numberAt(run, state, index) - 1].input.forEach((value, i) => {
            expected[i] += value;
        });
    if (!expected.every((value, i) => value === run.sum[i]))
        throw new BrokenLaw('the sum is exact', run.trace);
    if (state.survivors.members.length < 3)
        throw new BrokenLaw('no sum is of fewer than three', run.trace);
}
function outcomeOf(run, steps) {
    const { server: state, crashes } = run;
    const common = { members: run.members.length, steps, crashes };
    if (state.phase === 'finished')
        return { kind: 'finished', reason: '', ...common };
    if (state.phase !== 'aborted')
        throw new Error(`the schedule stopped at ${state.phase}`);
    return { kind: 'aborted', reason: state.reason, ...common };
}
//# sourceMappingURL=schedule.js.map