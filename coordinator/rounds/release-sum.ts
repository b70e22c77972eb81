/**
 * Where the terms leave the noise to the coordinator, the sum of a round's groups as it may be used: noised, and only then hashed,
 * tested, stepped by or warned of. Nothing that follows from it leaves before the transaction that records the round. A
 * coordinator that is killed before then draws other noise when it starts again, and only the sum that was recorded is ever told of.
 */
import {
  type AggregationParameters,
  addCentralNoise,
  checkCentralSumNorm,
  type RandomSource,
} from '../../aggregation/index.ts'
import { centralPlanOf } from '../../protos/central-noise.ts'
import type { Parts } from '../parts.ts'
import type { AttemptPlace } from './open-attempt.ts'
import type { RunningSum } from './sum-group.ts'

/** Noises `integers` in place, the sums of all groups together; nothing where the noise is not the coordinator's. */
export function releaseSum(
  integers: Float64Array,
  parameters: AggregationParameters,
  random: () => RandomSource,
): void {
  const plan = centralPlanOf(parameters)
  if (plan !== undefined) addCentralNoise(integers, plan, random())
}

/** Tells operator and watchers when somebody cannot have clipped, by the noised sum: the alarm tells no more than the model does. */
export function warnOfLongRelease(
  { journal, events }: Pick<Parts, 'journal' | 'events'>,
  place: AttemptPlace,
  { integers, memberCount: members }: Pick<RunningSum, 'integers' | 'memberCount'>,
  parameters: AggregationParameters,
): void {
  const plan = centralPlanOf(parameters)
  if (plan === undefined) return
  const checked = checkCentralSumNorm(integers, plan, members)
  if (!checked.isOverLimit) return
  journal.warn({ ...place, long: [checked] }, 'the noised sum is longer than clipped vectors can make it')
  events.publish({ ...place, kind: 'sum-over-limit', members })
}
