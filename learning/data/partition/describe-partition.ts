/** What a cut came out as, for a report. */
export interface PartitionSummary {
  readonly holders: number
  /** Examples that some holder has. */
  readonly examples: number
  /** Examples that nobody has. */
  readonly leftOut: number
  /** Sizes of the holders; the median is the mean of the middle two where their number is even. */
  readonly smallest: number
  readonly median: number
  readonly largest: number
  /** Mean over the holders of how many distinct labels each has. */
  readonly meanLabels: number
  readonly byHolder: readonly {
    readonly examples: number
    /** Examples of each label, from 0. */
    readonly labels: Int32Array
  }[]
}

/** Counts a cut. `parts` are indices into `labels`, which are below `classes`. Throws for no holders. */
export function describePartition(
  labels: Int32Array,
  parts: readonly Int32Array[],
  classes: number,
): PartitionSummary {
  if (parts.length === 0) throw new RangeError('a partition without holders cannot be described')
  const byHolder = parts.map(part => ({ examples: part.length, labels: countLabels(labels, part, classes) }))
  const sizes = Float64Array.from(parts, ({ length }) => length).sort()
  const examples = sizes.reduce((sum, size) => sum + size, 0)
  const distinct = byHolder.reduce((sum, holder) => sum + holder.labels.filter(count => count > 0).length, 0)
  return {
    holders: parts.length,
    examples,
    leftOut: labels.length - examples,
    smallest: sizes[0]!,
    median: (sizes[(sizes.length - 1) >> 1]! + sizes[sizes.length >> 1]!) / 2,
    largest: sizes.at(-1)!,
    meanLabels: distinct / parts.length,
    byHolder,
  }
}

function countLabels(labels: Int32Array, part: Int32Array, classes: number): Int32Array {
  const counts = new Int32Array(classes)
  for (const i of part) counts[labels[i]!]! += 1
  return counts
}
