import test from 'ava';
import { algorithmFault, parseAlgorithm } from '../../../learning/index.js';
import { quadraticTrainer, settingsAt, terms } from './fake-trainer.js';
const start = Float32Array.of(1, -2, 0.5);
const task = (parts) => ({
    settings: settingsAt(start),
    parts,
    broadcast: {},
    memory: {},
});
const partsOf = (algorithm) => parseAlgorithm(algorithm).client.parts(terms);
test('federated averaging sends the update within the bounds of the terms, and remembers nothing', async (t) => {
    const { client } = parseAlgorithm({ name: 'fedavg' });
    const { train, asked } = quadraticTrainer([0, 0, 0], [1, 2, 4], 2);
    t.deepEqual(client.parts(terms), [{ name: 'update', clipNorm: 10, range: 2 }]);
    const outcome = await client.train({ ...task(client.parts(terms)), train });
    t.deepEqual(asked, [settingsAt(start)]);
    t.like(outcome, { memory: {}, steps: 2, meanLoss: 0.5, durationMs: 7 });
    t.is(outcome.vectors.length, 1);
    // Two steps of 0.1 along a gradient of 2 x: x becomes (1 - 0.2)² x.
    t.true(Math.abs(outcome.vectors[0][1] - -2 * (0.64 - 1)) < 1e-6);
});
test('FedProx tells the trainer its mu, and the others tell it none', async (t) => {
    for (const [algorithm, proximal] of [
        [{ name: 'fedprox', mu: 0.3 }, 0.3],
        [{ name: 'fedavg' }, undefined],
        [{ name: 'fedadam', serverLearningRate: 1 }, undefined],
    ]) {
        const { train, asked } = quadraticTrainer([0, 0, 0], [1, 1, 1], 1);
        await parseAlgorithm(algorithm).client.train({ ...task(partsOf(algorithm)), train });
        t.is(asked[0].proximal, proximal);
    }
});
test('the mean is the step of the first three, whatever the round', t => {
    for (const algorithm of [{ name: 'fedavg' }, { name: 'fedsgd' }, { name: 'fedprox', mu: 0.3 }]) {
        const { server } = parseAlgorithm(algorithm);
        const before = { values: start, state: {}, round: 4, share: 0.25 };
        const { values, state } = server.step(before, [Float32Array.of(0.5, 0.25, -1)]);
        t.deepEqual([...values], [1.5, -1.75, -0.5], 'the share of a sum has no part in it');
        t.deepEqual(state, {});
        t.deepEqual(server.broadcasts, []);
    }
});
const algorithm = { name: 'fedsgd' };
const whole = { ...terms, batchSize: 'all', algorithm };
const faults = [
    [{ batchSize: 32 }, 'training.batchSize', /must be "all", not 32/],
    [{ localEpochs: 2 }, 'training.localEpochs', /must be 1, not 2: .*fedavg takes more/],
    [{ momentum: 0.9 }, 'training.momentum', /has no meaning with one step a round; fedavgm/],
];
for (const [changed, field, message] of faults) {
    test(`FedSGD refuses ${JSON.stringify(changed)}, and says the way out`, t => {
        const fault = algorithmFault({ ...whole, ...changed });
        t.is(fault?.field, field);
        t.regex(fault.message, message);
    });
}
test('FedSGD takes terms of one step a round, and the others ask for nothing', t => {
    t.is(algorithmFault(whole), undefined);
    t.is(algorithmFault({ ...whole, momentum: 0 }), undefined);
    t.is(algorithmFault({ ...terms, localEpochs: 5, momentum: 0.9 }), undefined);
});
//# sourceMappingURL=averaging.test.js.map