/**
 * Arithmetic as a person reads it. An expression has whole numbers, + - *, floor(a/b), floor(sqrt(a)) and min(a, b), read
 * from left to right with * and / first: a pocket calculator is enough.
 */

/** One line of a calculation. */
export interface Step {
  readonly what: string
  readonly expression: string
  readonly value: bigint
  /** What the numbers alone do not say. */
  readonly note?: string
}

export function step(what: string, expression: string | bigint, value: bigint, note?: string): Step {
  return { what, expression: String(expression), value, ...(note === undefined ? {} : { note }) }
}

/** A number that is given, such as one of the terms. */
export function given(what: string, value: bigint, note?: string): Step {
  return step(what, value, value, note)
}

/** floor(a × b / c). */
export function portion(what: string, a: bigint, b: bigint, c: bigint, note?: string): Step {
  return step(what, `floor(${a}*${b}/${c})`, (a * b) / c, note)
}

/** a - b - c ... */
export function less(what: string, from: bigint, parts: readonly bigint[], note?: string): Step {
  const value = parts.reduce((left, part) => left - part, from)
  return step(what, [from, ...parts].join(' - '), value, note)
}

/** a + b + c ... */
export function sum(what: string, parts: readonly bigint[], note?: string): Step {
  const value = parts.reduce((left, part) => left + part, 0n)
  return step(what, parts.length === 0 ? 0n : parts.join(' + '), value, note)
}

export function lesser(what: string, a: bigint, b: bigint, note?: string): Step {
  return step(what, `min(${a}, ${b})`, a < b ? a : b, note)
}

/** "pot = floor(100000*3/3) - floor(100000*2/3) = 33334". A number that is only named is not written twice. */
export function stepText({ what, expression, value, note }: Step): string {
  const told = expression === String(value) ? `${value}` : `${expression} = ${value}`
  return `${what} = ${told}${note === undefined ? '' : ` (${note})`}`
}
