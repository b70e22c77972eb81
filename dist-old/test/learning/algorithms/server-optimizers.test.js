import test from 'ava';
import { serverAdagrad, serverAdam, serverMomentum, serverYogi, } from '../../../aggregation/rules/index.js';
import { parseAlgorithm } from '../../../learning/index.js';
const before = { values: Float32Array.of(1, -2, 0.5), round: 1, share: 0.5 };
const means = [Float32Array.of(0.5, -0.25, 0.125), Float32Array.of(-0.125, 0.5, 2)];
/** Two rounds, the second from what the first kept. */
function twoRounds({ step }) {
    const first = step({ ...before, state: {} }, means[0]);
    return step({ ...before, ...first, round: 2 }, means[1]);
}
const wanted = [
    [{ name: 'fedavgm' }, serverMomentum({ learningRate: 1, momentum: 0.9 })],
    [
        { name: 'fedavgm', momentum: 0.5, serverLearningRate: 0.25 },
        serverMomentum({ learningRate: 0.25, momentum: 0.5 }),
    ],
    [
        { name: 'fedadam', serverLearningRate: 0.1 },
        serverAdam({ learningRate: 0.1, beta1: 0.9, beta2: 0.99, tau: 1e-3 }),
    ],
    [
        { name: 'fedyogi', serverLearningRate: 0.1, beta1: 0.5, beta2: 0.75, tau: 0.01 },
        serverYogi({ learningRate: 0.1, beta1: 0.5, beta2: 0.75, tau: 0.01 }),
    ],
    [
        { name: 'fedadagrad', serverLearningRate: 0.1 },
        serverAdagrad({ learningRate: 0.1, beta1: 0, tau: 1e-3 }),
    ],
];
for (const [algorithm, rule] of wanted) {
    test(`${JSON.stringify(algorithm)} is its rule with these settings, and tells the holders nothing`, t => {
        const { server } = parseAlgorithm(algorithm);
        const got = twoRounds({ step: (state, update) => server.step({ ...state, share: 0.5 }, [update]) });
        t.deepEqual(got, twoRounds(rule));
        t.deepEqual(server.keeps, rule.keeps);
        t.deepEqual(server.broadcasts, []);
    });
}
//# sourceMappingURL=server-optimizers.test.js.map