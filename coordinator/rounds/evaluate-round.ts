/** The held-out test of a round's model, at the coordinator. */
import type { ParameterVector } from '../../aggregation/index.ts'
import type { ModelSpec } from '../../learning/index.ts'
import { figureOf, metricFigures } from '../../protos/metrics.ts'
import type { RoundSummary } from '../../protos/types.ts'
import type { BountyFacts } from '../bounties/bounty-facts.ts'
import type { Parts } from '../parts.ts'
import type { AttemptPlace } from './open-attempt.ts'

/** What a round's record says of the test of its model. */
export type RoundEvaluation = Pick<RoundSummary, 'correct' | 'total' | 'metrics'>

interface SteppedModel {
  readonly spec: ModelSpec
  readonly parameters: ParameterVector
}

/** Evaluates the model on the bounty's test set and tells the watchers; nothing yet where the buyer does it. */
export async function evaluateRound(
  parts: Parts,
  { terms, testSet }: BountyFacts,
  place: AttemptPlace,
  { spec, parameters }: SteppedModel,
): Promise<RoundEvaluation> {
  if (testSet === undefined) return { correct: 0, total: 0, metrics: [] }
  const found = await parts.evaluator.evaluate(spec, parameters, testSet)
  const evaluated = {
    correct: found.correct,
    total: found.examples,
    metrics: metricFigures(found.metrics),
  }
  const { correct, total } = evaluated
  const figure = figureOf(evaluated, terms.acceptance.metric)
  parts.events.publish({ ...place, kind: 'model-evaluated', correct, total, ...figure })
  return evaluated
}
