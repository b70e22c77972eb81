/** The held-out test of a round's model, at the coordinator. */
import { readyDataset } from '../../learning/index.ts'
import { figureOf, metricFigures } from '../../protos/metrics.ts'
import type { RoundSummary } from '../../protos/types.ts'
import type { BountyFacts } from '../bounties/bounty-facts.ts'
import type { Parts } from '../parts.ts'
import type { StoredModel } from './next-model.ts'
import type { AttemptPlace } from './open-attempt.ts'

/** What a round's record says of the test of its model. */
export type RoundEvaluation = Pick<RoundSummary, 'correct' | 'total' | 'metrics'>

/** Of a round in which no model was made. */
export const notEvaluated: RoundEvaluation = { correct: 0, total: 0, metrics: [] }

/** Evaluates the model on the bounty's test set; nothing yet where the buyer does it. */
export async function evaluateRound(
  parts: Parts,
  bounty: BountyFacts,
  model: StoredModel,
): Promise<RoundEvaluation> {
  if (bounty.testSet === undefined) return notEvaluated
  const testSet = readyDataset(bounty.testSet, model)
  const found = await parts.evaluator.evaluate(model.spec, model.parameters, testSet)
  return { correct: found.correct, total: found.examples, metrics: metricFigures(found.metrics) }
}

/**
 * Tells the watchers of a test once its round is recorded: of a model that is not, nothing may be known, as the round may be
 * concluded again and come to another where the coordinator noises the sum.
 */
export function announceEvaluation(
  { events }: Pick<Parts, 'events'>,
  { terms }: BountyFacts,
  place: AttemptPlace,
  evaluated: RoundEvaluation,
): void {
  if (evaluated === notEvaluated) return
  const { correct, total } = evaluated
  const figure = figureOf(evaluated, terms.acceptance.metric)
  events.publish({ ...place, kind: 'model-evaluated', correct, total, ...figure })
}
