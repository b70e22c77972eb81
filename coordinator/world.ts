/** Time and chance as parameters, so that a run can be repeated. */
import type { RandomSource } from '../aggregation/index.ts'

export interface World {
  readonly nowMs: () => number
  /** Runs `action` once after `delayMs`; the returned function takes it back. */
  readonly after: (delayMs: number, action: () => void) => () => void
  readonly random: RandomSource
}

/** The real clock and the system's randomness. */
export function realWorld(random: RandomSource): World {
  return {
    nowMs: () => Date.now(),
    after: (delayMs, action) => {
      const timer = setTimeout(action, delayMs)
      timer.unref()
      return () => clearTimeout(timer)
    },
    random,
  }
}
