/** Runs that nobody played: curves from a seed, as an experiment might write them down. */
import { openSeededRandom } from '../../learning/seeded-random.js';
export function madeUpRunLine(made = {}) {
    return {
        kind: 'run',
        run: made.run ?? `run-${made.seed ?? 1}`,
        experiment: made.experiment ?? 'digits',
        seed: made.seed ?? 1,
        changes: made.changes ?? {},
        settings: {
            data: 'mnist',
            holders: 100,
            training: { learningRate: 0.1, batchSize: 10, epochs: 5, ...swept(made, 'training') },
            partition: { kind: 'iid', ...swept(made, 'partition') },
        },
        backend: 'tensorflow',
        masking: made.masking ?? 'off',
        transport: made.transport ?? 'memory',
        version: '0.1.0',
    };
}
/** The changes below one field, as the settings of the run have them. */
function swept({ changes = {} }, field) {
    const below = Object.entries(changes).filter(([path]) => path.startsWith(`${field}.`));
    return Object.fromEntries(below.map(([path, value]) => [path.slice(field.length + 1), value]));
}
/** A run whose accuracy climbs towards its ceiling. Its rounds last about two seconds. */
export function madeUpRun(made = {}) {
    const run = madeUpRunLine(made);
    const { rounds: count = 12, ceiling = 0.98, pace = 4, isFinished = true } = made;
    const random = openSeededRandom(run.seed, run.run);
    const rounds = Array.from({ length: count }, (_, i) => {
        const accuracy = Math.min(1, ceiling - (ceiling - 0.1) * Math.exp(-(i + 1) / pace) + 0.01 * random.normal());
        return madeUpRound(run.run, i + 1, { accuracy, loss: -Math.log(accuracy) });
    });
    return {
        run,
        rounds,
        end: isFinished ? madeUpEnd(run.run, rounds.at(-1)) : undefined,
        timings: rounds.map(({ round }) => madeUpTiming(run.run, round, 2 + random.unit())),
    };
}
export function madeUpRound(run, round, metrics) {
    return {
        kind: 'round',
        run,
        round,
        metrics,
        trainingLoss: 1 / round,
        learningRate: 0.1,
        drawn: 10,
        survivors: 9,
        leftOut: [],
        stepNorm: 0.5 / round,
        modelHash: round.toString(16).padStart(64, '0'),
    };
}
export function madeUpEnd(run, last) {
    return {
        kind: 'end',
        run,
        reason: 'rounds-done',
        rounds: last?.round ?? 0,
        kept: last === undefined ? null : { round: last.round, metrics: last.metrics },
        modelHash: last?.modelHash ?? '',
        detail: '',
    };
}
export function madeUpTiming(run, round, seconds) {
    return {
        kind: 'timing',
        run,
        round,
        seconds,
        trainingSeconds: seconds / 2,
        evaluationSeconds: seconds / 8,
        residentBytes: (200 + round) * 2 ** 20,
    };
}
/** A run whose accuracies are these, from round 1 on. */
export function runWithAccuracies(accuracies, made = {}) {
    const run = madeUpRunLine(made);
    const rounds = accuracies.map((accuracy, i) => madeUpRound(run.run, i + 1, { accuracy }));
    const end = made.isFinished === false ? undefined : madeUpEnd(run.run, rounds.at(-1));
    return { run, rounds, end, timings: [] };
}
//# sourceMappingURL=stored-runs.js.map