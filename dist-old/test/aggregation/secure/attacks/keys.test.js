/** A8 to A14, A20: keys that are used twice, swapped, weak, replayed; masks that are not what they should be. */
import test from 'ava';
import nacl from 'tweetnacl';
import { concat, fromHex, hkdf, openKeyAgreement, openKeystream, openSecretbox, sha256, u16, unsafeFixedRandom, utf8, } from '../../../../aggregation/crypto/index.js';
import { addMaskStreams } from '../../../../aggregation/expansion/index.js';
import * as client from '../../../../aggregation/secure/client/index.js';
import { channelKey, pairKey, selfKey } from '../../../../aggregation/secure/masking.js';
import { rosterRootOf } from '../../../../aggregation/secure/roster.js';
import * as server from '../../../../aggregation/secure/server/index.js';
import { rosterPayload } from '../../../../aggregation/secure/signing.js';
import { unpackResidues } from '../../../../aggregation/vector/index.js';
import { loadVectors } from '../../load-vectors.js';
import { advertiseAll, groupOf, inboxAll, inputOf, maskAll, refusal, rosterAll, shareAll } from '../group.js';
import { sent } from './attacker.js';
const dimension = 9;
/** What a member sends, coordinate by coordinate, as residues of the ring. */
function residuesSent(packed, bits, count = dimension) {
    return [...unpackResidues(packed, count, bits)];
}
test('A8: the same keys in another session make other masks, so that two inputs have no difference to show', t => {
    const keys = rosterAll(groupOf(5)).members[0];
    const shared = sha256(utf8('a secret shared twice'));
    const [here, there] = ['here', 'there'].map(name => sha256(utf8(name)));
    t.notDeepEqual(pairKey(here, shared, 1, 2), pairKey(there, shared, 1, 2));
    t.notDeepEqual(selfKey(here, keys.maskSecret, 1), selfKey(there, keys.maskSecret, 1));
});
test('A8 control: two inputs under one set of masks give their difference away', t => {
    const group = groupOf(5);
    const { members } = inboxAll(group);
    // The same state twice, as a member that keeps no record would use it.
    const twice = [inputOf(1, dimension), inputOf(2, dimension)].map(input => {
        const copy = client.decodeClientState(client.encodeMemberState(members[0]));
        if (copy.phase !== 'inbox-accepted')
            throw new Error(copy.phase);
        return residuesSent(client.maskInput(copy, input, group.signers[0]).output.packed, 24);
    });
    const modulus = 2 ** 24;
    const difference = twice[0].map((residue, i) => (residue - twice[1][i] + modulus) % modulus);
    const expected = [...inputOf(1, dimension)].map((value, i) => (value - inputOf(2, dimension)[i] + modulus) % modulus);
    t.deepEqual(difference, expected);
});
test('A9: equal coordinates do not look equal, while one stream for each tensor would show their differences', t => {
    const stream = (key) => ({ key: sha256(utf8(key)), sign: 1 });
    const flat = new Uint32Array(8).fill(5);
    addMaskStreams(flat, [stream('one key')], 24);
    t.is(new Set(flat).size, 8);
    // The control: two tensors, each from the stream's beginning.
    const tensors = [Uint32Array.of(5, 6, 7, 8), Uint32Array.of(1, 1, 1, 1)];
    for (const tensor of tensors)
        addMaskStreams(tensor, [stream('one key')], 24);
    t.deepEqual([...tensors[0]].map((residue, i) => (residue - tensors[1][i]) | 0), [4, 5, 6, 7]);
});
test('A10: a mask comes from all 256 bits of its key: flipping any one changes half of the stream', t => {
    const key = sha256(utf8('a key'));
    const bitsOf = (bytes) => Array.from(bytes, byte => byte.toString(2).padStart(8, '0')).join('');
    const before = bitsOf(openKeystream(key).next(1024));
    for (let bit = 0; bit < 256; bit++) {
        const flipped = key.slice();
        flipped[bit >> 3] ^= 1 << (bit & 7);
        const after = bitsOf(openKeystream(flipped).next(1024));
        let changed = 0;
        for (let i = 0; i < before.length; i++)
            if (before[i] !== after[i])
                changed++;
        // 8192 fair coins: seven standard deviations are 317.
        t.true(Math.abs(changed - 4096) < 317, `bit ${bit}: ${changed} of 8192`);
    }
});
test('A10 control: a key cut to sixteen bits is found by trying them all', t => {
    const cut = (seed) => sha256(concat(utf8('mask'), u16(seed)));
    const mask = new Uint32Array(4);
    addMaskStreams(mask, [{ key: cut(40_123), sign: 1 }], 32);
    const known = inputOf(1, 1)[0];
    const firstWord = (mask[0] + known) >>> 0;
    const found = Array.from({ length: 65_536 }, (_, seed) => seed).find(seed => {
        const bytes = openKeystream(cut(seed)).next(16);
        return (new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true) + known) >>> 0 === firstWord;
    });
    t.is(found, 40_123);
});
test('A11 and check 25: the mask secret of a lost member, once rebuilt, opens none of the boxes it sealed or was sent', t => {
    const group = groupOf(5);
    const shares = shareAll(group);
    const lost = 5;
    const maskSecret = shares.members[lost - 1].maskSecret;
    const opened = boxesOpenedWith(shares.server, lost, maskSecret);
    t.is(opened, 0);
});
test('A11 control: were the channel key the mask key, every box of a lost member would open', t => {
    const group = groupOf(5);
    const { members, server: sharing } = rosterAll(group);
    const lost = 5;
    // The lost member seals with its mask secret, as a protocol with one key pair would have it.
    const confused = { ...members[lost - 1], channelSecret: members[lost - 1].maskSecret };
    const { output } = client.shareKeys(confused, group.signers[lost - 1], group.random);
    const { sessionId } = sharing.session;
    const agreement = openKeyAgreement(confused.maskSecret);
    const opened = output.boxes.filter(box => {
        const shared = agreement.agree(sharing.session.members[box.to - 1].channelKey);
        return openSecretbox(box.ciphertext, box.nonce, channelKey(sessionId, shared, lost, box.to)) !== undefined;
    });
    t.is(opened.length, 4);
});
/** Boxes to and from a member that open under keys made with `secret`. */
function boxesOpenedWith(state, member, secret) {
    const { sessionId, members } = state.session;
    const agreement = openKeyAgreement(secret);
    const others = members.flatMap((advertisement, i) => i + 1 === member ? [] : [{ index: i + 1, advertisement }]);
    const isOpen = (from, to, peer) => {
        const box = state.dealt.get(from).message.boxes.find(one => one.to === to);
        return [peer.advertisement.channelKey, peer.advertisement.maskKey].some(key => {
            const shared = agreement.agree(key);
            return openSecretbox(box.ciphertext, box.nonce, channelKey(sessionId, shared, from, to)) !== undefined;
        });
    };
    return others.filter(peer => isOpen(member, peer.index, peer) || isOpen(peer.index, member, peer)).length;
}
test('A12 control: a library that accepts points of small order makes one secret that everybody knows', t => {
    const { x25519 } = loadVectors('primitives');
    const sessionId = sha256(utf8('session'));
    const secrets = x25519.smallOrder
        .slice(0, 5)
        .map(point => nacl.scalarMult(sha256(utf8('a secret key')), fromHex(point)));
    const everyones = pairKey(sessionId, new Uint8Array(32), 1, 2);
    for (const shared of secrets)
        t.deepEqual(pairKey(sessionId, shared, 1, 2), everyones);
});
test('A13: a key put in the place of a member’s is refused with its signature; unchecked, its boxes are read', t => {
    const group = groupOf(5);
    const { members, server: sharing } = advertiseAll(group);
    const victim = 3;
    const mine = openKeyAgreement(sha256(utf8('the coordinator’s own secret')));
    const roster = server.rosterFor(sharing, 1);
    const substituted = roster.entries.map(entry => entry.index === victim
        ? { ...entry, advertisement: { ...entry.advertisement, channelKey: mine.publicKey } }
        : entry);
    const forged = signedRoster(group.coordinator, { ...roster, entries: substituted });
    t.is(refusal(client.acceptRoster(members[0], sent.roster(forged), group.trust)).reason, 'bad-signature');
    // The control: member 1 seals to the key it was told, and the coordinator opens the box.
    const unchecked = rosterAll(groupOf(5)).members[0];
    const holders = unchecked.session.holders.map(holder => holder.index === victim
        ? { ...holder, advertisement: { ...holder.advertisement, channelKey: mine.publicKey } }
        : holder);
    const deceived = { ...unchecked, session: { ...unchecked.session, holders } };
    const { output } = client.shareKeys(deceived, group.signers[0], group.random);
    const box = output.boxes.find(({ to }) => to === victim);
    const shared = mine.agree(unchecked.session.holders[0].advertisement.channelKey);
    const key = channelKey(unchecked.session.sessionId, shared, 1, victim);
    t.is(openSecretbox(box.ciphertext, box.nonce, key)?.length, 132);
});
function signedRoster(coordinator, roster) {
    const root = rosterRootOf(roster.entries.map(({ advertisement }) => advertisement));
    const unsigned = { ...roster, root };
    return { ...unsigned, signature: coordinator.sign(rosterPayload(unsigned)) };
}
test('A14 control: every message that is refused in another session is taken in its own', t => {
    const group = groupOf(5);
    const { members, server: certifying } = maskAll(group);
    const set = sent.survivorSet(server.survivorSetFor(certifying, 1));
    t.is(client.signSurvivors(members[0].state, set, group.signers[0]).kind, 'accepted');
    const { server: masking, members: shared } = shareAll(group);
    t.is(client.acceptInbox(shared[0], sent.inbox(server.inboxFor(masking, 1)), group.signers[0]).kind, 'accepted');
    const own = advertiseAll(group);
    const roster = sent.roster(server.rosterFor(own.server, 1));
    t.is(client.acceptRoster(own.members[0], roster, group.trust).kind, 'accepted');
});
test('check 20: what a member sends is uniform over sessions, whatever it sends', t => {
    const random = unsafeFixedRandom('check 20: uniform');
    const counts = new Float64Array(256);
    const sessions = 100_000;
    let ones = 0;
    const words = new Uint32Array(8);
    for (let session = 0; session < sessions; session++) {
        words.fill(12_345);
        const sid = random.bytes(32);
        const streams = [
            { key: selfKey(sid, sid, 1), sign: 1 },
            { key: pairKey(sid, sid, 1, 2), sign: -1 },
        ];
        addMaskStreams(words, streams, 24);
        const residue = words[session % 8] & 0xffffff;
        counts[residue >>> 16]++;
        for (let bits = residue; bits !== 0; bits &= bits - 1)
            ones++;
    }
    const expected = sessions / 256;
    const statistic = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // Chi-square with 255 degrees of freedom: above 359 once in 100,000 times.
    t.true(statistic < 359, `chi-square ${statistic}, seed "check 20: uniform"`);
    // 2,400,000 fair coins: five standard deviations are 3873.
    t.true(Math.abs(ones - 12 * sessions) < 3873, `${ones} ones, seed "check 20: uniform"`);
});
test('check 20: streams of pairs, members, groups and attempts are pairwise different', t => {
    const secret = sha256(utf8('one secret for all of them'));
    const sessions = ['group 0', 'group 1', 'attempt 2'].map(name => sha256(utf8(name)));
    const keys = sessions.flatMap(sid => [
        ...[1, 2, 3].map(index => selfKey(sid, secret, index)),
        ...[
            [1, 2],
            [1, 3],
            [2, 3],
            [1, 258],
            [2, 257],
        ].map(([one, other]) => pairKey(sid, secret, one, other)),
    ]);
    const words = keys.flatMap(key => [...new Uint32Array(openKeystream(key).next(64).slice().buffer)]);
    t.is(new Set(words).size, words.length);
});
test('check 21: flipping any bit of the session id changes half of a mask', t => {
    const sid = sha256(utf8('sid'));
    const secret = sha256(utf8('secret'));
    const mask = (session) => openKeystream(pairKey(session, secret, 1, 2))
        .next(512)
        .slice();
    const before = mask(sid);
    for (let bit = 0; bit < 256; bit += 5) {
        const flipped = sid.slice();
        flipped[bit >> 3] ^= 1 << (bit & 7);
        const after = mask(flipped);
        let changed = 0;
        before.forEach((byte, i) => {
            for (let bits = byte ^ after[i]; bits !== 0; bits &= bits - 1)
                changed++;
        });
        // 4096 fair coins: six standard deviations are 192.
        t.true(Math.abs(changed - 2048) < 192, `bit ${bit}: ${changed} of 4096`);
    }
    t.notDeepEqual(hkdf(secret, sid, utf8('one label')), hkdf(secret, sid, utf8('another label')));
});
//# sourceMappingURL=keys.test.js.map