/**
 * What guesses about one training say of its epsilon: Steinke, Nasr and Jagielski 2023, "Privacy Auditing with One (1)
 * Training Run" (arXiv 2305.08846), theorem 3.1 and proposition 5.1, computed as in its appendix D.
 *
 * Each of m canaries was trained on or left out by a fair coin of its own. Under (epsilon, 0)-privacy no guesser does better
 * than randomised response: v right guesses of r have at most the probability P[Binomial(r, q) >= v], q = 1 / (1 + e^-epsilon),
 * however the guesses hang together. A delta adds at most 2 m delta max_i P[v > Binomial(r, q) >= v - i] / i.
 */
import { logBinomialWeights } from '../../aggregation/privacy/accountant/special-functions.ts'

export interface Guesses {
  /** m: all canaries, those among them on which no guess was made. */
  readonly canaries: number
  /** r: on how many a guess was made; which must not depend on the coins but through what is audited. */
  readonly guesses: number
  /** v */
  readonly correct: number
}

/**
 * The most likely that so many guesses, or more, are right if what was audited is (epsilon, delta)-private: the p-value of
 * that claim. At most 1. Throws a RangeError that names the field that is out of range.
 */
export function chanceOfGuesses(made: Guesses, epsilon: number, delta: number): number {
  requireGuesses(made)
  require(epsilon >= 0 && epsilon < Infinity, `epsilon: it must be a number from 0 up, not ${epsilon}`)
  requireDelta(delta)
  return chance(made, epsilon, delta)
}

/**
 * The greatest epsilon (within 1e-9) that such guesses rule out: with this confidence, what was audited is not
 * (epsilon, delta)-private; 0 where they rule out none. Throws a RangeError that names the field that is out of range.
 */
export function leastEpsilon(made: Guesses, delta: number, confidence: number): number {
  requireGuesses(made)
  requireDelta(delta)
  require(confidence > 0 &&
    confidence < 1, `confidence: it must lie between 0 and 1, such as 0.95; not ${confidence}`)
  const isRuledOut = (epsilon: number) => chance(made, epsilon, delta) < 1 - confidence
  if (!isRuledOut(0)) return 0
  // Who is private at some epsilon is so at every greater one: whatever is ruled out is a bound, even if the chance had dips.
  let [ruledOut, open] = [0, 1]
  while (isRuledOut(open)) [ruledOut, open] = [open, 2 * open]
  while (open - ruledOut > 1e-9) {
    const middle = (ruledOut + open) / 2
    if (isRuledOut(middle)) ruledOut = middle
    else open = middle
  }
  return ruledOut
}

function chance({ canaries, guesses, correct }: Guesses, epsilon: number, delta: number): number {
  const weights = logBinomialWeights(guesses, 1 / (1 + Math.exp(-epsilon))).map(Math.exp)
  const tail = sumOf(weights.subarray(correct))
  return Math.min(1, tail + 2 * canaries * delta * steepest(weights.subarray(0, correct)))
}

/** max over i of P[v > B >= v - i] / i, from the probabilities of 0 to v - 1. */
function steepest(below: Float64Array): number {
  let [sum, most] = [0, 0]
  for (let i = 1; i <= below.length; i++) {
    sum += below[below.length - i]!
    most = Math.max(most, sum / i)
  }
  return most
}

/** The least first: tails are sums of very unequal numbers. */
function sumOf(probabilities: Float64Array): number {
  return probabilities.toSorted().reduce((sum, one) => sum + one, 0)
}

function requireGuesses({ canaries, guesses, correct }: Guesses): void {
  require(isCount(canaries) &&
    canaries >= 1, `canaries: a whole number from 1 up to a million is expected, not ${canaries}`)
  require(isCount(guesses) &&
    guesses <= canaries, `guesses: a whole number up to that of the canaries is expected, not ${guesses}`)
  require(isCount(correct) &&
    correct <= guesses, `correct: a whole number up to that of the guesses is expected, not ${correct}`)
}

function requireDelta(delta: number): void {
  require(delta >= 0 && delta < 1, `delta: it must be at least 0 and below 1, such as 1e-5; not ${delta}`)
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0 && value <= 1e6
}

function require(holds: boolean, message: string): void {
  if (!holds) throw new RangeError(message)
}
