/** What the rounds of a purpose sum, and under which parameters; it follows from the terms alone. */
import type { AggregationParameters } from '../../aggregation/index.ts'
import {
  parseAlgorithm,
  parseDataSchema,
  parseModelSpec,
  type RoundContent,
  roundContent,
  vectorPartsOf,
} from '../../learning/index.ts'
import {
  aggregationParametersFor,
  type BountyTerms,
  purposeOf,
  type RoundPurpose,
  ringFor,
} from '../../protos/terms.ts'

export interface RoundPlan {
  readonly content: RoundContent
  readonly parameters: AggregationParameters
}

/** Throws `ModelError`, `DataError` or `AlgorithmError` for terms that posting refuses. */
export function planRounds(terms: BountyTerms, purpose: RoundPurpose): RoundPlan {
  const task = {
    spec: parseModelSpec(terms.model),
    schema: parseDataSchema(terms.data, 'terms.data'),
    maximumExamples: terms.cohort.maximumExamples,
    evaluates: terms.evaluation !== undefined,
    parts: parseAlgorithm(terms.training.algorithm).client.parts(terms.training),
  }
  const content = roundContent(task, purpose, ringFor(terms, purpose))
  return { content, parameters: aggregationParametersFor(terms, purpose, vectorPartsOf(content)) }
}

const planned = new WeakMap<BountyTerms, Map<RoundPurpose, RoundPlan>>()

/** The plan of a round that these terms have; made once for a bounty, as counts have many bounds. */
export function planOf(terms: BountyTerms, round: number): RoundPlan {
  const purpose = purposeOf(terms, round)
  if (purpose === undefined) throw new RangeError(`the terms have no round ${round}`)
  const plans = planned.get(terms) ?? new Map<RoundPurpose, RoundPlan>()
  planned.set(terms, plans)
  const plan = plans.get(purpose) ?? planRounds(terms, purpose)
  plans.set(purpose, plan)
  return plan
}
