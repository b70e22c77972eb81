/** The held-out test of a round's model, at the coordinator. */
import { readyDataset } from '../../learning/index.js';
import { figureOf, metricFigures } from '../../protos/metrics.js';
/** Of a round in which no model was made. */
export const notEvaluated = { correct: 0, total: 0, metrics: [] };
/** Evaluates the model on the bounty's test set and tells the watchers; nothing yet where the buyer does it. */
export async function evaluateRound(parts, bounty, place, model) {
    if (bounty.testSet === undefined)
        return notEvaluated;
    const testSet = readyDataset(bounty.testSet, model);
    const found = await parts.evaluator.evaluate(model.spec, model.parameters, testSet);
    const evaluated = {
        correct: found.correct,
        total: found.examples,
        metrics: metricFigures(found.metrics),
    };
    const { correct, total } = evaluated;
    const figure = figureOf(evaluated, bounty.terms.acceptance.metric);
    parts.events.publish({ ...place, kind: 'model-evaluated', correct, total, ...figure });
    return evaluated;
}
//# sourceMappingURL=evaluate-round.js.map