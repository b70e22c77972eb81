import { initialParameters, loadDataset, loadMnist, mnist2nn, openEvaluator, openTrainer, partition, selectExamples, } from '../../learning/index.js';
const numbers = process.argv.slice(2).map(Number);
const [batchSize = 32, learningRate = 0.1, fraction = 1, rounds = 8, seed = 7, alpha = 0.5] = numbers;
const holders = 6;
const workers = 2;
const minimumExamples = 200;
const print = (value) => console.log(JSON.stringify(value));
async function trainAll(trainers, starts, datasets, round) {
    const results = [];
    const waiting = [...datasets.keys()];
    const drain = async (trainer) => {
        for (let holder = waiting.shift(); holder !== undefined; holder = waiting.shift()) {
            results[holder] = await trainer.train({
                spec: mnist2nn,
                parameters: starts[holder],
                dataset: datasets[holder],
                epochs: 1,
                batchSize,
                learningRate,
                seed: 1000 * round + holder,
            });
        }
    };
    await Promise.all(trainers.map(drain));
    return results;
}
function add(base, updates, weights) {
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const values = base.values.map((value, i) => updates.reduce((sum, update, k) => sum + (weights[k] / total) * update.values[i], value));
    return { values, layout: base.layout };
}
function cut(train) {
    const whole = selectExamples(train, Array.from({ length: Math.round(fraction * train.examples) }, (_, i) => i));
    const parts = partition(whole.labels, { kind: 'dirichlet', alpha }, { holders, minimumExamples, seed, whenShort: 'move' });
    return parts.map(part => loadDataset(selectExamples(whole, part)));
}
const datasets = cut(await loadMnist('train'));
const test = loadDataset(await loadMnist('test'));
const trainers = Array.from({ length: workers }, () => openTrainer());
const evaluator = openEvaluator();
const accuracyOf = async (parameters) => (await evaluator.evaluate(mnist2nn, parameters, test)).accuracy;
print({ batchSize, learningRate, fraction, seed, alpha, examples: datasets.map(({ examples }) => examples) });
let shared = initialParameters(mnist2nn, seed);
const alone = datasets.map(() => shared);
for (let round = 1; round <= rounds; round++) {
    const startMs = performance.now();
    const results = await trainAll(trainers, datasets.map(() => shared), datasets, round);
    const trainingSeconds = (performance.now() - startMs) / 1000;
    shared = add(shared, results.map(({ update }) => update), results.map(({ examples }) => examples));
    const steps = results.reduce((sum, result) => sum + result.steps, 0);
    const rssMiB = Math.round(process.memoryUsage().rss / 2 ** 20);
    const largest = Math.max(...results.map(({ update }) => update.values.reduce((m, v) => Math.max(m, Math.abs(v)), 0)));
    print({
        round,
        accuracy: await accuracyOf(shared),
        trainingSeconds,
        stepsPerSecond: steps / trainingSeconds,
        largestCoordinate: largest,
        rssMiB,
    });
}
for (let round = 1; round <= rounds; round++) {
    const results = await trainAll(trainers, alone, datasets, round);
    for (const [holder, { update }] of results.entries())
        alone[holder] = add(alone[holder], [update], [1]);
}
const aloneAccuracies = [];
for (const parameters of alone)
    aloneAccuracies.push(await accuracyOf(parameters));
print({ aloneAccuracies, mean: aloneAccuracies.reduce((sum, accuracy) => sum + accuracy, 0) / holders });
await Promise.all([...trainers, evaluator].map(worker => worker.close()));
//# sourceMappingURL=federated-averaging.js.map