/** The figures of an experiment: for each variant, over its seeds. Pure. */
import { isFinished } from './records.js';
import { meanFigure, medianOf } from './statistics.js';
import { variantsOf } from './variants.js';
/** Names of the metrics that the report draws, as the evaluation of a classifier gives them; of loss, the first that is there. */
export const accuracyName = 'accuracy';
export const lossNames = ['loss', 'logLoss'];
/** The figures of every variant, in the order in which variants first appear. */
export function summarize(runs) {
    return variantsOf(runs).map(summarizeVariant);
}
function summarizeVariant(variant) {
    const { runs } = variant;
    const accuracies = runs.filter(isFinished).map(run => [...metricByRound(run, accuracyName).values()]);
    const reached = accuracies.filter(values => values.length > 0);
    return {
        ...variant,
        seeds: runs.map(({ run }) => run.seed),
        unfinished: runs.filter(run => !isFinished(run)).length,
        diverged: runs.filter(({ end }) => end?.reason === 'diverged').length,
        accuracyByRound: curveOf(runs, run => metricByRound(run, accuracyName)),
        lossByRound: curveOf(runs, run => metricByRound(run, ...lossNames)),
        bestAccuracy: meanFigure(reached.map(values => Math.max(...values))),
        finalAccuracy: meanFigure(reached.map(values => values.at(-1))),
        ...clockFigures(runs),
    };
}
function clockFigures(runs) {
    const timings = runs.flatMap(run => run.timings);
    return {
        secondsPerRound: medianOf(timings.map(({ seconds }) => seconds)),
        updatesPerSecond: updatesPerSecond(runs),
        // Spread into arguments, a hundred thousand rounds would be too many.
        peakResidentBytes: timings.reduce((peak, { residentBytes }) => Math.max(peak ?? 0, residentBytes), undefined),
    };
}
function updatesPerSecond(runs) {
    let [updates, seconds] = [0, 0];
    for (const { rounds, timings } of runs) {
        const survivors = new Map(rounds.map(line => [line.round, line.survivors]));
        for (const timing of timings) {
            updates += survivors.get(timing.round) ?? 0;
            seconds += timing.seconds;
        }
    }
    return seconds > 0 ? updates / seconds : undefined;
}
/** A metric by round, in order; rounds in which it was not evaluated are left out. Of several names, the first that a round has. */
export function metricByRound(run, ...names) {
    const valueIn = ({ metrics }) => names.map(name => metrics[name]).find(value => value !== undefined);
    return new Map(run.rounds.flatMap(line => {
        const value = valueIn(line);
        return value === undefined ? [] : [[line.round, value]];
    }));
}
function curveOf(runs, valuesOf) {
    const byRound = new Map();
    for (const run of runs)
        for (const [round, value] of valuesOf(run)) {
            const values = byRound.get(round) ?? [];
            values.push(value);
            byRound.set(round, values);
        }
    return [...byRound]
        .sort(([left], [right]) => left - right)
        .map(([round, values]) => ({ round, ...meanFigure(values) }));
}
//# sourceMappingURL=summary.js.map