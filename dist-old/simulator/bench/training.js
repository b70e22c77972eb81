/**
 * `parley bench training`: what the trainer makes of each backend, beside the plain loop of the library on the same
 * backend, measured in turns. Both train in a worker thread on the same digits in batches of the same size.
 */
import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus, release, totalmem, type } from 'node:os';
import { fileURLToPath } from 'node:url';
import { backendReport, initialParameters, loadDataset, loadMnist, mnist2nn, modelFromPreset, openTrainer, selectExamples, } from '../../learning/index.js';
import { compareFederatedRun } from './federated-run.js';
import { interleaved } from './measure.js';
import { openPlainTrainer } from './plain-trainer.js';
import { trainingGoals, } from './training-report.js';
const batchSize = 50;
/** Examples of an epoch by network: the slow backends get fewer, and no more is said of them than how slow they are. */
const examplesOn = {
    'tfjs-node-gpu': { mlp: 10_000, cnn: 5_000 },
    webgpu: { mlp: 5_000, cnn: 1_000 },
    'tfjs-node': { mlp: 5_000, cnn: 500 },
    wasm: { mlp: 5_000, cnn: 500 },
    cpu: { mlp: 500, cnn: 4 },
};
/** Two fifths of the digits among five: what is sent and waited for is the same whatever the holders train on. */
const federation = { holders: 5, rounds: 20, examplesPerHolder: 4_800, testExamples: 2_000 };
const quickFederation = { holders: 5, rounds: 2, examplesPerHolder: 50, testExamples: 100 };
/** Measures everything. */
export async function benchTraining(options) {
    const startMs = options.nowMs();
    const bench = {
        options,
        turns: options.quick ? 1 : 5,
        digits: loadDataset(await loadMnist('train', options.quick ? 2 * batchSize : 10_000)),
        missing: [],
    };
    say(bench, 'looking for backends');
    const found = await backendReport(options.backend);
    const backends = {};
    for (const entry of found.filter(one => isMeasured(one, options))) {
        backends[entry.name] = await benchBackend(bench, entry);
    }
    const chosen = found.find(({ state }) => state === 'chosen')?.name;
    if (chosen === undefined)
        bench.missing.push({ what: 'memory and overhead', reason: 'no backend can be used' });
    const memory = chosen === undefined ? null : measureMemory(bench, chosen);
    const federated = chosen === undefined ? null : await measureFederated(bench, chosen);
    const measured = {
        machine: machineHere(),
        measuredAt: new Date(startMs).toISOString(),
        quick: options.quick,
        batchSize,
        found,
        backends,
        memoryGrowth200Rounds: memory === null ? null : memory.after200Bytes / memory.after10Bytes,
        memory,
        overheadRatio: federated?.overheadRatio ?? null,
        largestAccuracyDifference: federated?.largestAccuracyDifference ?? null,
        federated,
        missing: bench.missing,
    };
    const report = { ...measured, seconds: (options.nowMs() - startMs) / 1000 };
    return { ...report, goals: trainingGoals(report) };
}
function say({ options }, progress) {
    options.report?.(progress);
}
function isMeasured({ name, state }, { backend }) {
    if (backend !== undefined)
        return name === backend && state === 'chosen';
    return state === 'chosen' || (state === 'available' && name !== 'cpu');
}
async function benchBackend(bench, { name, detail }) {
    const [mlp, cnn] = [await compare(bench, name, 'mlp'), await compare(bench, name, 'cnn')];
    const ratios = [mlp.ratioToPlain, cnn.ratioToPlain];
    const known = ratios.filter(ratio => ratio !== null);
    return { detail, mlp, cnn, ratioToPlain: known.length < ratios.length ? null : Math.min(...known) };
}
/** The networks of the comparison as the trainer takes them. */
const specs = {
    mlp: mnist2nn,
    cnn: modelFromPreset('mnist-cnn', { featureShape: [28, 28, 1], classes: 10 }),
};
async function compare(bench, backend, network) {
    const wanted = Math.min(examplesOn[backend][network], bench.digits.examples);
    const dataset = loadDataset(selectExamples(bench.digits, Array.from({ length: wanted }, (_, i) => i)));
    say(bench, `${backend}: ${network}, ${wanted} digits an epoch`);
    const plain = openPlainTrainer(backend);
    const trainer = openTrainer({ backend });
    const plainSeconds = async () => (await plain.epoch(network, dataset, batchSize)).seconds;
    const ourSeconds = trainingSeconds(trainer, specs[network], dataset);
    try {
        // The first epoch compiles and allocates.
        await plainSeconds();
        await ourSeconds();
        const seconds = await interleaved(bench.turns, { ours: ourSeconds, plain: plainSeconds });
        return {
            examplesPerSecond: wanted / seconds.ours,
            plainExamplesPerSecond: wanted / seconds.plain,
            ratioToPlain: seconds.plain / seconds.ours,
        };
    }
    finally {
        await Promise.all([plain.close(), trainer.close()]);
    }
}
/** One epoch as a round has it: from parameters to an update. */
function trainingSeconds(trainer, spec, dataset) {
    const request = {
        spec,
        parameters: initialParameters(spec, 1),
        dataset,
        epochs: 1,
        batchSize,
        learningRate: 0.1,
        seed: 1,
    };
    return async () => (await trainer.train(request)).durationMs / 1000;
}
/** Large arrays straight from the system and back to it: what is resident is what is held. */
const memoryEnvironment = { MALLOC_MMAP_THRESHOLD_: '65536', MALLOC_TRIM_THRESHOLD_: '65536' };
const memoryFlags = ['--expose-gc', '--max-semi-space-size=2'];
/** A holder's process of its own, so that nothing else is counted. */
function measureMemory(bench, backend) {
    say(bench, `${backend}: memory over 200 rounds`);
    const file = fileURLToPath(new URL('./training-memory-process.js', import.meta.url));
    const args = [...memoryFlags, file, backend, ...(bench.options.quick ? ['2', '4'] : ['10', '200'])];
    const env = { ...process.env, ...memoryEnvironment };
    const figures = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8', env }));
    return { backend, ...figures };
}
async function measureFederated(bench, backend) {
    const sizes = bench.options.quick ? quickFederation : federation;
    say(bench, `${backend}: ${sizes.rounds} rounds, masked over gRPC and plain`);
    return compareFederatedRun(sizes, backend);
}
function machineHere() {
    return {
        processor: cpus()[0]?.model.trim() ?? 'unknown',
        cores: availableParallelism(),
        memoryBytes: totalmem(),
        system: `${type()} ${release()}`,
        node: process.versions.node,
    };
}
//# sourceMappingURL=training.js.map