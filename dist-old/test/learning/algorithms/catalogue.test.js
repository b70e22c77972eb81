import test from 'ava';
import { z } from 'zod';
import { averaging } from '../../../aggregation/rules/index.js';
import { AlgorithmError, algorithmFault, algorithmNames, parseAlgorithm, plainClient, registerAlgorithm, ruleServer, } from '../../../learning/index.js';
import { terms } from './fake-trainer.js';
const names = ['fedavg', 'fedsgd', 'fedprox', 'fedavgm', 'fedadam', 'fedyogi', 'fedadagrad', 'scaffold'];
const least = {
    fedprox: { mu: 0.1 },
    fedadam: { serverLearningRate: 0.1 },
    fedyogi: { serverLearningRate: 0.1 },
    fedadagrad: { serverLearningRate: 0.1 },
};
test.serial('the catalogue has the algorithms of the house, each under its own name', t => {
    t.deepEqual(algorithmNames(), names);
    for (const name of names)
        t.is(parseAlgorithm({ name, ...least[name] }).name, name);
    t.is(parseAlgorithm(undefined).name, 'fedavg');
});
const refusals = [
    ['without a name', {}, 'name', /^training\.algorithm\.name is missing; use one of fedavg, fedsgd, /],
    ['of a name that nobody has', { name: 'adam' }, 'name', /algorithm\.name is "adam"; use one of fedavg, /],
    ['whose name is that of every object', { name: 'toString' }, 'name', /is "toString"; use one of/],
    ['whose name is a number', { name: 7 }, 'name', /is 7; use one of/],
    ['with a field it does not know', { name: 'fedavg', mu: 0.1 }, '', /of fedavg cannot be used: .*"mu"/],
    ['that lacks its setting', { name: 'fedprox' }, 'mu', /algorithm\.mu of fedprox cannot be used: mu: /],
    ['with a pull of zero', { name: 'fedprox', mu: 0 }, 'mu', /mu: .*>0/],
    ['that lacks its rate', { name: 'fedyogi' }, 'serverLearningRate', /serverLearningRate of fedyogi/],
    [
        'with a decay of one',
        { name: 'fedadam', serverLearningRate: 1, beta2: 1 },
        'beta2',
        /beta2 of fedadam cannot be used: beta2: .*0\.9999/,
    ],
];
for (const [what, value, field, message] of refusals) {
    test(`an algorithm ${what} is refused by its field`, t => {
        const error = t.throws(() => parseAlgorithm(value), { instanceOf: AlgorithmError, message });
        t.is(error.field, field);
        t.throws(() => algorithmFault({ ...terms, algorithm: value }), { instanceOf: AlgorithmError, message });
    });
}
test('an algorithm of an experiment is found by its name, and takes nobody else’s', t => {
    const settings = z.strictObject({ pace: z.number() });
    const server = ruleServer(averaging({ learningRate: 1 }));
    registerAlgorithm({ name: 'of-this-test', settings, make: () => ({ client: plainClient(), server }) });
    t.is(parseAlgorithm({ name: 'of-this-test', pace: 2 }).name, 'of-this-test');
    t.throws(() => parseAlgorithm({ name: 'of-this-test' }), { message: /pace of of-this-test/ });
    for (const name of ['fedavg', 'of-this-test'])
        t.throws(() => registerAlgorithm({ name, settings, make: () => ({ client: plainClient(), server }) }), {
            instanceOf: AlgorithmError,
            message: new RegExp(`there is an algorithm "${name}" already`),
        });
});
//# sourceMappingURL=catalogue.test.js.map