/**
 * Four hospitals whose files differ in everything but the question: what the federation learns from them, with means that
 * come from a masked sum, against a pooled table that nobody has.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, {} from 'ava';
import { parse } from 'yaml';
import { parameterVector, toHex } from '../../aggregation/index.js';
import { evaluateRounds } from '../../cli/buyer-evaluator.js';
import { writeHospitals } from '../../examples/hospitals.js';
import { columnsOf, completeDataset, completeSchema, dataShapeOf, encodeRawBlob, holdOut, initialParameters, loadDataset, modelFromPreset, openEvaluator, openTrainer, parseDataSchema, parseSiteFormat, readModel, readRawDataset, selectExamples, statisticsLayout, statisticsOfSum, summariseColumns, } from '../../learning/index.js';
import { figureOf, holdersAfter } from '../../protos/metrics.js';
import { ended, must, openScene, postBountyWith, smallTerms, startAgent, } from '../support/small-federation.js';
const hospitals = ['lakeview', 'st-anna', 'veterans', 'wienerberg'];
async function readHospitals(t) {
    const folder = await mkdtemp(path.join(tmpdir(), 'parley-hospitals-'));
    t.teardown(() => rm(folder, { recursive: true }));
    await writeHospitals(folder);
    const page = parse(await readFile(path.join(folder, 'bounty.yaml'), 'utf8'));
    const schema = parseDataSchema(page.data, 'bounty.yaml');
    const site = async (name) => {
        const text = await readFile(path.join(folder, `${name}.site.yaml`), 'utf8').catch(() => undefined);
        return text === undefined ? undefined : parseSiteFormat(parse(text), `${name}.site.yaml`);
    };
    const read = async (name) => readRawDataset(path.join(folder, `${name}.csv`), schema, await site(name));
    return { schema, sites: await Promise.all(hospitals.map(read)), testSet: await read('test-set') };
}
const rounds = 12;
function termsFor({ schema, testSet }, spec, change = {}) {
    const blob = encodeRawBlob(testSet);
    const usual = smallTerms(blob, testSet.records.examples);
    return {
        ...usual,
        model: spec,
        data: schema,
        training: {
            ...usual.training,
            rounds,
            minimumRounds: rounds,
            batchSize: 16,
            learningRate: 0.1,
            clipNorm: 20,
        },
        // Two rounds reach it whatever the rounding and the drawn halves are.
        acceptance: { ...usual.acceptance, target: 0.6 },
        // A busy machine costs no hospital its place.
        aggregation: {
            ...usual.aggregation,
            stageSeconds: { advertise: 60, share: 60, input: 60, survivors: 60, unmask: 60 },
        },
        cohort: { minimum: 4, maximum: 4, openSeconds: 60, colluders: 0, maximumExamples: 1000 },
        ...change,
    };
}
/** Runs the bounty with the four hospitals; what they told, and the bounty. */
async function federate(t, table, terms, trainer) {
    const { cast } = await openScene(t, hospitals, 60_000);
    must(await cast.buyer.port.uploadBlob(encodeRawBlob(table.testSet)));
    const bountyId = await postBountyWith(cast, terms);
    const agents = startHospitals(cast, table, trainer);
    const bounty = await ended(cast, bountyId);
    await Promise.all(agents.map(({ done }) => done));
    const model = readModel(must(await cast.buyer.port.downloadBlob({ sha256: bounty.modelBlob })));
    return { cast, bounty, agents, model };
}
function startHospitals(cast, table, trainer) {
    const allow = { buyers: ['acme'], modelFamilies: ['logistic', 'mlp'], purposes: ['testing'] };
    return hospitals.map((name, i) => startAgent(cast, name, {
        dataset: table.sites[i],
        trainer,
        policyChanges: { allow, colluders: 0, minimumGroup: 4 },
    }));
}
/** All sites' records in one table: what nobody has. */
function pool({ schema, sites }) {
    const { records } = sites[0];
    const all = sites.flatMap(site => Array.from({ length: site.records.examples }, (_, i) => ({ site, i })));
    const width = schema.features.length;
    const pooled = selectExamples(records, new Int32Array(all.length));
    for (const [at, { site, i }] of all.entries()) {
        pooled.features.set(site.records.features.subarray(i * width, (i + 1) * width), at * width);
        pooled.labels[at] = site.records.labels[i];
    }
    return { kind: 'raw', schema, records: pooled };
}
/** The schema with the pooled table's own means. */
function schemaOf(raw) {
    const layout = statisticsLayout(raw.schema, { ringBits: 32, maximumHolders: 1, maximumRecords: 10_000 });
    const reading = statisticsOfSum(summariseColumns(columnsOf(raw), raw.schema, layout), raw.schema, layout);
    if (reading.kind === 'inconsistent')
        throw new Error(reading.detail);
    return completeSchema(raw.schema, reading.statistics);
}
/** Accuracy on the test set of a model that was trained on the pooled table for as many epochs. */
async function pooledAccuracy(table, spec, trainer) {
    const raw = pool(table);
    const schema = schemaOf(raw);
    const start = initialParameters(spec, 5);
    const { update } = await trainer.train({
        spec,
        parameters: start,
        epochs: rounds,
        batchSize: 16,
        learningRate: 0.1,
        seed: 1,
        dataset: loadDataset(completeDataset(raw, schema)),
    });
    const values = start.values.map((value, i) => value + update.values[i]);
    const evaluator = openEvaluator();
    try {
        const testSet = loadDataset(completeDataset(table.testSet, schema));
        return (await evaluator.evaluate(spec, parameterVector(values, start.layout), testSet)).accuracy;
    }
    finally {
        await evaluator.close();
    }
}
function accuracyOf({ rounds: all }) {
    const last = all.findLast(({ total }) => total > 0);
    return last.correct / last.total;
}
for (const preset of ['logistic-regression', 'tabular-mlp']) {
    test.serial(`four hospitals train ${preset} as well as if their tables were one`, async (t) => {
        const table = await readHospitals(t);
        const spec = modelFromPreset(preset, dataShapeOf(table.schema));
        const trainer = openTrainer();
        t.teardown(() => trainer.close());
        const { bounty } = await federate(t, table, termsFor(table, spec), trainer);
        t.is(bounty.state, 'final');
        const reference = await pooledAccuracy(table, spec, trainer);
        t.log(`federated ${accuracyOf(bounty)}, pooled ${reference}`);
        t.true(reference > 0.75, `the reference learns something: ${reference}`);
        t.true(Math.abs(accuracyOf(bounty) - reference) <= 0.01, `${accuracyOf(bounty)} against ${reference}`);
    });
}
test.serial('the means of all are those of the pooled table, though every hospital sent one masked vector', async (t) => {
    const table = await readHospitals(t);
    const spec = modelFromPreset('logistic-regression', dataShapeOf(table.schema));
    const trainer = openTrainer();
    t.teardown(() => trainer.close());
    const short = { ...termsFor(table, spec).training, rounds: 1, minimumRounds: 1 };
    const { bounty, agents, model } = await federate(t, table, termsFor(table, spec, { training: short }), trainer);
    t.deepEqual(model.data, JSON.parse(JSON.stringify(schemaOf(pool(table)))));
    t.deepEqual(bounty.rounds.map(({ round, total, pays }) => [round, total, pays.some(pay => pay.amountUnits > 0n)]), [
        [0, 0, false],
        [1, table.testSet.records.examples, true],
    ]);
    const told = agents.map(({ events }) => events.find(event => event.kind === 'standardised'));
    t.is(told.filter(event => event !== undefined).length, hospitals.length);
    const lakeview = told[hospitals.indexOf('lakeview')];
    const cholesterol = lakeview?.kind === 'standardised'
        ? lakeview.columns.find(({ name }) => name === 'cholesterol')
        : undefined;
    t.like(cholesterol, { missing: 123, how: 'mean' });
});
test.serial('holders evaluate every model on records of theirs that are never trained on, and only the sum is seen', async (t) => {
    const table = await readHospitals(t);
    const spec = modelFromPreset('logistic-regression', dataShapeOf(table.schema));
    const trainer = openTrainer();
    t.teardown(() => trainer.close());
    const short = { ...termsFor(table, spec).training, rounds: 2, minimumRounds: 2 };
    const trained = [];
    const watching = {
        train: (request, ...rest) => {
            trained.push(request.dataset.examples);
            return trainer.train(request, ...rest);
        },
        close: async () => undefined,
    };
    const terms = termsFor(table, spec, { training: short, evaluation: { heldOutPermille: 200 } });
    const { bounty, model } = await federate(t, table, terms, watching);
    const heldOut = table.sites.map(site => {
        const split = holdOut(completeDataset(site, model.data), 200, bounty.bountyId);
        return { training: split.training.examples, heldOut: loadDataset(split.heldOut) };
    });
    // A fresh half in every round: of the same records two rounds, with and without one hospital, would tell its counts.
    const examples = heldOut.reduce((sum, { heldOut: own }) => sum + Math.ceil(own.examples / 2), 0);
    t.deepEqual(bounty.rounds.map(({ round, holders, total }) => [round, holders?.examples, total > 0]), [
        [0, undefined, false],
        [1, examples, true],
        [2, examples, true],
        [3, examples, false],
    ]);
    const sizes = heldOut.map(({ training }) => training);
    t.deepEqual([...new Set(trained)].sort(), [...sizes].sort());
    const evaluator = openEvaluator();
    t.teardown(() => evaluator.close());
    let [right, all] = [0, 0];
    for (const { heldOut: own } of heldOut) {
        right += (await evaluator.evaluate(spec, model.parameters, own)).correct;
        all += own.examples;
    }
    const last = holdersAfter(bounty.rounds, 2);
    const accuracy = last.metrics.find(({ metric }) => metric === 'accuracy');
    t.true(Math.abs(accuracy.value - right / all) < 0.2, `${accuracy.value} of a half, ${right / all} of all`);
    t.true(last.metrics.some(({ metric, low, value, high }) => metric === 'auc' && low <= value && value <= high));
    // The closing round moves neither the model nor money, and the test of the last training decides.
    t.is(toHex(bounty.rounds[3].modelHash), toHex(bounty.rounds[2].modelHash));
    t.true(bounty.rounds[3].pays.every(({ amountUnits }) => amountUnits === 0n));
    t.true(bounty.accepted);
});
test.serial('a buyer evaluates at home by the means of the hospitals, and both judgements stand in the record of every round', async (t) => {
    const table = await readHospitals(t);
    const spec = modelFromPreset('logistic-regression', dataShapeOf(table.schema));
    const trainer = openTrainer();
    const evaluator = openEvaluator();
    t.teardown(() => Promise.all([trainer.close(), evaluator.close()]));
    const usual = termsFor(table, spec, { evaluation: { heldOutPermille: 200 } });
    const terms = {
        ...usual,
        training: { ...usual.training, rounds: 2, minimumRounds: 2 },
        acceptance: {
            ...usual.acceptance,
            metric: 'auc',
            target: 0.8,
            evaluator: 'buyer',
            evaluationSeconds: 600,
        },
    };
    const { cast } = await openScene(t, hospitals, 60_000);
    const bountyId = await postBountyWith(cast, terms);
    const agents = startHospitals(cast, table, trainer);
    const evaluating = evaluateRounds({
        ...cast.buyer,
        bountyId,
        terms,
        testSet: table.testSet,
        evaluator,
        signal: new AbortController().signal,
    });
    const judged = [];
    for await (const news of evaluating)
        if (news.kind === 'round-evaluated')
            judged.push(news.round);
    await Promise.all(agents.map(({ done }) => done));
    const bounty = await ended(cast, bountyId);
    t.deepEqual(judged, [1, 2]);
    t.true(bounty.accepted);
    for (const round of [1, 2]) {
        const own = figureOf(bounty.rounds.find(one => one.round === round), 'auc');
        const found = holdersAfter(bounty.rounds, round);
        const theirs = found.metrics.find(({ metric }) => metric === 'auc');
        t.true(own.value > 0.8 && theirs.value > 0.6, `${own?.value} and ${theirs?.value}`);
    }
});
//# sourceMappingURL=four-hospitals.test.js.map