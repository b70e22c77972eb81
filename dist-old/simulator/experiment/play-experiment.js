/** Plays an experiment: its runs over worker threads, each written down as it goes, and what is made of all of them. */
import { availableParallelism } from 'node:os';
import { isFinished, readRuns, summarize, writeAll, } from '../results/index.js';
import { ExperimentError } from './experiment-error.js';
import { checkExperimentFolder, claimExperimentFolder } from './experiment-folder.js';
import { planRuns, publishedBeside } from './plan-runs.js';
import { openRunThread } from './run-thread.js';
/**
 * Plays every run that is not finished yet. A run that fails does not stop the others.
 *
 * @throws ExperimentError or ExperimentFileError before the first round for what cannot be played.
 */
export async function playExperiment(experiment, options) {
    const { folder, signal, nowMs, onEvent = () => undefined } = options;
    const planned = planRuns(experiment);
    const isFresh = options.isFresh === true;
    await checkExperimentFolder(folder, experiment, isFresh);
    const stored = isFresh ? [] : await readRuns(folder);
    const finished = new Set(stored.filter(isFinished).map(({ run }) => run.run));
    const open = planned.filter(({ run }) => !finished.has(run));
    const workers = Math.max(1, Math.min(options.workers ?? availableParallelism(), open.length));
    onEvent({ kind: 'planned', runs: planned.length, finished: planned.length - open.length, workers });
    const threads = Array.from({ length: workers }, openRunThread);
    const stop = () => {
        for (const thread of threads)
            thread.stop();
    };
    signal.addEventListener('abort', stop);
    if (signal.aborted)
        stop();
    try {
        await checkAll(firstOfEach(open), threads, nowMs);
        await claimExperimentFolder(folder, experiment, isFresh);
        const startedMs = nowMs();
        const replies = await playAll(open, threads, options);
        const seconds = (nowMs() - startedMs) / 1000;
        const files = await writeAll(folder, reportOptions(experiment, planned), nowMs());
        return { planned, workers, seconds, files: ['experiment.json', ...files], ...sumUp(replies) };
    }
    finally {
        signal.removeEventListener('abort', stop);
        await Promise.all(threads.map(thread => thread.close()));
    }
}
/** The first run of every variant: seeds change little of what can be wrong. */
function firstOfEach(runs) {
    const seen = new Set();
    return runs.filter(({ changes }) => {
        const variant = JSON.stringify(changes);
        return !seen.has(variant) && seen.add(variant) !== undefined;
    });
}
/** Long enough for most experiments; what is left is checked when it is played. */
const checkingMs = 10_000;
/** Refuses before the first round what would be refused after hours. */
async function checkAll(runs, threads, nowMs) {
    const endMs = nowMs() + checkingMs;
    const queue = runs.values();
    await Promise.all(threads.map(async (thread) => {
        for (const run of queue) {
            const reply = await thread.ask({ kind: 'check', run });
            if (reply.kind === 'failed')
                throw errorOf(reply.failure, run);
            if (nowMs() >= endMs)
                return;
        }
    }));
}
function errorOf({ name, message, field }, { changes }) {
    const text = field !== undefined && message.startsWith(`${field}: `) ? message.slice(field.length + 2) : message;
    const where = Object.keys(changes).length === 0 ? '' : ` (where ${JSON.stringify(changes)})`;
    if (name === 'ExperimentError')
        return new ExperimentError(field ?? 'experiment', `${text}${where}`);
    return Object.assign(new Error(`${message}${where}`), { name });
}
async function playAll(runs, threads, { folder, backend, onEvent = () => undefined }) {
    const queue = runs.values();
    const ended = [];
    await Promise.all(threads.map(async (thread) => {
        for (const run of queue) {
            const order = { kind: 'play', run, folder, ...(backend === undefined ? {} : { backend }) };
            const reply = await thread.ask(order, report => onEvent({ kind: 'report', run: run.run, report }));
            ended.push({ run: run.run, reply });
            onEvent({ kind: 'ended', run: run.run, reply });
        }
    }));
    return ended;
}
function sumUp(ended) {
    return {
        failures: ended.flatMap(({ run, reply }) => reply.kind === 'failed' ? [{ run, failure: reply.failure }] : []),
        isInterrupted: ended.some(({ reply }) => reply.kind === 'interrupted'),
        runSeconds: ended.reduce((sum, { reply }) => sum + (reply.kind === 'checked' ? 0 : reply.seconds), 0),
    };
}
/** What the report shows of an experiment. */
function reportOptions(experiment, planned) {
    const { title, name, description, target } = experiment;
    return {
        title: title ?? name,
        description: description ?? '',
        targets: target === undefined ? [] : [target.at],
        published: publishedFigures(experiment, planned),
    };
}
/** Each figure for each variant that it belongs beside; once, where it belongs beside all. */
function publishedFigures(experiment, planned) {
    const told = ({ figure, value, source }, variant) => ({ figure, value, source, ...(variant === undefined ? {} : { variant }) });
    return experiment.published.flatMap(each => {
        if (each.when === undefined)
            return [told(each)];
        const beside = firstOfEach(planned).filter(run => publishedBeside(experiment, run).includes(each));
        return beside.map(run => told(each, labelOf(run)));
    });
}
/** What the results call the variant of a run. */
function labelOf({ run, experiment, changes, seed }) {
    const { name, masking, transport } = experiment;
    const line = {
        ...{ kind: 'run', run, experiment: name, seed, changes, masking, transport },
        ...{ settings: null, backend: '', version: '' },
    };
    return summarize([{ run: line, rounds: [], end: undefined, timings: [] }])[0].label;
}
//# sourceMappingURL=play-experiment.js.map