/**
 * Secure aggregation in memory: five members mask a vector each, one falls silent after it has dealt its keys, and
 * the coordinator learns the sum of the other four and nothing else.
 *
 *   npm run build && node dist/examples/01-masked-sum.js
 */
import { defaultFloors, generateSigner, simulateAttempt, simulatedContext, systemRandom, } from '../aggregation/index.js';
const parameters = {
    suite: 1,
    minimumGroup: 5,
    colluders: 1, // one member together with the coordinator learns nothing more
    threshold: 0, // 0 stands for the smallest threshold that is safe for the group that shows up
    dimension: 4,
    bits: 24, // sums are taken modulo 2^24
    bound: 100_000, // largest absolute integer of one member
    maximumGroup: 8,
    range: 1,
    weightMode: 'equal',
    maximumWeight: 1,
    privacy: { mechanism: 'none' },
    graph: { kind: 'complete' },
    stageTimeoutsMs: { advertise: 1000, share: 1000, input: 1000, survivors: 1000, unmask: 1000 },
};
const inputs = [
    [1, 10, 100, -5],
    [2, 20, 200, -5],
    [3, 30, 300, -5],
    [4, 40, 400, -5],
    [5, 50, 500, -5],
];
const outcome = simulateAttempt({
    context: simulatedContext(parameters),
    members: inputs.map((input, i) => ({
        signer: generateSigner(systemRandom).signer,
        organisation: `organisation ${i + 1}`,
        input: Int32Array.from(input),
    })),
    coordinator: generateSigner(systemRandom).signer,
    floors: { ...defaultFloors, minimumSurvivors: 4, minimumOrganisations: 4 },
    random: systemRandom,
    faults: [{ member: 3, kind: 'drop', before: 'input' }],
});
if (outcome.kind === 'aborted')
    throw new Error(`the attempt was given up: ${outcome.reason}`);
console.log('survivors ', outcome.survivors.join(', '));
console.log('their sum ', [...outcome.sum].join(', '));
const expected = [12, 120, 1200, -20];
if (String([...outcome.sum]) !== String(expected))
    throw new Error(`the sum should be ${expected}`);
//# sourceMappingURL=01-masked-sum.js.map