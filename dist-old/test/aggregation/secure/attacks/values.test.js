/** A16, A17, A19: numbers that wrap, roundings that lean, shares that lie. */
import test from 'ava';
import { combineShares, equalBytes, unsafeFixedRandom } from '../../../../aggregation/crypto/index.js';
import * as client from '../../../../aggregation/secure/client/index.js';
import { commitToSelfSeed } from '../../../../aggregation/secure/context.js';
import { checkParameters, ringCapacity, simulateAttempt, } from '../../../../aggregation/secure/index.js';
import { encodeFixedPoint, reduceWords, signExtend } from '../../../../aggregation/vector/index.js';
import { groupOf, inboxAll, inputOf, maskAll, sumOf, testFloors, testParameters } from '../group.js';
import { shareOf } from './attacker.js';
test('A16 and check 6: at every width the largest inputs of all members sum without a wrap, and one more is refused', t => {
    for (let bits = 8; bits <= 32; bits++) {
        const parameters = testParameters({ bits, bound: 1, maximumGroup: 5 });
        const largest = ringCapacity(parameters);
        t.is(checkParameters({ ...parameters, bound: largest }, testFloors), undefined, `${bits} bits`);
        t.is(checkParameters({ ...parameters, bound: largest + 1 }, testFloors)?.reason, 'parameters-unsafe');
        const group = groupOf(5, { bits, bound: largest, maximumGroup: 5, dimension: 2 });
        const { members } = inboxAll(group);
        const outcome = simulateAttempt({
            context: group.context,
            members: group.signers.map((signer, i) => ({
                signer,
                organisation: `organisation ${i + 1}`,
                input: Int32Array.of(largest, -largest),
            })),
            coordinator: group.coordinator,
            floors: testFloors,
            random: unsafeFixedRandom(`extremes at ${bits}`),
        });
        if (outcome.kind !== 'finished')
            return t.fail(outcome.reason);
        t.deepEqual(outcome.sum, Int32Array.of(5 * largest, -5 * largest), `${bits} bits`);
        const over = Int32Array.of(largest + 1, 0);
        t.throws(() => client.maskInput(members[0], over, group.signers[0]), { message: /outside/ });
    }
});
test('A16 control: one more than the capacity, summed unchecked, comes out with the other sign', t => {
    const bits = 12;
    const largest = ringCapacity(testParameters({ bits, bound: 1, maximumGroup: 3 }));
    const sum = Uint32Array.of(3 * (largest + 1));
    reduceWords(sum, bits);
    t.true(signExtend(sum, bits)[0] < 0);
});
/** Mean and variance of ten million roundings of one value. */
function roundings(round, value) {
    const [batches, size] = [100, 100_000];
    let [sum, squares] = [0, 0];
    const values = new Float32Array(size).fill(value);
    for (let batch = 0; batch < batches; batch++) {
        for (const integer of round(values)) {
            sum += integer;
            squares += integer * integer;
        }
    }
    const mean = sum / (batches * size);
    return { mean, variance: squares / (batches * size) - mean * mean };
}
test('A17 and check 8: ten million roundings are right on average and as spread as a fair coin of their fraction', t => {
    const random = unsafeFixedRandom('ten million coins');
    const scale = { bound: 1000, range: 1000 };
    const value = Math.fround(2.3);
    const fraction = value - 2;
    const { mean, variance } = roundings(values => {
        const outcome = encodeFixedPoint(values, scale, random);
        if (outcome.kind !== 'encoded')
            throw new Error(outcome.reason);
        return outcome.integers;
    }, value);
    const spread = fraction * (1 - fraction);
    t.true(Math.abs(mean - value) < 4 * Math.sqrt(spread / 1e7), `mean ${mean}, seed "ten million coins"`);
    t.true(Math.abs(variance - spread) < 0.001, `variance ${variance}, seed "ten million coins"`);
});
test('A17 control: rounding to the nearest leans, and the same check says so', t => {
    const value = Math.fround(2.3);
    const { mean } = roundings(values => Int32Array.from(values, Math.round), value);
    t.true(Math.abs(mean - value) > 4 * Math.sqrt((0.3 * 0.7) / 1e7));
});
test('A19: a share that was not dealt is found by its leaf; without the leaf it would spoil the secret unnoticed', t => {
    const group = groupOf(5);
    const { members, server: certifying } = maskAll(group);
    const states = members.map(({ state }) => state).slice(0, certifying.session.threshold);
    const shares = states.map(state => shareOf(state, 2, 'self'));
    const commitment = certifying.dealt.get(2).message.selfSeedCommitment;
    const isDealers = (secret) => equalBytes(commitToSelfSeed(certifying.session.sessionId, 2, secret), commitment);
    t.true(isDealers(combineShares(shares)));
    shares[1].bytes[0] ^= 1;
    t.false(isDealers(combineShares(shares)), 'the control: nothing in the shares says whose is wrong');
    const lying = [{ member: 2, kind: 'wrong-share', of: 3 }];
    const outcome = play(lying);
    t.deepEqual(outcome.blamed, [2]);
});
function play(faults, size = 7, seed = 'cheats') {
    const group = groupOf(size);
    return simulateAttempt({
        context: group.context,
        members: group.signers.map((signer, i) => ({
            signer,
            organisation: `organisation ${i + 1}`,
            input: inputOf(i + 1, 9),
        })),
        coordinator: group.coordinator,
        floors: testFloors,
        random: unsafeFixedRandom(seed),
        faults,
    });
}
test('check 27: a complaint about an honest dealer ends the attempt, names both and blames neither', t => {
    const outcome = play([{ member: 3, kind: 'false-complaint', of: 5 }]);
    if (outcome.kind !== 'aborted')
        return t.fail('finished');
    t.is(outcome.reason, 'complaint');
    t.deepEqual(outcome.accusation, { accuser: 3, accused: 5 });
    t.deepEqual(outcome.blamed, []);
    // The next attempt, without the complaint, has them all.
    const next = play([], 7, 'the next attempt');
    t.deepEqual(next.kind === 'finished' ? next.sum : undefined, sumOf([1, 2, 3, 4, 5, 6, 7], 9));
});
//# sourceMappingURL=values.test.js.map