/** From the bits beside the updates of a round to the clip norm of the next. Pure, as the step of the model is. */
import { bitSumOf } from '../../aggregation/index.ts'
import { clipNormAfter } from '../../protos/clipping-terms.ts'
import { noisePlanOf } from '../../protos/holder-noise.ts'
import type { RoundSums, Stepping } from './step-model.ts'

/** The clip norm to which the updates of the next round are clipped; undefined where the terms fix it. */
export function nextClipNorm(
  { terms, parameters, clipNorm }: Pick<Stepping, 'terms' | 'parameters' | 'clipNorm'>,
  { integers, memberCount }: Pick<RoundSums, 'integers' | 'memberCount'>,
): number | undefined {
  if (clipNorm === undefined) return undefined
  const bitSum = bitSumOf(integers, noisePlanOf(parameters)!)
  return clipNormAfter(terms, clipNorm, { bitSum, members: memberCount })
}
