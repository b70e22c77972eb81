function skewed(name, title, reproduces, training, variants) {
    return {
        reproduces,
        takes: 'minutes',
        experiment: {
            version: 1,
            name,
            title,
            description: 'Logistic regression on 12,000 digits, 100 holders with one shard of the sorted digits each, ten in each round, several local epochs. Each algorithm has a small choice of learning rates; the best of each is what to compare.',
            data: { dataset: 'mnist', examples: 12_000, testExamples: 2_000 },
            holders: 100,
            partition: { kind: 'shards', shardsPerHolder: 1 },
            model: 'logistic-regression',
            training: { batchSize: 20, ...training },
            sampled: 10,
            seeds: [1, 2, 3],
            variants: Object.entries(variants).map(([variant, set]) => ({ name: variant, set })),
        },
    };
}
const rates = [0.02, 0.05, 0.1];
export const scaffoldLabelSkew = skewed('scaffold-label-skew', 'SCAFFOLD against FedAvg, one digit a holder', 'Karimireddy et al. 2020, the claim: control variates help where holders differ', { rounds: 60, localEpochs: 5, learningRate: 0.05 }, Object.fromEntries(['fedavg', 'scaffold'].flatMap(name => rates.map(rate => [
    `${name}-${rate}`,
    { 'training.algorithm': { name }, 'training.learningRate': rate },
]))));
export const fedadamLabelSkew = skewed('fedadam-label-skew', 'FedAdam against FedAvg, one digit a holder', 'Reddi et al. 2021, the claim: adaptive steps help where holders differ', { rounds: 60, localEpochs: 5, learningRate: 0.05 }, Object.fromEntries([
    ...rates.map(rate => [
        `fedavg-${rate}`,
        { 'training.algorithm': { name: 'fedavg' }, 'training.learningRate': rate },
    ]),
    ...[0.003, 0.01, 0.03].map(serverLearningRate => [
        `fedadam-${serverLearningRate}`,
        { 'training.algorithm': { name: 'fedadam', serverLearningRate }, 'training.learningRate': 0.02 },
    ]),
]));
//# sourceMappingURL=label-skew.js.map