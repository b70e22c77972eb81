/** What holders found of the model that a round started from, on the records that they keep out of training. */
import { joinTally } from '../../aggregation/index.js';
import { checkMetricCounts, metricsOfCounts } from '../../learning/index.js';
import { figureOf, metricNames } from '../../protos/metrics.js';
import { lastTrainingRound } from '../bounties/bounty-facts.js';
import { readRounds } from '../bounties/bounty-store.js';
/**
 * The metrics of the counts in a round's sum. Undefined where none are in it, where nobody has a record to evaluate on, and
 * where no examples can have these counts: then somebody counted wrongly, which the operator is told and training ignores.
 */
export async function holdersEvaluation(parts, { terms }, place, content, { integers }) {
    if (content.purpose === 'statistics' || content.metrics === undefined)
        return undefined;
    const { form, layout } = content.metrics;
    const first = content.purpose === 'training' ? content.parameterCount * content.parts.length : 0;
    const counts = joinTally(integers.subarray(first, first + layout.length), layout);
    const fault = counts === undefined ? 'a digit is negative' : checkMetricCounts(form, counts);
    if (counts === undefined || fault !== undefined) {
        parts.journal.warn({ ...place, fault }, 'the holders’ counts of an evaluation are not those of any examples');
        return undefined;
    }
    // The examples come first; without one nothing is measured.
    if (counts[0] === 0n)
        return undefined;
    const { examples, metrics, figures } = metricsOfCounts(form, counts);
    const found = metricNames.flatMap((metric) => {
        const value = metrics[metric];
        if (value === undefined)
            return [];
        const interval = metric === 'accuracy' || metric === 'auc' ? figures[metric] : undefined;
        return [
            interval === undefined ? { metric, value } : { metric, value, low: interval.low, high: interval.high },
        ];
    });
    const evaluation = { examples, metrics: found };
    const figure = figureOf({ ...evaluation, correct: 0, total: 0 }, terms.acceptance.metric);
    const rounds = await readRounds(parts.storage.db, place.bountyId);
    const afterRound = lastTrainingRound(terms, rounds.filter(({ round }) => round < place.round))?.round ?? 0;
    parts.events.publish({ ...place, kind: 'holders-evaluated', afterRound, total: examples, ...figure });
    return evaluation;
}
//# sourceMappingURL=holders-evaluation.js.map