/**
 * The median in every coordinate (Yin, Chen, Ramchandran, Bartlett, "Byzantine-Robust Distributed Learning: Towards
 * Optimal Statistical Rates", ICML 2018, Definition 1). Each group counts once, whatever its weight: a weight is the
 * members' own word.
 *
 * Breakdown point: fewer than half of the groups. Then the middle values have an honest one on either side or are
 * honest, so that the result lies between the least and the largest honest value in every coordinate (Donoho and
 * Huber, "The Notion of Breakdown Point", 1983). A group is poisoned as soon as one of its members is.
 *
 * It leaves honest but unlike groups out of account as well: where data differ between groups it is not their mean.
 */
import type { GroupMean, GroupRule } from './group-mean.ts'
import { fillOrdered } from './ordered-columns.ts'

export function coordinateMedian(): GroupRule {
  return {
    leastGroups: 3,
    tolerated: groups => Math.floor((groups - 1) / 2),
    combine: groups => ({ values: Float32Array.from(mediansOf(groups)), leftOut: [] }),
  }
}

/** The medians in double; of an even number of groups, the half of the two middle values' sum. */
export function mediansOf(groups: readonly GroupMean[]): Float64Array {
  const vectors = groups.map(({ values }) => values)
  const column = new Float64Array(vectors.length)
  const low = (vectors.length - 1) >> 1
  const high = vectors.length >> 1
  const medians = new Float64Array(vectors[0]!.length)
  for (let i = 0; i < medians.length; i++) {
    fillOrdered(column, vectors, i)
    medians[i] = (column[low]! + column[high]!) / 2
  }
  return medians
}
