/**
 * What a holder computes for one attempt, beside the protocol: an update, counts of its records, or both. It starts with the
 * attempt and is waited for when its result is due.
 */
import { enc, parameterVector, splitTally, taggedHash, u32, utf8, } from '../../aggregation/index.js';
import { loadDataset, parseAlgorithm, selectExamples, summariseColumns, TrainingError, WorkerError, } from '../../learning/index.js';
import { batchSizeOf, learningRateOf } from '../../protos/training-terms.js';
/**
 * Seed of one attempt's training, 48 bits: another one in every attempt, so that an attempt that is repeated sums an
 * update made afresh and never the same one twice.
 */
export function trainingSeed(terms, attempt, organisation) {
    const { round, attempt: number } = attempt;
    const fields = enc(u32(terms.training.seed), u32(round), u32(number), utf8(organisation));
    const hash = taggedHash('parley/v1/training-seed', fields);
    return hash.subarray(0, 6).reduce((seed, byte) => seed * 256 + byte, 0);
}
/** Starts what the plan of the round asks for. */
export function startWork(order) {
    const stopping = new AbortController();
    let permille = 0;
    let isOver = false;
    const onProgress = (done) => {
        permille = done;
    };
    const outcome = run(() => work(order, onProgress, stopping.signal)).finally(() => {
        isOver = true;
    });
    return { outcome, permille: () => permille, isOver: () => isOver, stop: () => stopping.abort() };
}
async function work(order, onProgress, signal) {
    const { records, papers, plan, model, report, attempt } = order;
    const { content } = plan;
    if (content.purpose === 'statistics') {
        const tally = summariseColumns(records.columns(content.schema), content.schema, content.layout);
        return { kind: 'counted', tally, examples: records.examples };
    }
    const { training, heldOut } = records.divided(papers, model.schema);
    const { tally, examples } = content.metrics === undefined ? nothing : await count(order, content.metrics, heldOut, signal);
    if (content.purpose === 'evaluation')
        return { kind: 'counted', tally, examples };
    const told = ({ step, steps, meanLoss }) => {
        const done = Math.floor((1000 * step) / steps);
        onProgress(done);
        report({ kind: 'training', attempt, permille: done, meanLoss });
    };
    const { vectors, memory, meanLoss, durationMs } = await trainRound({ ...order, terms: papers.terms, spec: papers.spec, parts: content.parts, memory: order.memory() }, training, settings => tryAgainOnce(() => order.trainer.train({ ...settings, dataset: training }, told, signal)));
    return { kind: 'trained', vectors, memory, tally, meanLoss, durationMs };
}
/** A training round by the algorithm of the terms; `train` is asked once or more. */
export async function trainRound({ terms, spec, parts, model, memory, attempt, organisation }, { examples }, train) {
    const { localEpochs, momentum } = terms.training;
    const { parameters, broadcast } = model;
    const settings = {
        spec,
        parameters,
        epochs: localEpochs,
        batchSize: batchSizeOf(terms.training, examples),
        learningRate: learningRateOf(terms.training, attempt.round),
        ...(momentum === undefined ? {} : { momentum }),
        seed: trainingSeed(terms, attempt, organisation),
    };
    const { client } = parseAlgorithm(terms.training.algorithm);
    const outcome = await client.train({ settings, parts, broadcast, memory, train });
    return { ...outcome, vectors: outcome.vectors.map(values => parameterVector(values, parameters.layout)) };
}
const nothing = { tally: new Int32Array(0), examples: 0 };
/**
 * The digits of how the model does on half of the records that are kept out of training, drawn afresh in each attempt: the
 * counts of the same records would be told by the difference of two sums, one of them without this holder. Zeros where there
 * are none.
 */
async function count({ evaluator, papers, model, random }, { form, layout }, heldOut, signal) {
    if (heldOut === undefined)
        return { tally: new Int32Array(layout.length), examples: 0 };
    const most = Math.min(Math.ceil(heldOut.examples / 2), papers.terms.cohort.maximumExamples);
    const drawn = loadDataset(selectExamples(heldOut, drawSome(heldOut.examples, most, random)));
    const counts = await tryAgainOnce(() => evaluator.count(papers.spec, model.parameters, drawn, form, signal));
    return { tally: splitTally(Array.from(counts, BigInt), layout), examples: drawn.examples };
}
/** `count` of the numbers below `all`, any as likely as any other up to the ties of 32-bit words. */
function drawSome(all, count, random) {
    const bytes = random.bytes(4 * all);
    const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const places = Array.from({ length: all }, (_, i) => i);
    const keys = places.map(i => words.getUint32(4 * i, true));
    return places.sort((left, right) => keys[left] - keys[right]).slice(0, count);
}
async function run(start) {
    try {
        return await start();
    }
    catch (error) {
        const isDivergence = error instanceof TrainingError && error.reason === 'diverged';
        return {
            kind: 'failed',
            reason: isDivergence ? 'diverged' : 'training-failed',
            detail: error instanceof Error ? error.message : String(error),
        };
    }
}
/** A worker that crashed is started anew once; the same request gives the same result. */
async function tryAgainOnce(ask) {
    try {
        return await ask();
    }
    catch (error) {
        if (error instanceof WorkerError && error.reason === 'crashed')
            return ask();
        throw error;
    }
}
//# sourceMappingURL=local-work.js.map