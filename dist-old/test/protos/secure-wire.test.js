/** Secure aggregation with every message sent through its bytes. */
import test from 'ava';
import fc from 'fast-check';
import { dropStages, generateSigner, simulateAttempt, simulatedContext, unsafeFixedRandom, } from '../../aggregation/index.js';
import { protocolCodecs, throughBytes } from '../../protos/index.js';
import { testFloors, testParameters } from '../aggregation/secure/group.js';
const dimension = 9;
function attemptOf(size, seed, faults) {
    const random = unsafeFixedRandom(seed);
    const members = Array.from({ length: size }, (_, i) => ({
        signer: generateSigner(random).signer,
        organisation: `organisation ${i + 1}`,
        input: Int32Array.from({ length: dimension }, (_, j) => (i + 1) * (j - 4)),
    }));
    return {
        context: simulatedContext(testParameters()),
        members,
        coordinator: generateSigner(random).signer,
        floors: testFloors,
        random,
        faults,
        wire: throughBytes,
        chunkBytes: 7,
    };
}
/** The sum of what the members named by their places put in. */
function sumOf(places) {
    const weight = places.reduce((sum, place) => sum + place, 0);
    return Array.from({ length: dimension }, (_, j) => weight * (j - 4) + 0);
}
test('members who drop out at any stage leave the sum of the others, over the wire as in memory', t => {
    const drop = fc.record({ member: fc.integer({ min: 1, max: 7 }), before: fc.constantFrom(...dropStages) });
    fc.assert(fc.property(fc.integer({ min: 5, max: 7 }), drop, fc.nat(), (size, { member, before }, seed) => {
        const faults = [{ member: Math.min(member, size), kind: 'drop', before }];
        const overWire = simulateAttempt(attemptOf(size, `attempt ${seed}`, faults));
        const { wire: _, ...inMemory } = attemptOf(size, `attempt ${seed}`, faults);
        t.deepEqual(overWire, simulateAttempt(inMemory));
        if (overWire.kind !== 'finished')
            return false;
        t.deepEqual([...overWire.sum].map(value => value + 0), sumOf(overWire.survivors));
        t.is(overWire.survivors.length, dropStages.indexOf(before) < 3 ? size - 1 : size);
        return true;
    }), { numRuns: 15 });
});
test('complaints and lies travel as well as honest messages', t => {
    const lies = [
        { member: 2, kind: 'bad-box', to: 5 },
        { member: 3, kind: 'wrong-commitment' },
        { member: 4, kind: 'wrong-length' },
        { member: 1, kind: 'wrong-share', of: 6 },
    ];
    for (const lie of lies) {
        const sent = new Set();
        const wire = (name, message) => {
            sent.add(name);
            return throughBytes(name, message);
        };
        const { wire: _, ...inMemory } = attemptOf(6, 'liars', [lie]);
        t.deepEqual(simulateAttempt({ ...inMemory, random: unsafeFixedRandom('same'), wire }), simulateAttempt({ ...inMemory, random: unsafeFixedRandom('same') }));
        t.is(sent.has('complaint'), lie.kind === 'bad-box');
    }
});
test('an attempt sends every message of the protocol but the complaint', t => {
    const sent = new Set();
    const wire = (name, message) => {
        sent.add(name);
        return throughBytes(name, message);
    };
    t.is(simulateAttempt({ ...attemptOf(5, 'all', []), wire }).kind, 'finished');
    t.deepEqual(Object.keys(protocolCodecs).filter(name => !sent.has(name)), ['complaint']);
});
//# sourceMappingURL=secure-wire.test.js.map