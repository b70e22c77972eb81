/**
 * The weighted mean (FedAvg, McMahan et al. 2017) from an unmasked sum. Members sent alpha_i * x_i as integers, with
 * alpha_i = w_i / w_max, so that the sum S of those integers gives
 *
 *     mean = sum(w_i x_i) / sum(w_i) = S * (range / bound) * w_max / sum(w_i).
 */

export interface WeightedSum {
  /** Sum of the members' integers, without weight limbs; exact in doubles up to 2^53, for the sums of several groups. */
  readonly integers: Int32Array | Float64Array
  /** Real value of the integer 1: range / bound. */
  readonly step: number
  /** w_max, which every alpha was divided by; 1 when every member counts once. */
  readonly maximumWeight: number
  /** Sum of the members' weights; their number when every member counts once. */
  readonly totalWeight: number
}

/** The mean as float32. Throws when there is no weight to divide by. */
export function weightedMean(sum: WeightedSum): Float32Array {
  const { integers, step, maximumWeight, totalWeight } = sum
  if (!(totalWeight > 0) || !Number.isFinite(totalWeight)) {
    throw new RangeError(`a mean needs a positive total weight, not ${totalWeight}`)
  }
  const factor = (step * maximumWeight) / totalWeight
  const mean = new Float32Array(integers.length)
  for (let i = 0; i < mean.length; i++) mean[i] = integers[i]! * factor
  return mean
}
