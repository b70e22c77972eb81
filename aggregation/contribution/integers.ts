/** Whole-number helpers that `bigint` lacks. */

export function absolute(value: bigint): bigint {
  return value < 0n ? -value : value
}

/** Greatest common divisor, natural. */
export function greatestDivisor(left: bigint, right: bigint): bigint {
  let [a, b] = [absolute(left), absolute(right)]
  while (b !== 0n) [a, b] = [b, a % b]
  return a
}

/** Least common multiple of natural numbers above zero; 1 of none. */
export function leastMultiple(values: Iterable<bigint>): bigint {
  let multiple = 1n
  for (const value of values) multiple = (multiple / greatestDivisor(multiple, value)) * value
  return multiple
}

/** The quotient rounded up, for a divisor above zero. */
export function dividedUp(value: bigint, divisor: bigint): bigint {
  const quotient = value / divisor
  return value > quotient * divisor ? quotient + 1n : quotient
}

/** The least natural number whose square is at least `value`; Newton's iteration from above. */
export function squareRootUp(value: bigint): bigint {
  if (value < 0n) throw new RangeError(`no number has the square ${value}`)
  if (value === 0n) return 0n
  let root = 1n << BigInt((value.toString(16).length + 1) * 2)
  for (;;) {
    const next = (root + value / root) >> 1n
    if (next >= root) break
    root = next
  }
  return root * root < value ? root + 1n : root
}

export function total(values: Iterable<bigint>): bigint {
  let sum = 0n
  for (const value of values) sum += value
  return sum
}

/** The representative of `value` in (-modulus/2, modulus/2]. */
export function nearestZero(value: bigint, modulus: bigint): bigint {
  const rest = value % modulus
  if (2n * rest > modulus) return rest - modulus
  return 2n * rest <= -modulus ? rest + modulus : rest
}

/** The largest of the values; `least` where none is above it. */
export function largestOf(values: Iterable<bigint>, least: bigint): bigint {
  let largest = least
  for (const value of values) if (value > largest) largest = value
  return largest
}
