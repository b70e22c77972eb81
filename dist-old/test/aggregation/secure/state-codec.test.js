import test from 'ava';
import { toHex, wipe } from '../../../aggregation/crypto/index.js';
import * as client from '../../../aggregation/secure/client/index.js';
import * as server from '../../../aggregation/secure/server/index.js';
import { accepted, advertiseAll, groupOf, inboxAll, maskAll, rosterAll, shareAll, signAll, } from './group.js';
const restart = (state) => client.decodeClientState(client.encodeMemberState(state));
function revealedOf(group) {
    const { members, server: unmasking } = signAll(group);
    const step = accepted(client.unmask(members[0].state, server.certificateFor(unmasking, 1), group.signers[0]));
    return step.state;
}
function statesOf(group) {
    const aborted = accepted(client.abort(advertiseAll(group).members[0], 'stopped')).state;
    return [
        advertiseAll(group).members[0],
        rosterAll(group).members[0],
        shareAll(group).members[0],
        inboxAll(group).members[0],
        maskAll(group).members[0].state,
        signAll(group).members[0].state,
        revealedOf(group),
        {
            phase: 'done',
            sessionId: new Uint8Array(32).fill(1),
            survivors: new Uint8Array(1),
            sumHash: new Uint8Array(32),
            transcriptHash: new Uint8Array(32),
        },
        aborted,
    ];
}
test('a state of every phase is the same after its bytes', t => {
    const states = statesOf(groupOf(5));
    t.deepEqual(states.map(({ phase }) => phase), [
        'advertised',
        'roster-accepted',
        'shares-sent',
        'inbox-accepted',
        'masked',
        'signed',
        'revealed',
        'done',
        'aborted',
    ]);
    for (const state of states)
        t.deepEqual(restart(state), state, state.phase);
});
test('damaged, truncated, lengthened and foreign bytes are refused', t => {
    const encoded = client.encodeMemberState(maskAll(groupOf(5)).members[0].state);
    for (const at of [0, 19, 20, 300, encoded.length - 40, encoded.length - 1]) {
        t.throws(() => client.decodeClientState(encoded.with(at, encoded[at] ^ 1)), {
            instanceOf: client.StateFormatError,
        });
    }
    for (const bytes of [encoded.subarray(0, -1), Uint8Array.of(...encoded, 0), new Uint8Array(0)]) {
        t.throws(() => client.decodeClientState(bytes), { instanceOf: client.StateFormatError });
    }
    t.throws(() => client.decodeClientState(encoded.with(19, 2)), {
        message: /version 2; this program reads 1/,
    });
});
test('secrets are gone from the bytes once the protocol no longer needs them', t => {
    const group = groupOf(5);
    const { members, server: masking } = shareAll(group);
    const shared = members[0];
    const secrets = {
        channel: toHex(shared.inboxKeys[0].key),
        mask: toHex(shared.maskSecret),
        seed: toHex(shared.selfSeed),
    };
    const alive = (state) => {
        const written = toHex(client.encodeMemberState(state));
        return Object.entries(secrets).flatMap(([name, secret]) => (written.includes(secret) ? [name] : []));
    };
    t.deepEqual(alive(shared), ['channel', 'mask', 'seed']);
    const opened = accepted(client.acceptInbox(shared, server.inboxFor(masking, 1), group.signers[0]));
    t.deepEqual(alive(opened.state), ['mask', 'seed']);
    wipe(opened.spent);
    for (const { key } of shared.inboxKeys)
        t.true(key.every(byte => byte === 0));
    const masked = client.maskInput(opened.state, new Int32Array(9), group.signers[0]);
    t.deepEqual(alive(masked.state), []);
    wipe(masked.spent);
    t.true([...opened.state.maskSecret, ...opened.state.selfSeed].every(byte => byte === 0));
});
test('an abort hands back every secret and remembers whether shares had been revealed', t => {
    const group = groupOf(5);
    for (const state of statesOf(group)) {
        const step = accepted(client.abort(state, 'stopped'));
        t.is(step.state.revealed, state.phase === 'revealed' || state.phase === 'done', state.phase);
        t.is(step.spent.length, client.secretsOf(state).length);
    }
    const held = inboxAll(group).members[0];
    wipe(accepted(client.abort(held, 'wrong-share-list')).spent);
    t.true(client.secretsOf(held).every(secret => secret.every(byte => byte === 0)));
    t.is(client.secretsOf(held).length, 2 + 4 * 5);
});
test('a member revived at any phase goes on with the same messages', t => {
    const group = groupOf(5);
    const { members, server: masking } = shareAll(group);
    const revived = restart(members[0]);
    if (revived.phase !== 'shares-sent')
        return t.fail(revived.phase);
    t.deepEqual(revived.keyShares, members[0].keyShares);
    const inbox = server.inboxFor(masking, 1);
    const [plain, again] = [members[0], revived].map(state => accepted(client.acceptInbox(state, inbox, group.signers[0])));
    const input = Int32Array.of(1, -2, 3, -4, 5, -6, 7, -8, 9);
    const [first, second] = [plain.state, restart(again.state)].map(state => {
        if (state.phase !== 'inbox-accepted')
            throw new Error(state.phase);
        return client.maskInput(state, input.slice(), group.signers[0]).output;
    });
    t.deepEqual(second, first);
});
//# sourceMappingURL=state-codec.test.js.map