/** How a run ends: by the rules of a bounty, asked of the rounds' records. */
import { emptySummary, meetsTarget } from '../../coordinator/index.js';
import { isOutOfPatience, keptRound } from '../../protos/kept-round.js';
import { metricNames } from '../../protos/metrics.js';
/** A round's record in the coordinator's words, as far as its rules ask. */
function summaryOf({ round, metrics, modelHash }) {
    const figures = metricNames.flatMap(metric => {
        const value = metrics[metric];
        return value === undefined ? [] : [{ metric, value, low: value, high: value }];
    });
    return {
        ...emptySummary,
        round,
        attempt: 1,
        state: 'completed',
        uploadBytes: 0,
        startedAtMs: 0,
        finishedAtMs: 0,
        metrics: figures,
        modelHash: Buffer.from(modelHash, 'hex'),
    };
}
/** Why training is over after these rounds; undefined while it is not. */
export function isOver(terms, lines) {
    const rounds = lines.map(summaryOf);
    const last = rounds.at(-1);
    if (last === undefined)
        return undefined;
    const { rounds: most, minimumRounds, stopAtTarget } = terms.training;
    if (last.round >= minimumRounds) {
        if (stopAtTarget && meetsTarget(terms, last))
            return 'target-met';
        if (last.round < most && isOutOfPatience(terms, rounds))
            return 'out-of-patience';
    }
    return last.round >= most ? 'rounds-done' : undefined;
}
/** The last line of a run. */
export function endOf(run, terms, lines, reason, detail = '') {
    const kept = keptRound(terms, lines.map(summaryOf));
    const line = lines.find(({ round }) => round === kept?.round);
    return {
        kind: 'end',
        run,
        reason,
        rounds: lines.length,
        kept: line === undefined ? null : { round: line.round, metrics: line.metrics },
        modelHash: line?.modelHash ?? '',
        detail,
    };
}
//# sourceMappingURL=ending.js.map