/**
 * A run with masking off: round after round the agent's own training, clipping and rounding of every holder that was drawn,
 * and the coordinator's own sums, rules and algorithm, in one thread and without a protocol between them. Since masked sums
 * are exact, a masked run of the same seed comes to the same models, bit for bit.
 */
import { euclideanNorm, parameterVector, secureDraw, sha256, toHex, utf8, weightLimbsOf, } from '../../aggregation/index.js';
import { groupMeanOf, planOf, stepModel } from '../../coordinator/index.js';
import { initialParameters, loadDataset, modelHash, parseAlgorithm, parseModelSpec, } from '../../learning/index.js';
import { sampleOf } from '../../protos/terms.js';
import { learningRateOf } from '../../protos/training-terms.js';
import { triggeredTestSet } from '../attacks/index.js';
import { presentIn } from './conditions.js';
import { endOf, isOver } from './ending.js';
import { playLocalRound } from './local-round.js';
import { metricsOf } from './run-metrics.js';
/** Plays the run to its end, or until the signal aborts: then there is no end. */
export async function playClearRun(cast, options) {
    const { terms, run } = cast;
    const spec = parseModelSpec(terms.model);
    const start = initialParameters(spec, terms.training.seed);
    const attack = run.experiment.attack?.settings;
    const setting = {
        ...options,
        cast,
        spec,
        algorithm: parseAlgorithm(terms.training.algorithm),
        layout: start.layout,
        triggered: attack?.kind === 'backdoor' ? loadDataset(triggeredTestSet(cast.test, attack)) : undefined,
    };
    const federation = options.resume === undefined ? begin(start.values) : restore(options.resume);
    for (;;) {
        const over = isOver(terms, federation.lines);
        if (over !== undefined)
            return endOf(run.run, terms, federation.lines, over);
        try {
            const lost = await playRound(setting, federation);
            if (lost !== undefined)
                return endOf(run.run, terms, federation.lines, 'diverged', lost);
        }
        catch (error) {
            if (options.signal.aborted)
                return undefined;
            throw error;
        }
        await options.onCheckpoint?.(() => checkpointOf(federation));
    }
}
function begin(values) {
    return { values, state: {}, memories: new Map(), lines: [] };
}
/** Names of vectors in a checkpoint: the kind, then whose, then what; organisations and names have no slash. */
function checkpointOf({ values, state, memories, lines }) {
    const kept = Object.entries(state).map(([name, vector]) => [`state/${name}`, vector]);
    const remembered = [...memories].flatMap(([organisation, memory]) => Object.entries(memory).map(([name, vector]) => [`memory/${organisation}/${name}`, vector]));
    return {
        rounds: [...lines],
        vectors: Object.fromEntries([['model', values], ...kept, ...remembered]),
    };
}
function restore({ rounds, vectors }) {
    const federation = { ...begin(vectors.model), lines: [...rounds] };
    const state = {};
    for (const [name, vector] of Object.entries(vectors)) {
        const [kind, ...rest] = name.split('/');
        if (kind === 'state')
            state[rest[0]] = vector;
        if (kind !== 'memory')
            continue;
        const [organisation, what] = rest;
        federation.memories.set(organisation, { ...federation.memories.get(organisation), [what]: vector });
    }
    return { ...federation, state };
}
/** Plays one round and records it; why it came to nothing, where every update was lost. */
async function playRound(setting, federation) {
    const { cast, nowMs } = setting;
    const round = (federation.lines.at(-1)?.round ?? 0) + 1;
    const startedMs = nowMs();
    const drawn = drawnIn(cast, round);
    const trained = await trainAll(setting, federation, round, drawn);
    const trainedMs = nowMs();
    if (trained.diverged.length > 0 && trained.shares.size === 0)
        return `training diverged at every holder of round ${round}; try a lower training.learningRate`;
    const summed = sumGroups(setting, round, drawn, trained.shares);
    const taken = step(setting, federation, round, summed);
    const steppedMs = nowMs();
    const line = await evaluated(setting, federation, round, { drawn, trained, summed, step: taken });
    federation.lines.push(line);
    const endedMs = nowMs();
    await setting.onRound(line, {
        kind: 'timing',
        run: cast.run.run,
        round,
        seconds: (endedMs - startedMs) / 1000,
        trainingSeconds: (trainedMs - startedMs) / 1000,
        evaluationSeconds: (endedMs - steppedMs) / 1000,
        residentBytes: setting.residentBytes(),
    });
    return undefined;
}
function drawnIn({ terms, holders }, round) {
    const names = holders.map(({ organisation }) => organisation);
    const drawn = sampleOf(terms, round, names);
    return names.filter(name => drawn.has(name));
}
async function trainAll(setting, { values, state, memories }, round, drawn) {
    const { cast, layout, trainer, algorithm, signal, onProgress } = setting;
    const { content, parameters } = planOf(cast.terms, round);
    if (content.purpose !== 'training')
        throw new Error('a simulation has rounds of training alone');
    const broadcast = toldOf(algorithm, state);
    const byName = new Map(cast.holders.map(holder => [holder.organisation, holder]));
    const shares = new Map();
    const diverged = [];
    for (const { organisation, epochs } of presentIn(cast.run, round, drawn)) {
        signal.throwIfAborted();
        const share = await playLocalRound({
            cast,
            holder: byName.get(organisation),
            trainer,
            content,
            parameters,
            model: { parameters: parameterVector(values, layout), broadcast },
            memory: memories.get(organisation) ?? {},
            round,
            epochs,
            signal,
        });
        if (share === undefined)
            diverged.push(organisation);
        else
            shares.set(organisation, share);
        onProgress?.({ round, rounds: cast.terms.training.rounds, trained: shares.size, drawn: drawn.length });
    }
    return { shares, diverged };
}
function toldOf({ server }, state) {
    return Object.fromEntries(Object.entries(state).filter(([name]) => server.broadcasts.includes(name)));
}
/** The sums of the groups that have enough of their members left, as the coordinator's conclusion makes them. */
function sumGroups({ cast }, round, drawn, shares) {
    const { content, parameters } = planOf(cast.terms, round);
    if (content.purpose !== 'training')
        throw new Error('a simulation has rounds of training alone');
    const examplesOf = new Map(cast.holders.map(({ organisation, examples }) => [organisation, examples]));
    const size = parameters.dimension - weightLimbsOf(parameters).count;
    const integers = new Float64Array(size);
    const groupMeans = [];
    const groups = [];
    const members = [];
    let totalWeight = 0;
    for (const [i, group] of groupsOf(cast, round, drawn).entries()) {
        const present = group.flatMap(name => (shares.has(name) ? [[name, shares.get(name)]] : []));
        const least = cast.run.experiment.conditions?.withoutFloors === true ? 1 : parameters.minimumGroup;
        if (present.length < least)
            continue;
        const sum = new Int32Array(size);
        for (const [, share] of present)
            for (let k = 0; k < size; k++)
                sum[k] += share.integers[k];
        const weight = present.reduce((all, [name]) => all + examplesOf.get(name), 0);
        for (let k = 0; k < size; k++)
            integers[k] += sum[k];
        if (cast.terms.aggregation.robust !== undefined)
            groupMeans.push(groupMeanOf(sum, weight, { content, parameters }));
        groups.push(i + 1);
        members.push(...present);
        totalWeight += weight;
    }
    return { integers, totalWeight, groupMeans, groups, members };
}
/** Groups as a draw would cut them, from a seed that follows from the run's. */
function groupsOf({ terms, run }, round, drawn) {
    const { groupSize } = terms.cohort;
    if (groupSize === undefined)
        return [drawn];
    const seed = sha256(utf8(`groups of seed ${run.seed}, round ${round}`));
    const nothing = new Uint8Array(32);
    const { groups } = secureDraw.cutCohort(nothing, nothing, seed, drawn.map(utf8), groupSize);
    return groups.map(group => group.map(name => Buffer.from(name).toString()));
}
/** Steps the model, and lets those who are in the sum remember; the length of the step. */
function step(setting, federation, round, summed) {
    const { terms, holders } = setting.cast;
    const { content, parameters } = planOf(terms, round);
    if (content.purpose !== 'training')
        throw new Error('a simulation has rounds of training alone');
    if (summed.groups.length === 0)
        return { norm: 0, leftOut: [] };
    const weightOfAll = holders.reduce((sum, { examples }) => sum + examples, 0);
    const { values } = federation;
    const stepped = stepModel({ terms, content, parameters, round, weightOfAll }, summed, {
        values,
        state: federation.state,
    });
    federation.values = stepped.values;
    federation.state = stepped.state;
    for (const [organisation, { memory }] of summed.members)
        if (Object.keys(memory).length > 0)
            federation.memories.set(organisation, memory);
    return {
        norm: euclideanNorm(stepped.values.map((value, i) => value - values[i])),
        leftOut: stepped.leftOut.map(at => summed.groups[at]),
    };
}
async function evaluated({ cast, spec, layout, algorithm, evaluator, triggered, signal }, { values, state }, round, { drawn, trained, summed, step: taken }) {
    const parameters = parameterVector(values, layout);
    const metrics = metricsOf(await evaluator.evaluate(spec, parameters, cast.test, signal));
    const success = triggered && (await evaluator.evaluate(spec, parameters, triggered, signal)).accuracy;
    const losses = [...trained.shares.values()].map(({ meanLoss }) => meanLoss);
    return {
        kind: 'round',
        run: cast.run.run,
        round,
        metrics: success === undefined ? metrics : { ...metrics, attackSuccess: success },
        trainingLoss: losses.length === 0 ? null : losses.reduce((sum, loss) => sum + loss, 0) / losses.length,
        learningRate: learningRateOf(cast.terms.training, round),
        drawn: drawn.length,
        survivors: summed.members.length,
        leftOut: taken.leftOut,
        stepNorm: taken.norm,
        modelHash: toHex(modelHash(spec, parameters, undefined, toldOf(algorithm, state))),
    };
}
//# sourceMappingURL=clear-run.js.map