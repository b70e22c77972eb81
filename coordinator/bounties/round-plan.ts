/** What the rounds of a purpose sum, and under which parameters; it follows from the terms alone. */
import type { AggregationParameters } from '../../aggregation/index.ts'
import {
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

/** Throws `ModelError` or `DataError` for terms that posting refuses. */
export function planRounds(terms: BountyTerms, purpose: RoundPurpose): RoundPlan {
  const task = {
    spec: parseModelSpec(terms.model),
    schema: parseDataSchema(terms.data, 'terms.data'),
    maximumExamples: terms.cohort.maximumExamples,
    evaluates: terms.evaluation !== undefined,
  }
  const content = roundContent(task, purpose, ringFor(terms, purpose))
  return { content, parameters: aggregationParametersFor(terms, purpose, vectorPartsOf(content)) }
}

/** The plan of a round that these terms have. */
export function planOf(terms: BountyTerms, round: number): RoundPlan {
  const purpose = purposeOf(terms, round)
  if (purpose === undefined) throw new RangeError(`the terms have no round ${round}`)
  return planRounds(terms, purpose)
}
