/** How far the clock of whoever signs may be from ours. */
import type { Sensitivity } from '../../protos/access.ts'

/** Where nothing else is said, in milliseconds. */
export const signatureWindowMs = 60_000
/** For what money, keys or somebody's judgement hangs on: less time for whoever holds a request back. */
const closeWindowMs = 30_000
const [leastMs, mostMs] = [5_000, 300_000]

/** Throws `RangeError` for a window in which honest clocks would not meet, or requests could be held back for long. */
export function checkWindow(windowMs: number): number {
  if (windowMs >= leastMs && windowMs <= mostMs) return windowMs
  throw new RangeError(
    `clocks may differ by ${leastMs / 1000} to ${mostMs / 1000} s, not by ${windowMs / 1000} s`,
  )
}

export function windowFor(sensitivity: Sensitivity, windowMs: number): number {
  return sensitivity === 'read' || sensitivity === 'state' ? windowMs : Math.min(windowMs, closeWindowMs)
}
