/**
 * The mean in every coordinate without the `trim` least and the `trim` largest values (Yin, Chen, Ramchandran,
 * Bartlett, ICML 2018, Definition 2). Each group counts once, whatever its weight: a weight is the members' own word.
 *
 * Breakdown point: `trim` groups. Of the trim + 1 least values one is honest, and so of the trim + 1 largest; what
 * remains between them lies between the least and the largest honest value in every coordinate. Yin et al. prove the
 * rates of error that follow. A group is poisoned as soon as one of its members is.
 */
import type { GroupMean, GroupRule } from './group-mean.ts'
import { fillOrdered } from './ordered-columns.ts'
import { requireCount } from './settings.ts'

/** `trim` 0 is the plain mean of groups, each counted once. */
export function trimmedMean({ trim }: { readonly trim: number }): GroupRule {
  requireCount('trim', trim, 0)
  return {
    leastGroups: 2 * trim + 1,
    tolerated: () => trim,
    combine: groups => ({ values: trimmed(groups, trim), leftOut: [] }),
  }
}

function trimmed(groups: readonly GroupMean[], trim: number): Float32Array {
  const vectors = groups.map(({ values }) => values)
  const column = new Float64Array(vectors.length)
  const end = vectors.length - trim
  const means = new Float32Array(vectors[0]!.length)
  for (let i = 0; i < means.length; i++) {
    fillOrdered(column, vectors, i)
    let sum = 0
    for (let k = trim; k < end; k++) sum += column[k]!
    means[i] = sum / (end - trim)
  }
  return means
}
