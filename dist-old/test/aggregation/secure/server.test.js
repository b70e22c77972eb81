import test from 'ava';
import { bitmapOf, sha256, verifySignature } from '../../../aggregation/crypto/index.js';
import * as client from '../../../aggregation/secure/client/index.js';
import * as server from '../../../aggregation/secure/server/index.js';
import { complaintPayload, inputPayload, resultPayload, shareHeaderOf, sharePayload, unmaskPayload, } from '../../../aggregation/secure/signing.js';
import { packResidues } from '../../../aggregation/vector/index.js';
import { accepted, advertiseAll, groupOf, inboxAll, inPhase, inputOf, maskAll, refusal, rosterAll, shareAll, signAll, sumOf, } from './group.js';
const zeros = new Uint8Array(32);
test('the same message again changes nothing, at its stage and after it', t => {
    const group = groupOf(5);
    const { members, server: sharing } = rosterAll(group);
    const { output: shares } = client.shareKeys(members[0], group.signers[0], group.random);
    const first = accepted(server.receiveKeyShares(sharing, 1, shares)).state;
    t.is(accepted(server.receiveKeyShares(first, 1, shares)).state, first);
    const masked = maskAll(group);
    const dealt = masked.server.dealt.get(2).message;
    t.is(accepted(server.receiveKeyShares(masked.server, 2, dealt)).state, masked.server);
    const header = masked.members[1].input.header;
    const repeated = accepted(server.receiveMaskedInputHeader(masked.server, 2, header));
    t.is(repeated.state, masked.server);
    t.deepEqual(repeated.output.inputHash, header.inputHash);
    const advertisement = masked.server.session.members[3];
    t.is(accepted(server.receiveAdvertisement(masked.server, advertisement, group.trust.registry)).state, masked.server);
});
test('another message for a stage that was answered is a conflict that names its sender', t => {
    const group = groupOf(5);
    const { members, server: sharing } = rosterAll(group);
    const deal = () => client.shareKeys(members[0], group.signers[0], group.random).output;
    const first = accepted(server.receiveKeyShares(sharing, 1, deal())).state;
    const conflict = refusal(server.receiveKeyShares(first, 1, deal()));
    t.deepEqual([conflict.reason, conflict.culprit], ['conflicting-message', 1]);
    const open = server.openAttempt(group.context, group.coordinator);
    const advertise = () => client.advertise(group.context, group.signers[1], group.random).advertisement;
    const once = accepted(server.receiveAdvertisement(open, advertise(), group.trust.registry)).state;
    t.is(refusal(server.receiveAdvertisement(once, advertise(), group.trust.registry)).reason, 'conflicting-message');
    const masked = inboxAll(group);
    const mask = (member) => client.maskInput(masked.members[2], inputOf(member, 9), group.signers[2]).output;
    const sent = accepted(server.receiveMaskedInputHeader(masked.server, 3, mask(3).header)).state;
    const second = refusal(server.receiveMaskedInputHeader(sent, 3, mask(4).header));
    t.deepEqual([second.reason, second.culprit], ['conflicting-message', 3]);
});
test('messages for a stage that has not begun or is over are refused', t => {
    const group = groupOf(6);
    const { members, server: sharing } = rosterAll(group);
    const masked = maskAll(group, [6]);
    const early = server.receiveMaskedInputHeader(sharing, 1, masked.members[0].input.header);
    t.is(refusal(early).reason, 'stage-not-open');
    const late = server.receiveMaskedInputHeader(masked.server, 6, masked.members[5].input.header);
    t.is(refusal(late).reason, 'stage-closed');
    const shares = client.shareKeys(members[0], group.signers[0], group.random).output;
    const open = server.openAttempt(group.context, group.coordinator);
    t.is(refusal(server.receiveKeyShares(open, 1, shares)).reason, 'stage-not-open');
});
test('shares with a missing box, a wrong root, a foreign signature or no such member are refused', t => {
    const group = groupOf(5);
    const { members, server: sharing } = rosterAll(group);
    const signer = group.signers[1];
    const shares = client.shareKeys(members[1], signer, group.random).output;
    const resigned = (change) => {
        const changed = { ...shares, ...change };
        return { ...changed, signature: signer.sign(sharePayload(shareHeaderOf(changed))) };
    };
    const verdict = (message, index = 2) => refusal(server.receiveKeyShares(sharing, index, message)).reason;
    t.is(verdict(resigned({ boxes: shares.boxes.slice(1) })), 'wrong-share-list');
    t.is(verdict(resigned({ boxes: [...shares.boxes].reverse() })), 'wrong-share-list');
    t.is(verdict(resigned({ shareLeaves: shares.shareLeaves.slice(2) })), 'wrong-share-list');
    t.is(verdict(resigned({ shareLeaves: [...shares.shareLeaves].reverse() })), 'share-root');
    t.is(verdict({ ...shares, selfSeedCommitment: zeros }), 'bad-signature');
    t.is(verdict(shares, 3), 'wrong-share-list');
    t.is(verdict(shares, 6), 'unknown-member');
    t.is(server.receiveKeyShares(sharing, 2, resigned({})).kind, 'accepted');
});
test('A18: a header of another shape, ring or set of sharers is refused', t => {
    const group = groupOf(5);
    const { members, server: masking } = inboxAll(group);
    const signer = group.signers[0];
    const { header } = client.maskInput(members[0], inputOf(1, 9), signer).output;
    const verdict = (change) => {
        const changed = { ...header, ...change };
        const signed = { ...changed, signature: signer.sign(inputPayload(changed)) };
        return refusal(server.receiveMaskedInputHeader(masking, 1, signed)).reason;
    };
    t.is(header.totalBytes, 27);
    t.is(verdict({ dimension: 8 }), 'wrong-length');
    t.is(verdict({ bits: 32 }), 'wrong-length');
    t.is(verdict({ totalBytes: 28 }), 'wrong-length');
    t.is(verdict({ sharersHash: zeros }), 'wrong-sharers');
    const unsigned = { ...header, inputHash: zeros };
    t.is(refusal(server.receiveMaskedInputHeader(masking, 1, unsigned)).reason, 'bad-signature');
    t.is(refusal(server.receiveMaskedInputHeader(masking, 2, header)).reason, 'bad-signature');
});
test('A18: bytes that are short, long, altered or padded with ones are refused, in chunks of any size', t => {
    const packed = packResidues(Uint32Array.of(100, 200, 300), 9);
    const header = {
        sessionId: zeros,
        sharersHash: zeros,
        dimension: 3,
        bits: 9,
        totalBytes: 4,
        inputHash: sha256(packed),
        signature: new Uint8Array(64),
    };
    const verdict = (bytes, hash = header.inputHash) => {
        const chunks = [...bytes].map(byte => Uint8Array.of(byte));
        const whole = server.checkMaskedInput({ ...header, inputHash: hash }, 4, [bytes]);
        const split = server.checkMaskedInput({ ...header, inputHash: hash }, 4, chunks);
        t.deepEqual(split?.reason, whole?.reason);
        if (whole !== undefined)
            t.is(whole.culprit, 4);
        return whole?.reason;
    };
    t.is(verdict(packed), undefined);
    t.is(verdict(packed.subarray(1)), 'wrong-length');
    t.is(verdict(Uint8Array.of(...packed, 0)), 'wrong-length');
    t.is(verdict(packed.with(0, 1)), 'wrong-hash');
    const padded = packed.with(3, packed[3] | 0x08);
    t.is(verdict(padded, sha256(padded)), 'padding-not-zero');
});
test('the masked sum is the sum of its inputs, chunk by chunk, in the ring', t => {
    for (const bits of [9, 24, 32]) {
        const top = 2 ** bits - 1;
        const sum = server.openMaskedSum(3, bits);
        for (const residues of [Uint32Array.of(top, 5, 7), Uint32Array.of(3, top, 7)]) {
            const packed = packResidues(residues, bits);
            const adder = server.openInputAdder(sum);
            for (const byte of packed)
                adder.take(Uint8Array.of(byte));
            adder.finish();
        }
        t.deepEqual(server.maskedResidues(sum), Uint32Array.of(2, 4, 14));
    }
});
test('A19: a wrong share is left out, its revealer named, and the rest of its shares count', t => {
    const group = groupOf(6);
    const { members, sum, server: unmasking } = signAll(group, [4]);
    let state = unmasking;
    for (const { index, state: member } of members) {
        const signer = group.signers[index - 1];
        const honest = accepted(client.unmask(member, server.certificateFor(unmasking, 1), signer)).output;
        const lying = () => {
            const selfShares = honest.selfShares.map(share => share.of === 1 ? { ...share, salt: new Uint8Array(16) } : share);
            const keyShares = honest.keyShares.map(share => ({ ...share, share: zeros }));
            const changed = { ...honest, selfShares, keyShares };
            return { ...changed, signature: signer.sign(unmaskPayload(changed)) };
        };
        state = accepted(server.receiveUnmasking(state, index, index === 3 ? lying() : honest)).state;
    }
    const ready = inPhase(state, 'unmasking');
    t.deepEqual(ready.blame, [{ reason: 'bad-share', culprit: 3, dealers: [1, 4] }]);
    t.is(ready.verified.get(2)?.length, 5);
    t.is(ready.verified.get(1)?.length, 4);
    const ending = server.finish(ready, server.maskedResidues(sum));
    if (ending.kind !== 'finished')
        return t.fail(ending.kind);
    t.deepEqual(ending.sum, sumOf([1, 2, 3, 5, 6], 9));
});
test('opened shares of another list, digest or signer are refused', t => {
    const group = groupOf(6);
    const { members, server: unmasking } = signAll(group, [4]);
    const signer = group.signers[0];
    const honest = accepted(client.unmask(members[0].state, server.certificateFor(unmasking, 1), signer)).output;
    const verdict = (change) => {
        const changed = { ...honest, ...change };
        const signed = { ...changed, signature: signer.sign(unmaskPayload(changed)) };
        return refusal(server.receiveUnmasking(unmasking, 1, signed)).reason;
    };
    // A hand-made list that opens one member both ways, or one that did not share.
    t.is(verdict({ keyShares: [...honest.keyShares, honest.selfShares[4]] }), 'wrong-share-list');
    t.is(verdict({ selfShares: honest.selfShares.slice(1) }), 'wrong-share-list');
    t.is(verdict({ selfShares: honest.keyShares, keyShares: honest.selfShares }), 'wrong-share-list');
    t.is(verdict({ digest: zeros }), 'wrong-digest');
    t.is(refusal(server.receiveUnmasking(unmasking, 2, honest)).reason, 'bad-signature');
    t.is(refusal(server.receiveUnmasking(unmasking, 4, honest)).reason, 'not-a-survivor');
});
test('there is no sum before every secret has enough shares', t => {
    const group = groupOf(5);
    const { members, sum, server: unmasking } = signAll(group);
    let state = unmasking;
    for (const [count, { index, state: member }] of members.entries()) {
        const ready = inPhase(state, 'unmasking');
        t.is(server.canFinish(ready), count >= 4);
        if (count < 4)
            t.is(refusal(server.finish(ready, server.maskedResidues(sum))).reason, 'too-few-shares');
        const { output } = accepted(client.unmask(member, server.certificateFor(unmasking, 1), group.signers[index - 1]));
        state = accepted(server.receiveUnmasking(state, index, output)).state;
    }
    const missing = server.closeUnmasking(unmasking);
    t.deepEqual(missing.phase === 'aborted' && missing.missing, [1, 2, 3, 4, 5]);
});
/** A whole attempt from recorded messages, each stage's messages in the order given. */
function replay(order) {
    const group = groupOf(6);
    const { members: advertised } = advertiseAll(group);
    let state = server.openAttempt(group.context, group.coordinator);
    for (const i of order) {
        const { advertisement } = advertised[i - 1];
        state = accepted(server.receiveAdvertisement(state, advertisement, group.trust.registry)).state;
    }
    const recorded = signAll(groupOf(6), [4]);
    const { dealt, headers, signatures } = recorded.server;
    const certificate = server.certificateFor(recorded.server, 1);
    state = server.closeAdvertising(inPhase(state, 'advertising'));
    for (const i of order)
        state = accepted(server.receiveKeyShares(state, i, dealt.get(i).message)).state;
    state = server.closeSharing(inPhase(state, 'sharing'));
    for (const i of order) {
        const header = headers.get(i);
        if (header !== undefined)
            state = accepted(server.receiveMaskedInputHeader(state, i, header)).state;
    }
    const certifying = inPhase(server.closeInputs(inPhase(state, 'masking')), 'certifying');
    state = certifying;
    const { digest } = certifying;
    const sessionId = certificate.sessionId;
    for (const i of order) {
        const signature = signatures.get(i);
        if (signature === undefined)
            continue;
        state = accepted(server.receiveSurvivorSignature(state, i, { sessionId, digest, signature })).state;
    }
    state = server.closeSurvivors(inPhase(state, 'certifying'));
    for (const i of order) {
        const member = recorded.members.find(({ index }) => index === i);
        if (member === undefined)
            continue;
        const { output } = accepted(client.unmask(member.state, certificate, group.signers[i - 1]));
        state = accepted(server.receiveUnmasking(state, i, output)).state;
    }
    return { group, ending: server.finish(inPhase(state, 'unmasking'), server.maskedResidues(recorded.sum)) };
}
test('replaying the recorded messages gives the same signed result, in whatever order they had come', t => {
    const { group, ending: first } = replay([1, 2, 3, 4, 5, 6]);
    const { ending: second } = replay([5, 3, 6, 1, 4, 2]);
    if (first.kind !== 'finished' || second.kind !== 'finished')
        return t.fail('not finished');
    t.deepEqual(second.result, first.result);
    t.deepEqual(first.sum, sumOf([1, 2, 3, 5, 6], 9));
    t.deepEqual(first.result.survivors, bitmapOf([1, 2, 3, 5, 6], 6));
    t.true(verifySignature(group.coordinator.publicKey, resultPayload(first.result), first.result.signature));
    t.deepEqual(first.state.absences, [{ stage: 'masking', members: [4] }]);
});
test('the transcript depends on who was absent', t => {
    const full = signAll(groupOf(6)).server;
    const without = signAll(groupOf(6), [4]).server;
    t.deepEqual(full.session.sessionId, without.session.sessionId);
    t.notDeepEqual(full.transcript, without.transcript);
});
test('a complaint is an accusation by one sharer about another, and ends the attempt', t => {
    const group = groupOf(5);
    const { server: masking } = shareAll(group);
    const complaint = (by, from) => {
        const unsigned = { sessionId: masking.session.sessionId, from, code: 'bad-box' };
        return { ...unsigned, signature: group.signers[by - 1].sign(complaintPayload(unsigned)) };
    };
    const step = accepted(server.receiveComplaint(masking, 2, complaint(2, 4)));
    t.is(step.state.reason, 'complaint');
    t.deepEqual(step.state.blame, []);
    t.deepEqual(step.state.accusation, { accuser: 2, accused: 4, code: 'bad-box' });
    t.is(refusal(server.receiveComplaint(masking, 2, complaint(3, 4))).reason, 'bad-signature');
    t.is(refusal(server.receiveComplaint(masking, 2, complaint(2, 2))).reason, 'malformed');
    t.is(refusal(server.receiveComplaint(masking, 2, complaint(2, 9))).reason, 'malformed');
});
test('the status says who is waited for, and an abort who was missing', t => {
    const group = groupOf(5);
    const { members, server: sharing } = rosterAll(group);
    let state = sharing;
    for (const i of [1, 4]) {
        const shares = client.shareKeys(members[i - 1], group.signers[i - 1], group.random).output;
        state = accepted(server.receiveKeyShares(state, i, shares)).state;
    }
    t.deepEqual(server.statusOf(state), {
        phase: 'sharing',
        expectedCount: 5,
        receivedCount: 2,
        neededCount: 4,
        missing: [2, 3, 5],
    });
    const aborted = inPhase(server.closeSharing(inPhase(state, 'sharing')), 'aborted');
    t.is(aborted.reason, 'too-few-sharers');
    t.is(aborted.stage, 'sharing');
    t.deepEqual(aborted.missing, [2, 3, 5]);
    t.deepEqual(server.statusOf(aborted).missing, [2, 3, 5]);
    t.is(refusal(server.receiveKeyShares(aborted, 2, inPhase(state, 'sharing').dealt.get(1).message)).reason, 'stage-closed');
});
test('a member keeps a receipt that is signed for its own input only', t => {
    const group = groupOf(5);
    const { members, server: masking } = inboxAll(group);
    const steps = [1, 2].map(i => client.maskInput(members[i - 1], inputOf(i, 9), group.signers[i - 1]));
    const receipts = steps.map((step, i) => accepted(server.receiveMaskedInputHeader(masking, i + 1, step.output.header)).output);
    t.is(client.checkReceipt(steps[0].state, receipts[0]), undefined);
    t.is(client.checkReceipt(steps[0].state, receipts[1])?.reason, 'own-input-missing');
    const altered = { ...receipts[0], signature: receipts[1].signature };
    t.is(client.checkReceipt(steps[0].state, altered)?.reason, 'bad-signature');
});
test('a member takes the result of its own session and survivors only', t => {
    const group = groupOf(5);
    const { members, sum, server: unmasking } = signAll(group);
    let state = unmasking;
    const revealed = members.map(({ index, state: member }) => {
        const step = accepted(client.unmask(member, server.certificateFor(unmasking, 1), group.signers[index - 1]));
        state = accepted(server.receiveUnmasking(state, index, step.output)).state;
        return step.state;
    });
    const ending = server.finish(inPhase(state, 'unmasking'), server.maskedResidues(sum));
    if (ending.kind !== 'finished')
        return t.fail(ending.kind);
    const { result } = ending;
    t.is(client.finish(revealed[0], result).kind, 'accepted');
    t.is(refusal(client.finish(revealed[0], { ...result, sumHash: zeros })).reason, 'bad-signature');
    t.is(refusal(client.finish(revealed[0], { ...result, sessionId: zeros })).reason, 'wrong-session');
    const fewer = { ...result, survivors: bitmapOf([1, 2, 3, 4], 5) };
    const signed = { ...fewer, signature: group.coordinator.sign(resultPayload(fewer)) };
    t.is(refusal(client.finish(revealed[0], signed)).reason, 'wrong-result');
});
//# sourceMappingURL=server.test.js.map