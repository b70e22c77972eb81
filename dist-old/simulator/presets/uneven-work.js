const shares = [0, 0.5, 0.9];
/** Averaging drops whoever cannot do all epochs; the other takes what they did. */
const variants = shares.flatMap(share => [
    {
        name: `fedavg-${100 * share}`,
        set: {
            'training.algorithm': { name: 'fedavg' },
            'conditions.stragglers': { share, work: 'drop' },
            // Nine of ten dropped leave one, and the paper's program averages one.
            ...(share === 0.9 ? { 'conditions.withoutFloors': true } : {}),
        },
    },
    {
        name: `fedprox-${100 * share}`,
        set: {
            'training.algorithm': { name: 'fedprox', mu: 1 },
            'conditions.stragglers': { share, work: 'partial' },
        },
    },
]);
export const fedproxStragglers = {
    reproduces: 'Li et al. 2020 (FedProx), Figure 1, MNIST: 0, 50 and 90 % stragglers',
    takes: 'minutes',
    experiment: {
        version: 1,
        name: 'fedprox-stragglers',
        title: 'Uneven work: FedAvg without stragglers, FedProx with their part',
        description: 'Logistic regression, 1,000 holders with two digits each and sizes by a power law, ten in each round, 20 local epochs. FedAvg drops the holders that cannot do all epochs; FedProx (mu = 1) takes what they did. The paper shows curves: with 90 % stragglers FedAvg is the less stable and the worse one.',
        data: { dataset: 'mnist' },
        holders: 1_000,
        partition: { kind: 'power-law' },
        model: 'logistic-regression',
        training: { rounds: 100, localEpochs: 20, batchSize: 10, learningRate: 0.03 },
        sampled: 10,
        seeds: [1],
        variants: [...variants],
    },
};
//# sourceMappingURL=uneven-work.js.map