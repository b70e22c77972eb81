/**
 * The AUC of scores of which only the bins are known, and DeLong's deviation of it. Pairs in one bin count half, as ties
 * do, and are what is not known.
 */
export interface HistogramAuc {
  readonly value: number
  /** Most by which the AUC of the scores themselves differs. */
  readonly within: number
  /** By DeLong's variance, of the scores as far as they are known. */
  readonly standardError: number
}

/** The AUC of histograms of positive and negative examples over the same bins; undefined where one side has none. */
export function histogramAucOf(positives: Float64Array, negatives: Float64Array): HistogramAuc | undefined {
  const [m, n] = [totalOf(positives), totalOf(negatives)]
  if (m === 0 || n === 0) return undefined
  let tied = 0
  for (let bin = 0; bin < positives.length; bin++) tied += positives[bin]! * negatives[bin]!
  const lower = sharesBelow(negatives, n)
  const higher = sharesBelow(positives, m).map(share => 1 - share)
  const value = positives.reduce((sum, count, bin) => sum + count * lower[bin]!, 0) / m
  const variance = varianceOfMean(positives, m, lower, value) + varianceOfMean(negatives, n, higher, value)
  return { value, within: tied / 2 / m / n, standardError: Math.sqrt(variance) }
}

/** Mean of several curves. A mean deviates by at most the mean deviation, however the curves depend on one another. */
export function meanAucOf(aucs: readonly HistogramAuc[]): HistogramAuc | undefined {
  if (aucs.length === 0) return undefined
  const mean = (name: keyof HistogramAuc) => aucs.reduce((sum, auc) => sum + auc[name], 0) / aucs.length
  return { value: mean('value'), within: mean('within'), standardError: mean('standardError') }
}

function totalOf(counts: Float64Array): number {
  return counts.reduce((sum, count) => sum + count, 0)
}

/** Of each bin, the share of the examples that lie below it, and half of those in it. */
function sharesBelow(counts: Float64Array, total: number): Float64Array {
  let below = 0
  return counts.map(count => {
    below += count
    return (below - count / 2) / total
  })
}

/** Of one example there is no telling, and nothing is added for it. */
function varianceOfMean(counts: Float64Array, total: number, shares: Float64Array, mean: number): number {
  if (total === 1) return 0
  const squares = counts.reduce((sum, count, bin) => sum + count * (shares[bin]! - mean) ** 2, 0)
  return squares / (total - 1) / total
}
