import { parseAlgorithm, parseDataSchema, parseModelSpec, roundContent, vectorPartsOf, } from '../../learning/index.js';
import { aggregationParametersFor, purposeOf, ringFor, } from '../../protos/terms.js';
/** Throws `ModelError`, `DataError` or `AlgorithmError` for terms that posting refuses. */
export function planRounds(terms, purpose) {
    const task = {
        spec: parseModelSpec(terms.model),
        schema: parseDataSchema(terms.data, 'terms.data'),
        maximumExamples: terms.cohort.maximumExamples,
        evaluates: terms.evaluation !== undefined,
        parts: parseAlgorithm(terms.training.algorithm).client.parts(terms.training),
    };
    const content = roundContent(task, purpose, ringFor(terms, purpose));
    return { content, parameters: aggregationParametersFor(terms, purpose, vectorPartsOf(content)) };
}
const planned = new WeakMap();
/** The plan of a round that these terms have; made once for a bounty, as counts have many bounds. */
export function planOf(terms, round) {
    const purpose = purposeOf(terms, round);
    if (purpose === undefined)
        throw new RangeError(`the terms have no round ${round}`);
    const plans = planned.get(terms) ?? new Map();
    planned.set(terms, plans);
    const plan = plans.get(purpose) ?? planRounds(terms, purpose);
    plans.set(purpose, plan);
    return plan;
}
//# sourceMappingURL=round-plan.js.map