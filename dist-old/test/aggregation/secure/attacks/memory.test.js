/** Check 24: what a member no longer needs is gone from the memory of its process. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { platform } from 'node:os';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { openKeyAgreement, openSecretbox } from '../../../../aggregation/crypto/index.js';
import { boxSubkey } from '../../../../aggregation/crypto/secretbox.js';
import * as client from '../../../../aggregation/secure/client/index.js';
import { channelKey, decodeBoxContents, pairKey, selfKey } from '../../../../aggregation/secure/masking.js';
import * as server from '../../../../aggregation/secure/server/index.js';
import { findInMemory } from '../../../support/process-memory.js';
import { accepted, inPhase } from '../group.js';
import { disguised, memoryGroup, memoryInput, messageOf, textOf, } from './memory-story.js';
const script = fileURLToPath(new URL('./memory-process.js', import.meta.url));
/**
 * What is alive at each stop and has to be found there, which is the control; whatever else is known by then must not be.
 * The agreed secrets, the key of a sealed box and the dealt share live within one step and are found nowhere.
 */
const alive = {
    advertised: ['channel secret', 'mask secret'],
    'shares-sent': ['key of the box from 2', 'mask secret', 'self seed'],
    'inbox-accepted': ['held share', 'mask secret', 'self seed'],
    'streams-made': ['held share', 'input', 'key of the own mask', 'mask secret', 'pair key', 'self seed'],
    masked: ['held share'],
    signed: ['held share'],
    revealed: [],
};
/** The member's process. */
function startMember(secrets) {
    const child = fork(script, { execArgv: ['--expose-gc'], stdio: 'inherit' });
    const nextStop = async () => {
        const [stop] = (await once(child, 'message'));
        for (const [name, bytes] of Object.entries(stop.told ?? {}))
            secrets.set(name, Uint8Array.from(disguised(bytes)));
        return stop;
    };
    return {
        child,
        nextStop,
        goOn: (message = '') => {
            child.send(message);
            return nextStop();
        },
        found: () => [...findInMemory(child.pid, patternsOf(secrets))].sort(),
    };
}
/** Each secret as bytes and, under its name and "in text", as a program writes keys: a JWK's base64, hexadecimal. */
function patternsOf(secrets) {
    const patterns = new Map();
    for (const [name, secret] of secrets) {
        const bytes = Buffer.from(secret);
        patterns.set(name, bytes);
        // The last letter of base64 depends on what follows.
        patterns.set(`${name} in base64`, Buffer.from(bytes.toString('base64url').slice(0, -2)));
        patterns.set(`${name} in hexadecimal`, Buffer.from(bytes.toString('hex')));
    }
    return patterns;
}
/** The coordinator and members 2 to 4, who know what the first member agrees on with member 2. */
function openOthers(secrets) {
    const { context, coordinator, signers, random, trust } = memoryGroup();
    let state = server.openAttempt(context, coordinator);
    const places = [2, 3, 4];
    const signerOf = (place) => signers[place - 1];
    const advertised = places.map(place => client.advertise(context, signerOf(place), random));
    let shared = [];
    let masked = [];
    const noteAgreements = (advertisement, sid) => {
        const { channelSecret, maskSecret } = advertised[0].state;
        const onChannel = openKeyAgreement(channelSecret).agree(advertisement.channelKey);
        const onMask = openKeyAgreement(maskSecret).agree(advertisement.maskKey);
        secrets.set('agreed channel secret', onChannel);
        secrets.set('agreed mask secret', onMask);
        secrets.set('key of the box to 2', channelKey(sid, onChannel, 1, 2));
        secrets.set('key of the box from 2', channelKey(sid, onChannel, 2, 1));
        secrets.set('pair key', pairKey(sid, onMask, 1, 2));
    };
    const pairIn = ({ boxes }, from, to) => {
        const { sessionId } = inPhase(state, 'sharing').session;
        const key = secrets.get(from === 1 ? 'key of the box to 2' : 'key of the box from 2');
        const box = boxes.find(one => one.to === to);
        return decodeBoxContents(openSecretbox(box.ciphertext, box.nonce, key), sessionId, from, to);
    };
    return {
        roster: (sent) => {
            const advertisement = messageOf('advertisement', sent);
            for (const one of [advertisement, ...advertised.map(({ advertisement: other }) => other)])
                state = accepted(server.receiveAdvertisement(state, one, trust.registry)).state;
            const sharing = inPhase(server.closeAdvertising(inPhase(state, 'advertising')), 'sharing');
            state = sharing;
            noteAgreements(advertisement, sharing.session.sessionId);
            return textOf('roster', server.rosterFor(sharing, 1));
        },
        /** The first member's seed is known by now. */
        noteSharing: (sent) => {
            const sharing = inPhase(state, 'sharing');
            const keyShares = messageOf('keyShares', sent);
            const { nonce } = keyShares.boxes.find(({ to }) => to === 2);
            secrets.set('subkey of the box to 2', boxSubkey(secrets.get('key of the box to 2'), nonce));
            secrets.set('dealt share', pairIn(keyShares, 1, 2).selfShare);
            secrets.set('key of the own mask', selfKey(sharing.session.sessionId, secrets.get('self seed'), 1));
        },
        inbox: (sent) => {
            const sharing = inPhase(state, 'sharing');
            const steps = advertised.map(({ state: own }, i) => {
                const roster = server.rosterFor(sharing, places[i]);
                const listed = accepted(client.acceptRoster(own, roster, trust)).state;
                return client.shareKeys(listed, signerOf(places[i]), random);
            });
            // A share of the second member's mask key, which nobody asks for while it survives.
            secrets.set('held share', pairIn(steps[0].output, 2, 1).keyShare);
            const messages = [messageOf('keyShares', sent), ...steps.map(({ output }) => output)];
            messages.forEach((message, i) => {
                state = accepted(server.receiveKeyShares(state, i + 1, message)).state;
            });
            shared = steps.map(step => step.state);
            const masking = inPhase(server.closeSharing(inPhase(state, 'sharing')), 'masking');
            state = masking;
            return textOf('inbox', server.inboxFor(masking, 1));
        },
        survivorSet: (sent) => {
            const masking = inPhase(state, 'masking');
            state = accepted(server.receiveMaskedInputHeader(state, 1, messageOf('maskedInputHeader', sent))).state;
            masked = shared.map((own, i) => {
                const place = places[i];
                const opened = accepted(client.acceptInbox(own, server.inboxFor(masking, place), signerOf(place)));
                const zeros = new Int32Array(context.parameters.dimension);
                const step = client.maskInput(opened.state, zeros, signerOf(place));
                state = accepted(server.receiveMaskedInputHeader(state, place, step.output.header)).state;
                return step.state;
            });
            const certifying = inPhase(server.closeInputs(inPhase(state, 'masking')), 'certifying');
            state = certifying;
            return textOf('survivorSet', server.survivorSetFor(certifying, 1));
        },
        certificate: (sent) => {
            const certifying = inPhase(state, 'certifying');
            const signatures = masked.map((own, i) => {
                const set = server.survivorSetFor(certifying, places[i]);
                return accepted(client.signSurvivors(own, set, signerOf(places[i]))).output;
            });
            for (const [i, signature] of [messageOf('survivorSignature', sent), ...signatures].entries())
                state = accepted(server.receiveSurvivorSignature(state, i + 1, signature)).state;
            const unmasking = inPhase(server.closeSurvivors(inPhase(state, 'certifying')), 'unmasking');
            return textOf('certificate', server.certificateFor(unmasking, 1));
        },
    };
}
// Skipped elsewhere: the search reads another process through /proc, which only Linux has.
const onLinux = platform() === 'linux' ? test : test.skip;
onLinux('check 24: a secret and the input are in memory while they are needed, and nowhere afterwards', async (t) => {
    const secrets = new Map([['input', new Uint8Array(memoryInput().buffer)]]);
    const member = startMember(secrets);
    t.teardown(() => member.child.kill());
    const others = openOthers(secrets);
    const search = (stop) => t.deepEqual(member.found(), [...alive[stop.at]], stop.at);
    let stop = await member.nextStop();
    search(stop);
    stop = await member.goOn(others.roster(stop.sent));
    others.noteSharing(stop.sent);
    search(stop);
    stop = await member.goOn(others.inbox(stop.sent));
    search(stop);
    stop = await member.goOn();
    search(stop);
    stop = await member.goOn();
    search(stop);
    stop = await member.goOn(others.survivorSet(stop.sent));
    search(stop);
    stop = await member.goOn(others.certificate(stop.sent));
    search(stop);
    // The control of those that are never found: the search sees each of them, as bytes and as text, when it is there.
    await member.goOn(JSON.stringify([...secrets.values()].map(disguised)));
    const names = [...secrets.keys()];
    t.deepEqual(member.found(), [...names, ...names.map(name => `${name} in base64`)].sort());
    member.child.send('go on');
    const [code] = await once(member.child, 'exit');
    t.is(code, 0);
});
//# sourceMappingURL=memory.test.js.map