const paper = 'McMahan et al. 2017, Communication-Efficient Learning of Deep Networks from Decentralized Data';
const cuts = {
    iid: { partition: { kind: 'iid' }, words: 'dealt at random' },
    shards: {
        partition: { kind: 'shards', shardsPerHolder: 2 },
        words: 'two shards of the sorted digits to each holder',
    },
};
const networks = {
    '2NN': { model: 'mnist-2nn', target: 0.97, table: 'Table 1' },
    CNN: { model: 'mnist-cnn', target: 0.99, table: 'Table 2' },
};
function averaging({ name, network, cut, rounds, published, takes }) {
    const { model, target, table } = networks[network];
    const epochs = Object.keys(published).map(Number);
    const percent = Math.round(100 * target);
    const known = epochs.filter(each => published[each] !== undefined);
    const told = known.map(each => `${published[each]} rounds with E = ${each}`).join(', ');
    return {
        reproduces: told === ''
            ? `McMahan et al. 2017: ${network} with E = ${epochs}`
            : `McMahan et al. 2017, ${table}: ${percent} % in ${told}`,
        takes,
        experiment: {
            version: 1,
            name,
            title: `Federated averaging of the ${network} on MNIST, ${cuts[cut].words}`,
            description: `100 holders, ${cuts[cut].words}; ten of them in each round, batches of 10. What counts are the rounds until ${percent} % of the test digits are told right. The paper tunes the learning rate for each setting; here it is 0.1 for all.`,
            data: { dataset: 'mnist' },
            holders: 100,
            partition: cuts[cut].partition,
            model,
            training: { rounds, localEpochs: epochs[0], batchSize: 10, learningRate: 0.1 },
            sampled: 10,
            target: { at: target },
            seeds: [1, 2, 3],
            ...(epochs.length > 1 ? { sweep: { 'training.localEpochs': epochs } } : {}),
            published: known.map(each => ({
                figure: `roundsTo${percent}`,
                value: published[each],
                source: `${paper}, ${table}`,
                ...(epochs.length > 1 ? { when: { 'training.localEpochs': each } } : {}),
            })),
        },
    };
}
export const averagingPresets = [
    averaging({
        name: 'mnist-2nn-iid',
        network: '2NN',
        cut: 'iid',
        rounds: 150,
        published: { 1: 87 },
        takes: 'minutes',
    }),
    averaging({
        name: 'mnist-2nn-iid-e5',
        network: '2NN',
        cut: 'iid',
        rounds: 150,
        published: { 5: undefined },
        takes: 'minutes',
    }),
    averaging({
        name: 'mnist-2nn-shards',
        network: '2NN',
        cut: 'shards',
        rounds: 1_500,
        published: { 1: 664 },
        takes: 'an hour',
    }),
    averaging({
        name: 'mnist-cnn-iid',
        network: 'CNN',
        cut: 'iid',
        rounds: 150,
        published: { 1: 34, 5: 20 },
        takes: 'hours',
    }),
    averaging({
        name: 'mnist-cnn-shards',
        network: 'CNN',
        cut: 'shards',
        rounds: 1_000,
        published: { 1: 350, 5: 229 },
        takes: 'a day',
    }),
];
//# sourceMappingURL=averaging.js.map