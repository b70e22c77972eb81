const source = "Flower's baseline niid_bench, FedAvg on MNIST, which reproduces Li et al. 2022, Federated Learning on Non-IID Data Silos";
/** The benchmark's network: LeNet's shape with rectifiers. */
const lenet = {
    family: 'layers',
    task: 'classification',
    inputShape: [28, 28, 1],
    layers: [
        {
            kind: 'conv2d',
            name: 'conv1',
            filters: 6,
            kernelSize: [5, 5],
            padding: 'valid',
            activation: 'relu',
        },
        { kind: 'max-pool2d', name: 'pool1', size: [2, 2], padding: 'valid' },
        {
            kind: 'conv2d',
            name: 'conv2',
            filters: 16,
            kernelSize: [5, 5],
            padding: 'valid',
            activation: 'relu',
        },
        { kind: 'max-pool2d', name: 'pool2', size: [2, 2], padding: 'valid' },
        { kind: 'flatten', name: 'flatten' },
        { kind: 'dense', name: 'dense1', units: 120, activation: 'relu' },
        { kind: 'dense', name: 'dense2', units: 84, activation: 'relu' },
        { kind: 'dense', name: 'logits', units: 10 },
    ],
};
function silos(cut, words, partition, published) {
    return {
        reproduces: `Li et al. 2022 (NIID-Bench), MNIST, ${words}: best accuracy ${(100 * published).toFixed(2)} %`,
        takes: 'an hour',
        experiment: {
            version: 1,
            name: `niid-mnist-${cut}`,
            title: `Ten silos of digits, ${words}`,
            description: `NIID-Bench: ten holders, all of them in each of 50 rounds, ten local epochs in batches of 64, learning rate 0.01 with momentum 0.9, a small convolutional network. The digits are cut with ${words}.`,
            data: { dataset: 'mnist' },
            holders: 10,
            partition,
            model: lenet,
            training: { rounds: 50, localEpochs: 10, batchSize: 64, learningRate: 0.01, momentum: 0.9 },
            seeds: [1],
            published: [{ figure: 'bestAccuracy', value: published, source }],
        },
    };
}
export const niidPresets = [
    silos('iid', 'equal parts at random', { kind: 'iid' }, 0.9909),
    silos('dirichlet', 'labels by a Dirichlet distribution of 0.5', { kind: 'dirichlet', alpha: 0.5, balanced: true }, 0.9889),
    silos('labels-1', 'one label for each holder', { kind: 'labels', labelsPerHolder: 1 }, 0.1933),
    silos('labels-2', 'two labels for each holder', { kind: 'labels', labelsPerHolder: 2 }, 0.9686),
    silos('labels-3', 'three labels for each holder', { kind: 'labels', labelsPerHolder: 3 }, 0.9786),
];
//# sourceMappingURL=niid-bench.js.map