/**
 * What the coalitions of a round's groups are worth: for each, the loss on the held-out examples, or how many of them it gets right, of
 * the model that starts where the round started and takes the mean update of that coalition alone. Without the server's half of an algorithm, which would make
 * one group's worth hang on how far the others went before.
 */
import {
  combination,
  type GroupMean,
  type ParameterVector,
  parameterVector,
  planCoalitions,
} from '../../aggregation/index.ts'
import type { Evaluator, LoadedDataset, ModelSpec } from '../../learning/index.ts'
import type { ScoringTerms } from '../../protos/scoring-terms.ts'

export interface RoundToTest {
  readonly spec: ModelSpec
  /** From which the round started. */
  readonly start: ParameterVector
  /** Of each summed group, in the order of their numbers. */
  readonly groups: readonly GroupMean[]
  /** By which coalitions are drawn. */
  readonly seed: Uint8Array
  readonly testSet: LoadedDataset
  readonly utility: ScoringTerms['utility']
}

/** Utilities in the order of the round's coalitions. */
export async function testRound(
  evaluator: Evaluator,
  { spec, start, groups, seed, testSet, utility }: RoundToTest,
  signal: AbortSignal,
): Promise<readonly bigint[]> {
  const utilities: bigint[] = []
  for (const coalition of planCoalitions(seed, groups.length).coalitions) {
    const model = modelOf(
      start,
      groups.filter((_, k) => (coalition >> BigInt(k)) & 1n),
    )
    const { correct, meanLoss } = await evaluator.evaluate(spec, model, testSet, signal)
    utilities.push(utility === 'loss' ? lossUtility(meanLoss) : BigInt(correct))
  }
  return utilities
}

/** Loss beyond which a model is as bad as any: no number of a log is longer than it needs to be. */
const largestLoss = 1e6

/** The mean loss in millionths, negated, to the nearest; whatever is no number is the worst. */
function lossUtility(loss: number): bigint {
  const bounded = Number.isFinite(loss) ? Math.min(loss, largestLoss) : largestLoss
  return -BigInt(Math.round(1e6 * bounded))
}

function modelOf(start: ParameterVector, groups: readonly GroupMean[]): ParameterVector {
  if (groups.length === 0) return start
  const total = groups.reduce((sum, { weight }) => sum + weight, 0)
  const step = combination(
    groups,
    groups.map(({ weight }) => weight / total),
  )
  return parameterVector(
    start.values.map((value, i) => value + step[i]!),
    start.layout,
  )
}
