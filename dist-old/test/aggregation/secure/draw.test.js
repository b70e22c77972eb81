import { fc, testProp } from '@fast-check/ava';
import test from 'ava';
import { toHex, unsafeFixedRandom } from '../../../aggregation/crypto/index.js';
import { acceptPartition, closeCommitments, closeReveals, commitSeed, openDraw, receiveCommitment, receiveReveal, revealSeed, } from '../../../aggregation/secure/draw/index.js';
import { cohortRootOf, cutCohort, partitionSeedOf } from '../../../aggregation/secure/draw/partition.js';
import { cohortPayload, partitionPayload } from '../../../aggregation/secure/draw/signing.js';
import { accepted, groupOf, refusal } from './group.js';
const logHead = { size: 40, root: new Uint8Array(32).fill(7) };
/** The state, which must be in this phase. */
function during(phase, state) {
    if (state.phase !== phase)
        throw new Error(`the draw is ${state.phase}, not ${phase}`);
    return state;
}
function cutOf(state) {
    return during('cut', closeReveals(state));
}
/** A cohort with its coordinator, drawn from a seed. */
function draw(size, groupSize, seed = 'draw', minimumCohort = groupSize) {
    const group = groupOf(size);
    const random = unsafeFixedRandom(seed);
    const rules = { minimumCohort, groupSize };
    const trust = {
        coordinatorKey: group.coordinator.publicKey,
        registry: group.trust.registry,
        leastLogSize: 40,
    };
    let committing = openDraw(group.context, rules, group.coordinator);
    const committed = group.signers.map(signer => {
        const { state, message } = commitSeed(group.context, rules, signer, random);
        committing = accepted(receiveCommitment(committing, message, group.trust.registry)).state;
        return state;
    });
    let revealing = during('revealing', closeCommitments(committing, logHead));
    const { cohort } = revealing;
    const members = committed.map(state => {
        const step = accepted(revealSeed(state, cohort, trust));
        revealing = accepted(receiveReveal(revealing, state.identityKey, step.output)).state;
        return step.state;
    });
    return { group, rules, trust, committed, members, cohort, committing, revealing, cut: cutOf(revealing) };
}
testProp('every member cuts the cohort as the coordinator does, each into one group that is large enough', [fc.integer({ min: 3, max: 24 }), fc.integer({ min: 3, max: 7 }), fc.string()], (t, size, wanted, seed) => {
    const groupSize = Math.min(wanted, size);
    const { members, trust, cut } = draw(size, groupSize, seed);
    const drawn = members.map(state => accepted(acceptPartition(state, cut.revealed, trust)).state);
    for (const [i, { partition, group }] of drawn.entries()) {
        t.deepEqual(partition, cut.partition);
        t.true(partition.groups[group].some(key => toHex(key) === toHex(members[i].identityKey)));
    }
    const { groups } = cut.partition;
    t.is(groups.length, Math.max(1, Math.floor(size / groupSize)));
    for (const one of groups)
        t.true(one.length >= groupSize && one.length < 2 * groupSize);
    t.is(new Set(groups.flat().map(toHex)).size, size, 'everybody is in one group');
}, { numRuns: 30 });
test('any other seed or head of the log gives another partition', t => {
    const base = draw(12, 4).cut.partition.hash;
    t.notDeepEqual(draw(12, 4, 'another').cut.partition.hash, base);
    const { revealing } = draw(12, 4);
    const later = { ...revealing, cohort: { ...revealing.cohort, logHead: { ...logHead, size: 41 } } };
    t.notDeepEqual(cutOf(later).partition.hash, base);
});
test('every member is as likely in one group as in another', t => {
    const counts = Array.from({ length: 6 }, () => [0, 0]);
    const members = Array.from({ length: 6 }, (_, i) => new Uint8Array(32).fill(i));
    const random = unsafeFixedRandom('uniform groups');
    const draws = 20_000;
    const context = new Uint8Array(32);
    for (let i = 0; i < draws; i++) {
        const { groups } = cutCohort(context, context, random.bytes(32), members, 3);
        groups.forEach((group, place) => {
            for (const key of group)
                counts[key[0]][place]++;
        });
    }
    for (const [first] of counts) {
        // A fair coin 20,000 times: five standard deviations are 354.
        t.true(Math.abs(first - draws / 2) < 354, `${counts} with the seed "uniform groups"`);
    }
});
test('a coordinator that picks the log’s head after it saw the seeds is refused; unchecked it would choose the groups', t => {
    const { group, members, trust, revealing, cut } = draw(12, 4);
    const grinding = { ...revealing, cohort: { ...revealing.cohort, logHead: { ...logHead, size: 99 } } };
    const chosen = cutOf(grinding);
    t.notDeepEqual(chosen.partition.hash, cut.partition.hash);
    t.is(refusal(acceptPartition(members[0], chosen.revealed, trust)).reason, 'bad-signature');
    // The control: a member that had not fixed the head would follow.
    const careless = { ...members[0], logHead: grinding.cohort.logHead };
    t.deepEqual(accepted(acceptPartition(careless, chosen.revealed, trust)).state.partition, chosen.partition);
    t.is(group.signers.length, 12);
});
test('a coordinator that leaves out seeds is refused by everybody; could it, it would choose the groups', t => {
    const { members, trust, revealing, rules, cut } = draw(12, 4);
    const victim = members[2].identityKey;
    const together = (groups, keys) => groups.some(one => keys.every(key => one.some(member => toHex(member) === key)));
    const partners = members.slice(3, 6).map(({ identityKey }) => toHex(identityKey));
    const wanted = [toHex(victim), ...partners];
    const silenced = members.filter(({ identityKey }) => !wanted.includes(toHex(identityKey)));
    // The control: with nobody's consent but its own, by leaving out one to three of the others' seeds, it finds its draw.
    let tries = 0;
    let found;
    for (let chosen = 1; chosen < 2 ** silenced.length && found === undefined; chosen++) {
        const out = new Set(silenced.filter((_, i) => (chosen >> i) & 1).map(({ identityKey }) => toHex(identityKey)));
        if (out.size > 3)
            continue;
        tries++;
        const { entries } = revealing.cohort;
        const seeds = entries.map(({ identityKey }) => out.has(toHex(identityKey)) ? new Uint8Array() : revealing.seeds.get(toHex(identityKey)));
        const seed = partitionSeedOf(revealing.drawContext, revealing.cohortRoot, logHead, seeds);
        const shown = entries.map(({ identityKey }) => identityKey).filter(key => !out.has(toHex(key)));
        const cut = cutCohort(revealing.drawContext, revealing.cohortRoot, seed, shown, rules.groupSize);
        if (together(cut.groups, wanted))
            found = seeds;
    }
    t.truthy(found, `not among ${tries} draws`);
    const seed = partitionSeedOf(revealing.drawContext, revealing.cohortRoot, logHead, found);
    const signature = cut.coordinator.sign(partitionPayload(revealing.drawContext, seed));
    for (const member of members) {
        const step = acceptPartition(member, { ...cut.revealed, seeds: found, signature }, trust);
        t.is(refusal(step).reason, 'wrong-seed');
    }
});
test('one seed that is missing voids the draw and is named; the coordinator does not cut without it', t => {
    const { members, revealing } = draw(12, 4);
    const key = members[7].identityKey;
    const void_ = closeReveals({ ...revealing, seeds: revealing.seeds.remove(toHex(key)) });
    t.like(void_, { phase: 'failed', reason: 'silent-in-draw' });
    t.deepEqual(during('failed', void_).silent, [key]);
});
test('a cohort smaller than the terms ask for is not closed, and gets no seed of a member', t => {
    const { committed, cohort, committing, trust, group } = draw(12, 4, 'draw', 12);
    const fewer = { ...committing, commitments: committing.commitments.take(11) };
    t.like(closeCommitments(fewer, logHead), { phase: 'failed', reason: 'too-few-members' });
    // A coordinator that closes it all the same: the victim among few, however many others would have come.
    const entries = cohort.entries.slice(0, 5);
    const payload = cohortPayload(cohort.drawContext, cohortRootOf(entries), cohort.logHead);
    const small = { ...cohort, entries, signature: group.coordinator.sign(payload) };
    const victim = committed.find(({ identityKey }) => toHex(identityKey) === toHex(entries[0].identityKey));
    t.is(refusal(revealSeed(victim, small, trust)).reason, 'cohort-too-small');
    const careless = { ...victim, rules: { ...victim.rules, minimumCohort: 5 } };
    t.is(revealSeed(careless, small, trust).kind, 'accepted', 'the control: without the floor it would be shown');
});
test('a seed is shown to one cohort only, and to the same one again', t => {
    const { group, committed, members, trust, cohort } = draw(12, 4);
    const swapped = cohort.entries.with(11, { ...cohort.entries[11], commitment: new Uint8Array(32) });
    const smaller = { ...cohort, entries: swapped };
    const other = {
        ...smaller,
        signature: group.coordinator.sign(cohortPayload(cohort.drawContext, cohortRootOf(smaller.entries), cohort.logHead)),
    };
    t.is(refusal(revealSeed(members[0], other, trust)).reason, 'second-cohort');
    t.deepEqual(accepted(revealSeed(members[0], cohort, trust)).output.seed, committed[0].seed);
    t.is(revealSeed(committed[0], other, trust).kind, 'accepted', 'the control: a member that forgot shows it to both');
});
test('a cohort that is foreign, unsigned, out of order, stale, too small or without this member gets no seed', t => {
    const { group, committed, trust, cohort } = draw(12, 4);
    const signed = (changes) => {
        const changed = { ...cohort, ...changes };
        const payload = cohortPayload(changed.drawContext, cohortRootOf(changed.entries), changed.logHead);
        return { ...changed, signature: group.coordinator.sign(payload) };
    };
    const first = cohort.entries[0];
    const reasonFor = (one, by = {}) => refusal(revealSeed(committed[0], one, { ...trust, ...by })).reason;
    t.is(reasonFor(signed({ drawContext: new Uint8Array(32) })), 'wrong-context');
    t.is(reasonFor({ ...cohort, logHead: { ...logHead, size: 41 } }), 'bad-signature');
    t.is(reasonFor(signed({ entries: [...cohort.entries].reverse() })), 'roster-order');
    t.is(reasonFor(signed({ entries: [first, ...cohort.entries] })), 'roster-order');
    t.is(reasonFor(signed({ entries: cohort.entries.slice(1) })), 'own-entry-altered');
    t.is(reasonFor(signed({ entries: [{ ...first, commitment: new Uint8Array(32) }, ...cohort.entries.slice(1)] })), 'own-entry-altered');
    t.is(reasonFor(cohort, { leastLogSize: 41 }), 'stale-log');
    t.is(reasonFor(cohort, { registry: () => undefined }), 'unregistered-identity');
});
test('seeds that were not committed to, or too many or too few of them, end the draw for a member', t => {
    const { group, members, trust, cohort, revealing, cut } = draw(12, 4);
    const reasonFor = (revealed) => refusal(acceptPartition(members[0], revealed, trust)).reason;
    t.is(reasonFor({ ...cut.revealed, seeds: cut.revealed.seeds.with(5, new Uint8Array(32)) }), 'wrong-seed');
    t.is(reasonFor({ ...cut.revealed, seeds: cut.revealed.seeds.slice(1) }), 'malformed');
    t.is(reasonFor({ ...cut.revealed, drawContext: new Uint8Array(32) }), 'wrong-context');
    const { drawContext } = cohort;
    const seed = partitionSeedOf(drawContext, revealing.cohortRoot, logHead, cut.revealed.seeds);
    t.deepEqual(group.coordinator.sign(partitionPayload(drawContext, seed)), cut.revealed.signature);
});
test('the coordinator takes one commitment of an identity, and only the seed that was committed to', t => {
    const { group, rules, committed, revealing } = draw(5, 3);
    const open = openDraw(group.context, rules, group.coordinator);
    const random = unsafeFixedRandom('second thoughts');
    const [one, other] = [1, 2].map(() => commitSeed(group.context, rules, group.signers[0], random).message);
    const taken = accepted(receiveCommitment(open, one, group.trust.registry)).state;
    t.is(accepted(receiveCommitment(taken, one, group.trust.registry)).state, taken);
    t.is(refusal(receiveCommitment(taken, other, group.trust.registry)).reason, 'conflicting-message');
    t.is(refusal(receiveCommitment(open, { ...one, commitment: other.commitment }, group.trust.registry)).reason, 'bad-signature');
    t.is(refusal(receiveCommitment(open, one, () => undefined)).reason, 'unregistered-identity');
    const { drawContext } = revealing;
    const [first, second] = committed;
    const wrong = receiveReveal(revealing, first.identityKey, { drawContext, seed: second.seed });
    t.is(refusal(wrong).reason, 'wrong-seed');
});
//# sourceMappingURL=draw.test.js.map