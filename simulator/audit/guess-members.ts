/** From scores to guesses. How many are made is settled before the scores are seen: a choice afterwards would void the bound. */

/** A guess on each canary: 1 it was trained on, -1 it was not, 0 none is made. */
export type MemberGuess = 1 | 0 | -1

/**
 * Guesses on the share of the canaries that are told apart best: half of the guesses are "in", on the highest scores, half
 * "out", on the lowest. Among equal scores the order decides, which knows nothing of the coins. Throws a RangeError for a
 * share that is not above 0 and at most 1, and where a score is not a number.
 */
export function guessMembers(scores: ArrayLike<number>, share: number): readonly MemberGuess[] {
  if (!(share > 0 && share <= 1))
    throw new RangeError(`share: it must be above 0 and at most 1, such as 0.5; not ${share}`)
  const bad = Array.from(scores).findIndex(Number.isNaN)
  if (bad >= 0) throw new RangeError(`scores: that of canary ${bad} is not a number`)
  const order = Array.from(scores, (_, i) => i).sort((i, j) => scores[j]! - scores[i]! || i - j)
  const eachSide = Math.floor((share * scores.length) / 2)
  const guesses: MemberGuess[] = order.map(() => 0)
  for (const i of order.slice(0, eachSide)) guesses[i] = 1
  for (const i of order.slice(order.length - eachSide)) guesses[i] = -1
  return guesses
}

/** How many guesses were made, and how many of them are right. */
export function countGuesses(
  guesses: readonly MemberGuess[],
  wasTrainedOn: readonly boolean[],
): { readonly guesses: number; readonly correct: number } {
  const made = guesses.filter(guess => guess !== 0).length
  const correct = guesses.filter((guess, i) => guess === (wasTrainedOn[i] ? 1 : -1)).length
  return { guesses: made, correct }
}
