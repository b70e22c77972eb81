import { systemRandom } from '../../aggregation/index.ts'
import type { World } from '../../coordinator/index.ts'

export interface MovedClock {
  readonly world: World
  /** Moves on by so much, and runs what comes due on the way, in order. */
  forward(ms: number): void
}

/** A clock that goes only when it is told, beginning at the machine's time; the chance is the system's. */
export function movedClock(startMs = Date.now()): MovedClock {
  let nowMs = startMs
  let timers: { readonly atMs: number; readonly action: () => void }[] = []
  return {
    world: {
      nowMs: () => nowMs,
      after(delayMs, action) {
        const timer = { atMs: nowMs + delayMs, action }
        timers.push(timer)
        return () => {
          timers = timers.filter(other => other !== timer)
        }
      },
      random: systemRandom,
    },
    forward(ms) {
      const untilMs = nowMs + ms
      for (;;) {
        const next = timers.filter(({ atMs }) => atMs <= untilMs).sort((a, b) => a.atMs - b.atMs)[0]
        if (next === undefined) break
        timers = timers.filter(other => other !== next)
        nowMs = Math.max(nowMs, next.atMs)
        next.action()
      }
      nowMs = untilMs
    },
  }
}
