export const hello = {
    reproduces: 'nothing: a first look',
    takes: 'seconds',
    experiment: {
        version: 1,
        name: 'hello',
        title: 'Ten holders, five rounds',
        description: 'Logistic regression on 2,000 digits, dealt at random among ten holders.',
        data: { dataset: 'mnist', examples: 2_000, testExamples: 1_000 },
        holders: 10,
        partition: { kind: 'iid' },
        model: 'logistic-regression',
        training: { rounds: 5, localEpochs: 1, batchSize: 10, learningRate: 0.05 },
        seeds: [1, 2],
    },
};
//# sourceMappingURL=hello.js.map