/**
 * A run as it would be in production: a coordinator with its database, ledger and log, a buyer who posts the bounty, and an
 * agent with a store of its own for every virtual holder, in one process or over gRPC on loopback. Only the coins of rounding
 * are drawn from the seed, so that the run can be compared with one without masks; keys and masks are not.
 */
import { join } from 'node:path';
import { openExpansionWorkers, sha256, systemRandom, toHex } from '../../aggregation/index.js';
import { openAgentStore, readPolicy, runAgent, systemClock } from '../../client/index.js';
import { BackendError, backendReport, encodeDatasetBlob, openTrainer, } from '../../learning/index.js';
import { bountyIdOf, encodeTerms, termsSigningBytes } from '../../protos/terms.js';
import { learningRateOf } from '../../protos/training-terms.js';
import { ExperimentError } from '../experiment/experiment-error.js';
import { granted, openFederatedCast } from '../served-federation.js';
import { prepareRun } from './cast.js';
import { endOf, isOver } from './ending.js';
import { coinsOf, trainerOf } from './local-round.js';
import { headOf } from './run-head.js';
/** Nobody falls silent here; holders wait for one another's training. */
const silenceMs = 3_600_000;
export async function playMaskedRun(run, data, options) {
    requireMaskable(run);
    const testSet = encodeDatasetBlob(data.test);
    const cast = prepareRun(run, data, toHex(sha256(testSet)));
    const head = headOf(run, await backendOf(options.backend));
    await options.onStart?.(head);
    const federation = await openFederatedCast({
        holders: cast.holders.map(({ organisation }) => organisation),
        priceUnits: BigInt(cast.terms.pay.priceUnits),
        transport: run.experiment.transport,
        silenceMs,
    });
    try {
        return { head, end: await play(cast, federation, testSet, options) };
    }
    finally {
        await federation.close();
    }
}
/** What is drawn about virtual holders belongs to runs that are played without agents of their own. */
function requireMaskable({ experiment: { conditions, attack } }) {
    if (conditions !== undefined)
        throw new ExperimentError('conditions', 'are played with masking off only; remove them, or set masking: off');
    if (attack !== undefined && 'clipping' in attack.settings && attack.settings.clipping === 'skipped')
        throw new ExperimentError('attack.settings.clipping', 'skipped is played with masking off only: the agent clips whatever its trainer gives; use kept, or masking: off');
}
/** The backend on which trainers and evaluators will compute. */
async function backendOf(wanted) {
    if (wanted !== undefined)
        return wanted;
    const chosen = (await backendReport()).find(({ state }) => state === 'chosen');
    if (chosen === undefined)
        throw new BackendError('no backend can be used here');
    return chosen.name;
}
async function play(cast, federation, testSet, options) {
    const ending = new AbortController();
    const signal = AbortSignal.any([options.signal, ending.signal]);
    const trainer = openTrainer(options.backend === undefined ? {} : { backend: options.backend });
    const expansion = openExpansionWorkers({ workers: 1 });
    const heard = { losses: new Map(), drawn: new Map(), leftOut: new Map() };
    const bountyId = await post(federation.buyer, cast.terms, testSet);
    const agents = cast.holders.map((holder, i) => takePart(cast, federation, federation.holders[i], holder, {
        trainer,
        expansion,
        signal,
        heard,
        options,
    }));
    try {
        return await follow(cast, federation, bountyId, heard, { ...options, signal });
    }
    finally {
        ending.abort();
        await Promise.allSettled(agents);
        await expansion.close();
        await trainer.close();
    }
}
async function post({ port, signer }, checked, testSet) {
    granted(await port.uploadBlob(testSet));
    const terms = encodeTerms(checked);
    const nonce = systemRandom.bytes(16);
    const bountyId = bountyIdOf(terms, signer.publicKey, nonce);
    const signature = signer.sign(termsSigningBytes(bountyId, terms));
    granted(await port.postBounty({ terms, nonce, signature }));
    return bountyId;
}
/** A policy that joins the experiment, whatever groups it asks for. */
const policyFor = ({ model }) => `version: 1
allow: {buyers: [buyer], modelFamilies: [${model.family}], purposes: [experiment]}
minimumGroup: 3
minimumHonest: 2
minimumOrganisations: 1
maximumRounds: 10000
maximumLocalEpochs: 100
colluders: 0
`;
async function takePart({ run, terms }, federation, { organisation, port, signer }, holder, { trainer, expansion, signal, heard, options }) {
    const stateStore = openAgentStore(join(federation.folder, organisation), systemRandom.bytes(32), systemRandom);
    try {
        await runAgent({
            port,
            signer,
            organisation,
            stateStore,
            policy: readPolicy(policyFor(terms), 'the policy of virtual holders'),
            dataset: holder.records(),
            datasetSalt: systemRandom.bytes(16),
            trainer: trainerOf(trainer, holder),
            expansion,
            clock: systemClock,
            random: systemRandom,
            unsafeCoinsOf: attempt => coinsOf(run.seed, organisation, attempt),
            coordinatorKey: federation.coordinatorKey,
            report: event => hear(heard, event, terms, options),
            signal,
            once: true,
            patience: { pollMs: 500 },
        });
    }
    finally {
        stateStore.close();
    }
}
function hear({ losses, drawn }, event, terms, options) {
    if (event.kind !== 'trained')
        return;
    const { round } = event.attempt;
    const told = losses.get(round) ?? [];
    told.push(event.meanLoss);
    losses.set(round, told);
    options.onProgress?.({
        round,
        rounds: terms.training.rounds,
        trained: told.length,
        drawn: drawn.get(round) ?? told.length,
    });
}
/** Records the rounds as the coordinator completes them, until the bounty has ended. */
async function follow(cast, { buyer }, bountyId, heard, options) {
    const lines = [];
    const record = async () => {
        const bounty = granted(await buyer.port.getBounty({ bountyId }));
        const fresh = bounty.rounds.filter(({ round, state }) => state === 'completed' && round > (lines.at(-1)?.round ?? 0));
        for (const summary of fresh)
            await tell(cast, summary, heard, lines, options);
        return bounty;
    };
    for await (const event of buyer.port.watch({ bountyId, after: 0 }, options.signal)) {
        listen(heard, event);
        if (event.kind !== 'round-completed' && event.kind !== 'bounty-ended')
            continue;
        const bounty = await record();
        if (event.kind === 'bounty-ended')
            return endedAs(cast, bounty, lines);
    }
    return undefined;
}
function listen({ drawn, leftOut }, { kind, round, members, group }) {
    if (kind === 'round-opened' && round !== undefined)
        drawn.set(round, members ?? 0);
    if (kind === 'group-left-out' && round !== undefined)
        leftOut.set(round, [...(leftOut.get(round) ?? []), group ?? 0]);
}
async function tell({ run, terms }, summary, { losses, drawn, leftOut }, lines, options) {
    const { round, survivors, startedAtMs, finishedAtMs } = summary;
    const told = losses.get(round) ?? [];
    const line = {
        kind: 'round',
        run: run.run,
        round,
        metrics: metricsIn(summary),
        trainingLoss: told.length === 0
            ? null
            : told.sort((a, b) => a - b).reduce((sum, loss) => sum + loss, 0) / told.length,
        learningRate: learningRateOf(terms.training, round),
        drawn: drawn.get(round) ?? survivors.length,
        survivors: survivors.length,
        leftOut: leftOut.get(round) ?? [],
        stepNorm: null,
        modelHash: toHex(summary.modelHash),
    };
    lines.push(line);
    await options.onRound(line, {
        kind: 'timing',
        run: run.run,
        round,
        seconds: (finishedAtMs - startedAtMs) / 1000,
        trainingSeconds: null,
        evaluationSeconds: null,
        residentBytes: process.memoryUsage.rss(),
    });
}
function metricsIn({ correct, total, metrics }) {
    const found = {};
    for (const { metric, value } of metrics)
        found[metric] = value;
    const loss = found.logLoss === undefined ? {} : { loss: found.logLoss };
    return { ...found, accuracy: correct / total, ...loss };
}
function endedAs({ run, terms }, { state, reason }, lines) {
    const over = isOver(terms, lines);
    if (state === 'final' && over !== undefined)
        return endOf(run.run, terms, lines, over);
    return endOf(run.run, terms, lines, 'aborted', `the bounty ended as ${state}: ${reason}`);
}
//# sourceMappingURL=masked-run.js.map