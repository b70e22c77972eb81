/** Check 26: members who cheat, alone and together, at any stage. */
import { fc, testProp } from '@fast-check/ava';
import { unsafeFixedRandom } from '../../../../aggregation/crypto/index.js';
import { simulateAttempt } from '../../../../aggregation/secure/index.js';
import { throughBytes } from '../../../../protos/codec/secure.js';
import { groupOf, inputOf, sumOf, testFloors } from '../group.js';
const size = 8;
const dimension = 9;
function play(faults, seed) {
    const group = groupOf(size);
    return simulateAttempt({
        context: group.context,
        members: group.signers.map((signer, i) => ({
            signer,
            organisation: `organisation ${i + 1}`,
            input: inputOf(i + 1, dimension),
        })),
        coordinator: group.coordinator,
        floors: testFloors,
        random: unsafeFixedRandom(seed),
        faults,
        wire: throughBytes,
    });
}
const member = fc.integer({ min: 1, max: size });
const cheat = fc.oneof(fc.record({ member, kind: fc.constant('wrong-commitment') }), fc.record({ member, kind: fc.constant('wrong-length') }), fc.record({ member, kind: fc.constant('wrong-share'), of: member }), fc.record({ member, kind: fc.constant('bad-box'), to: member }), fc.record({ member, kind: fc.constant('false-complaint'), of: member }), fc.record({ member, kind: fc.constant('drop'), before: fc.constantFrom('survivors', 'unmask') }));
const isAtAnother = (fault) => !('to' in fault && fault.to === fault.member) &&
    !(fault.kind === 'false-complaint' && fault.of === fault.member);
/** One cheat for each cheater. */
const cheats = fc.uniqueArray(cheat.filter(isAtAnother), {
    minLength: 1,
    maxLength: 3,
    selector: fault => fault.member,
});
testProp('check 26: whatever up to three members do, the sum of the others is exact or the attempt ends, and only cheats are blamed', [cheats, fc.string()], (t, faults, seed) => {
    const outcome = play(faults, seed);
    const cheaters = new Set(faults.map(fault => fault.member));
    for (const blamed of outcome.blamed)
        t.true(cheaters.has(blamed), `member ${blamed} is honest`);
    for (const { member: refused } of outcome.refusals)
        t.true(cheaters.has(refused), `member ${refused} is honest`);
    if (outcome.kind === 'finished') {
        t.deepEqual(outcome.sum, sumOf(outcome.survivors, dimension));
        // Who lied about its seed cannot be in a finished sum.
        for (const { member: liar, kind } of faults)
            if (kind === 'wrong-commitment')
                t.false(outcome.survivors.includes(liar));
    }
    else if (outcome.accusation !== undefined) {
        const { accuser, accused } = outcome.accusation;
        t.true(cheaters.has(accuser) || cheaters.has(accused), 'one of the two is a cheat');
        t.false(outcome.blamed.includes(accused));
    }
}, { numRuns: 60 });
const provable = [
    { fault: { member: 5, kind: 'wrong-commitment' }, ending: 'inconsistent-shares' },
    { fault: { member: 5, kind: 'wrong-share', of: 2 }, ending: 'finished' },
];
for (const { fault, ending } of provable) {
    testProp(`check 26: ${fault.kind} names exactly its culprit`, [fc.string()], (t, seed) => {
        const outcome = play([fault], seed);
        t.deepEqual(outcome.blamed, [5]);
        t.is(outcome.kind === 'finished' ? 'finished' : outcome.reason, ending);
    }, { numRuns: 5 });
}
//# sourceMappingURL=cheats.test.js.map