import type { StartTimer } from '../../../learning/training/external/timers.ts'

export interface ManualTimers {
  readonly startTimer: StartTimer
  /** Lets the timer of this length run out, as soon as there is one. */
  runOut(delayMs: number): Promise<void>
}

/** Timers that run out when a test says so, and never by themselves. */
export function openManualTimers(): ManualTimers {
  const running = new Map<() => void, number>()
  const awaited = new Map<number, () => void>()
  return {
    startTimer: (delayMs, fire) => {
      running.set(fire, delayMs)
      awaited.get(delayMs)?.()
      return () => void running.delete(fire)
    },
    runOut: async delayMs => {
      const find = () => [...running].find(([, length]) => length === delayMs)?.[0]
      if (find() === undefined) await new Promise<void>(resolve => awaited.set(delayMs, resolve))
      awaited.delete(delayMs)
      const fire = find()!
      running.delete(fire)
      fire()
    },
  }
}
