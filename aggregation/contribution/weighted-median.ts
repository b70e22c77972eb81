/** A word and what it weighs. */
export interface Weighted {
  readonly value: bigint
  /** Above 0. */
  readonly weight: bigint
}

/**
 * The lower weighted median: the least value with at least half of all weight at or below it. Whoever has less than half of the
 * weight cannot take it beyond what the others say.
 *
 * @throws RangeError without a word, or with a weight that is not above 0.
 */
export function weightedMedian(words: readonly Weighted[]): bigint {
  if (words.length === 0 || words.some(({ weight }) => weight <= 0n))
    throw new RangeError('a median is of one word or more, each with a weight above 0')
  const inOrder = [...words].sort((a, b) => (a.value < b.value ? -1 : a.value > b.value ? 1 : 0))
  const all = words.reduce((sum, { weight }) => sum + weight, 0n)
  let below = 0n
  for (const { value, weight } of inOrder) {
    below += weight
    if (2n * below >= all) return value
  }
  throw new Error('the weights of all words are less than half of themselves')
}
