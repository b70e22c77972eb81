/**
 * What a holder's vector is made of in each kind of round, beside what the terms of a bounty say about rings and groups.
 * Coordinator and holder both ask this, so that both find the same length for every vector.
 */
import { tallyLayout } from '../aggregation/vector/index.js';
import { statisticsLayout } from './data/statistics.js';
import { DataError } from './errors.js';
import { countMaxima, countsForm, metricCountsLength } from './evaluation/index.js';
import { dataShapeFor } from './fits-schema.js';
import { parameterCount } from './models/index.js';
/** Most numbers that a vector may count: what all of them weigh is a fraction of what a model does. */
const mostCounts = 2 ** 17;
/** Bins of a histogram of scores in a vector: fewer than a full evaluation has, as every one is masked and sent. */
const scoreBins = 64;
/**
 * The content of the rounds of a purpose, in a ring of `bits` bits in which at most `members` holders are summed. Throws
 * `DataError` for statistics of a schema that has none, or that lacks the ranges they need.
 */
export function roundContent(task, purpose, { bits, members }) {
    const { spec, schema, maximumExamples, evaluates, parts } = task;
    if (purpose === 'statistics') {
        if (schema.kind !== 'table')
            throw new DataError('the data schema', 'only a table has federated statistics');
        const limits = { ringBits: bits, maximumHolders: members, maximumRecords: maximumExamples };
        return { purpose, schema, layout: statisticsLayout(schema, limits) };
    }
    const form = countsForm(dataShapeFor(schema, spec), { scoreBins });
    const metricsIn = () => ({ form, layout: tallyLayout(maximaOf(form, maximumExamples), bits, members) });
    if (purpose === 'evaluation')
        return { purpose, metrics: metricsIn() };
    return {
        purpose,
        parameterCount: parameterCount(spec),
        parts,
        metrics: evaluates ? metricsIn() : undefined,
    };
}
/** The bounds of the counts; of too many none is made. */
function maximaOf(form, examples) {
    const count = metricCountsLength(form);
    if (count > mostCounts) {
        throw new DataError('the terms', `an evaluation by the holders would count ${count} numbers, of which ${mostCounts} are the most: leave out evaluation, or have fewer classes`);
    }
    try {
        return countMaxima(form, examples);
    }
    catch (error) {
        if (error instanceof RangeError)
            throw new DataError('the terms', `cohort.maximumExamples: ${error.message}`);
        throw error;
    }
}
/** How long the parts of a vector with this content are. */
export function vectorPartsOf(content) {
    switch (content.purpose) {
        case 'statistics':
            return { valueCount: 0, tallyLength: content.layout.length };
        case 'training':
            return {
                valueCount: content.parameterCount * content.parts.length,
                tallyLength: content.metrics?.layout.length ?? 0,
            };
        case 'evaluation':
            return { valueCount: 0, tallyLength: content.metrics.layout.length };
    }
}
//# sourceMappingURL=round-content.js.map