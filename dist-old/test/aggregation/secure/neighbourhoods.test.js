/** A whole attempt in a group too large for the complete graph: the same steps, in neighbourhoods. */
import test from 'ava';
import { unsafeFixedRandom } from '../../../aggregation/crypto/index.js';
import { dropStages, neighbourhoodFor, simulateAttempt, } from '../../../aggregation/secure/index.js';
import { throughBytes } from '../../../protos/codec/secure.js';
import { groupOf, inputOf, sumOf, testFloors, testParameters } from './group.js';
const size = 150;
const parameters = testParameters({
    colluders: 3,
    maximumGroup: 200,
    dimension: 40,
    graph: { kind: 'k-regular', degree: 0, dropoutPermille: 60 },
});
function play(faults, seed, restartMembers = false) {
    const { context, coordinator, signers } = groupOf(size, parameters);
    return simulateAttempt({
        context,
        members: signers.map((signer, i) => ({
            signer,
            organisation: `organisation ${i + 1}`,
            input: inputOf(i + 1, parameters.dimension),
        })),
        coordinator,
        floors: testFloors,
        random: unsafeFixedRandom(seed),
        faults,
        wire: throughBytes,
        restartMembers,
    });
}
test('a large group takes neighbourhoods, a small one everybody', t => {
    const large = neighbourhoodFor(parameters, size);
    t.true(large.degree < 60 && large.degree % 2 === 0, `${large.degree}`);
    t.is(large.leastSurvivors, 141);
    t.deepEqual(neighbourhoodFor(parameters, 128), neighbourhoodFor(testParameters({ colluders: 3 }), 128));
});
test('members of a large group who drop at any stage leave the exact sum of the others, over the wire', t => {
    const dropped = [3, 40, 77, 120, 150];
    const faults = dropped.map((member, i) => ({ member, kind: 'drop', before: dropStages[i] }));
    const outcome = play(faults, 'large group', true);
    if (outcome.kind !== 'finished')
        return t.fail(`${outcome.reason} at ${outcome.stage}`);
    t.deepEqual(outcome.refusals, []);
    // Whoever drops after its input has arrived is still summed.
    const survivors = Array.from({ length: size }, (_, i) => i + 1).filter(i => ![3, 40, 77].includes(i));
    t.deepEqual(outcome.survivors, survivors);
    t.deepEqual(outcome.sum, sumOf(survivors, parameters.dimension));
});
test('more lost members than the parameters allow for end the attempt, with nobody blamed', t => {
    const faults = Array.from({ length: 10 }, (_, i) => ({ member: 7 * i + 1, kind: 'drop', before: 'input' }));
    const outcome = play(faults, 'too many lost');
    t.is(outcome.kind === 'aborted' ? outcome.reason : outcome.kind, 'too-few-inputs');
    t.deepEqual(outcome.blamed, []);
});
test('a wrong share in a large group names its revealer and the sum comes out', t => {
    const everyMember = Array.from({ length: size }, (_, i) => i + 1);
    const outcome = play([{ member: 9, kind: 'wrong-share', of: 9 }], 'a wrong share');
    if (outcome.kind !== 'finished')
        return t.fail(outcome.reason);
    t.deepEqual(outcome.blamed, [9]);
    t.deepEqual(outcome.sum, sumOf(everyMember, parameters.dimension));
});
//# sourceMappingURL=neighbourhoods.test.js.map